"""Who is in the demonstration. Nobody here exists; every address ends in .example, which can never be one."""

from typing import NamedTuple


class Somebody(NamedTuple):
    """A person of the demonstration."""

    name: str
    group: str
    post: str
    organisation: str
    network: str = ""
    answer: str = ""
    # To the past round table: yes, maybe, no, or nothing.
    webinar: str = ""
    # To the coming webinar.

    @property
    def email(self) -> str:
        plain = self.name.lower().replace("ŵ", "w").replace("ö", "o").replace("'", "").replace("é", "e")
        domain = "".join(sign for sign in self.organisation.lower() if sign.isascii() and sign.isalpha())
        return f"{'.'.join(plain.split())}@{domain[:24]}.example"


ACADEMICS = "Research academics"
VCS = "VCS practitioners"
EMPLOYERS = "Employers"
THERAPIES = "NHS Talking Therapies leads"
COMMISSIONERS = "Commissioners"
GPS = "GPs"
POLICY = "Policy leads"

HWWG = "Health, Work and Wellbeing Group networks"
MHPF = "Mental Health Providers Forum"
IAPT = "National IAPT group"
DEAL = "Responsibility Deal Health at Work Network"

EVERYBODY = (
    Somebody(
        "Ada Marchbanks",
        ACADEMICS,
        "Professor of work and health",
        "University of Northshire",
        "",
        "yes",
        "yes",
    ),
    Somebody(
        "Tobias Fenwick-Lowe", ACADEMICS, "Senior research fellow", "University of Northshire", "", "yes", ""
    ),
    Somebody(
        "Ruth Adeyemi-Stone",
        ACADEMICS,
        "Reader in occupational psychology",
        "Vale College",
        "",
        "yes",
        "maybe",
    ),
    Somebody("Lennart Öberg", ACADEMICS, "Health economist", "Vale College", "", "maybe", "yes"),
    Somebody("Priscilla Quayle", ACADEMICS, "Lecturer in social policy", "Westmere University", "", "no", ""),
    Somebody(
        "Bronwen Ŵyn-Jones",
        VCS,
        "Head of employment services",
        "Brightwater Employment Support",
        MHPF,
        "yes",
        "yes",
    ),
    Somebody(
        "Kofi Lanternwood",
        VCS,
        "Vocational rehabilitation lead",
        "Brightwater Employment Support",
        MHPF,
        "yes",
        "yes",
    ),
    Somebody("Siobhan O'Marrow", VCS, "Chief executive", "Next Step Northshire", HWWG, "yes", "yes"),
    Somebody("Dev Saltmarsh", VCS, "Employment specialist", "Next Step Northshire", HWWG, "yes", ""),
    Somebody("Imelda Crabtree-Hall", VCS, "Service manager", "The Kettle Project", MHPF, "yes", "maybe"),
    Somebody("Yusuf Pennywell", VCS, "Peer support worker", "The Kettle Project", "", "maybe", ""),
    Somebody("Gwendolen Ashgrove", VCS, "Trustee", "Harbour Minds", MHPF, "yes", "yes"),
    Somebody(
        "Marcus Tollgate", EMPLOYERS, "Director of people", "Harbour and Vale Engineering", DEAL, "yes", "yes"
    ),
    Somebody(
        "Fenella Brightside", EMPLOYERS, "Occupational health manager", "Northshire Foods", DEAL, "yes", "yes"
    ),
    Somebody("Ignatius Pell", EMPLOYERS, "Owner", "Pell and Daughters Joinery", "", "yes", ""),
    Somebody(
        "Rosalind Tidewater",
        EMPLOYERS,
        "Human resources partner",
        "Westmere Logistics",
        DEAL,
        "maybe",
        "maybe",
    ),
    Somebody("Caspian Holloway", EMPLOYERS, "Chair", "Northshire Chamber of Small Firms", "", "no", "yes"),
    Somebody("Beatrix Longshore", EMPLOYERS, "Wellbeing lead", "Vale Housing Association", "", "", "yes"),
    Somebody(
        "Olumide Fairweather", THERAPIES, "Clinical lead", "Northshire Talking Therapies", IAPT, "yes", "yes"
    ),
    Somebody(
        "Hester Nightingale-Poe",
        THERAPIES,
        "Employment adviser team leader",
        "Northshire Talking Therapies",
        IAPT,
        "yes",
        "yes",
    ),
    Somebody("Rupert Glass", THERAPIES, "Service manager", "Vale Talking Therapies", IAPT, "yes", ""),
    Somebody(
        "Amara Whitlock", THERAPIES, "Senior practitioner", "Westmere Talking Therapies", IAPT, "maybe", "yes"
    ),
    Somebody(
        "Josiah Umber",
        COMMISSIONERS,
        "Head of mental health commissioning",
        "Northshire Integrated Care Board",
        "",
        "yes",
        "yes",
    ),
    Somebody(
        "Delphine Archer-Moss",
        COMMISSIONERS,
        "Public health principal",
        "Northshire County Council",
        "",
        "yes",
        "",
    ),
    Somebody(
        "Wilhelmina Frost",
        COMMISSIONERS,
        "Commissioning manager",
        "Vale Integrated Care Board",
        "",
        "",
        "maybe",
    ),
    Somebody("Dr Conrad Millrace", GPS, "General practitioner", "Elm Street Surgery", "", "yes", ""),
    Somebody("Dr Padma Silverdale", GPS, "GP and clinical director", "Quayside Practice", "", "no", ""),
    Somebody("Dr Eluned Thorne", GPS, "GP trainer", "Westmere Medical Centre", "", "", ""),
    Somebody(
        "Horatio Penhaligon-Cray",
        POLICY,
        "Policy adviser, work and health",
        "Centre for Work and Recovery",
        HWWG,
        "yes",
        "yes",
    ),
    Somebody("Sunniva Blackwater", POLICY, "Programme lead", "Institute for Good Work", HWWG, "yes", "maybe"),
)

BOARD = (
    Somebody(
        "Thaddeus Orchard", "Public health teams", "Consultant in public health", "Northshire County Council"
    ),
    Somebody("Marguerite Locke", "Public health teams", "JSNA lead analyst", "Vale Metropolitan Council"),
    Somebody(
        "Winston Hartfield", "Integrated care boards", "Head of strategy", "Northshire Integrated Care Board"
    ),
    Somebody(
        "Cordelia Banks",
        "Health and Wellbeing Boards",
        "Board chair",
        "Northshire Health and Wellbeing Board",
    ),
    Somebody("Emrys Vaughan-Lake", "VCS partners", "Director", "Vale Voluntary Alliance"),
    Somebody(
        "Nadia Copperfield", "National public health bodies", "Evidence lead", "Institute for Good Work"
    ),
)
