"""What was drawn from the words of the invented people: gaps and recommendations."""

from typing import NamedTuple

from roundtable.findings.models import Strength


class Drawn(NamedTuple):
    """A gap of the demonstration, and the people whose words show it."""

    key: str
    title: str
    text: str
    theme: str
    words_of: tuple[tuple[str, str], ...]


GAPS = (
    Drawn(
        "early",
        "Nothing for people who are struggling but still at work",
        "Services begin with absence, or later. The weeks in which a job can be kept most easily are the weeks in which nobody is responsible.",
        "early",
        (("Siobhan O'Marrow", "early"), ("Ada Marchbanks", "early")),
    ),
    Drawn(
        "referral",
        "GPs do not know where to refer for employment support",
        "There is no one place that says who offers what, where and for whom.",
        "referral",
        (("Dr Conrad Millrace", "referral"), ("Dr Eluned Thorne", "referral")),
    ),
    Drawn(
        "waiting",
        "Employment advisers are reached too late",
        "People wait for an adviser longer than for therapy, and some lose the job meanwhile.",
        "waiting",
        (("Olumide Fairweather", "waiting"), ("Rupert Glass", "waiting")),
    ),
    Drawn(
        "small",
        "Small employers have nobody to ask",
        "What exists supposes an occupational health service or a human resources department.",
        "small",
        (("Ignatius Pell", "small"), ("Caspian Holloway", "small")),
    ),
    Drawn(
        "funding",
        "Therapy and employment support are bought apart",
        "Contract lengths and budgets do not meet; trained advisers leave.",
        "funding",
        (("Wilhelmina Frost", "funding"), ("Josiah Umber", "funding")),
    ),
    Drawn(
        "follow",
        "Too little is known about staying in work",
        "Most follow-up ends within a year, and asks whether there is a job, not what kind.",
        "measuring",
        (("Ruth Adeyemi-Stone", "measuring"), ("Lennart Öberg", "colocation")),
    ),
)


class Proposed(NamedTuple):
    """A recommendation of the demonstration."""

    title: str
    text: str
    owner: str
    timescale: str
    measure: str
    strength: Strength | None
    theme: str
    gaps: tuple[str, ...]
    asks: dict[str, str]
    words_of: tuple[tuple[str, str], ...]


RECOMMENDATIONS = (
    Proposed(
        "Commission support for people who are still in work",
        "A short, early offer, open without a fit note and without a diagnosis: two conversations within a fortnight, with the employer where the person wishes it.",
        "Integrated care boards, with local authorities",
        "Within 12 months",
        "Share of people who are in work when first seen, and three months later",
        None,
        "early",
        ("early",),
        {
            "Commissioners": "Put early, in-work support into the next specification, with a time limit for the first conversation.",
            "Integrated care boards and GPs": "Refer people before they go off sick, not after.",
            "Employers": "Tell staff that the offer exists and give them the hour to use it.",
        },
        (("Bronwen Ŵyn-Jones", "early"), ("Siobhan O'Marrow", "early"), ("Ada Marchbanks", "early")),
    ),
    Proposed(
        "Put an employment adviser into every talking therapies team",
        "One case meeting, one plan for therapy and for work, and an adviser who stays when therapy ends.",
        "Leads of NHS Talking Therapies",
        "Within 24 months",
        "Weeks from referral to the first conversation about work",
        Strength.STRONG,
        "colocation",
        ("waiting",),
        {
            "Commissioners": "Fund adviser posts as part of the therapy contract.",
            "Policy leads and national networks": "Name employment support as a part of the service, not an extra.",
        },
        (
            ("Hester Nightingale-Poe", "colocation"),
            ("Lennart Öberg", "colocation"),
            ("Rupert Glass", "trust"),
        ),
    ),
    Proposed(
        "Teach line managers the first conversation",
        "One hour, with the words to use and the words to avoid, for everybody who leads people.",
        "Employers, through their networks",
        "Within 6 months",
        "Managers who say that they would know how to begin",
        None,
        "managers",
        ("small",),
        {
            "Employers": "Give every line manager one hour on the first conversation this year, and start with those who have had an absence in the team."
        },
        (("Marcus Tollgate", "managers"), ("Rosalind Tidewater", "managers")),
    ),
    Proposed(
        "Agree a one-page return plan before the first day back",
        "What will be different for four weeks, who knows, and when it is looked at again. Written together, at the workplace.",
        "Employers, with the person and their adviser",
        "Now",
        "Returns with a written plan",
        None,
        "adjustments",
        (),
        {
            "Employers": "Use a one-page plan for every return after two weeks or more.",
            "VCS providers": "Offer to sit in when the plan is written.",
        },
        (("Fenella Brightside", "adjustments"), ("Kofi Lanternwood", "adjustments")),
    ),
    Proposed(
        "Open one telephone line for small employers",
        "Answered by people who have run a small business, with ten minutes' advice and a way on to local support.",
        "Chambers and federations of small firms, with the VCS",
        "Within 12 months",
        "Calls, and what employers did next",
        None,
        "small",
        ("small",),
        {
            "Employers": "Tell us the hours at which you would ring.",
            "Policy leads and national networks": "Fund a pilot in two areas and publish what it finds.",
        },
        (("Ignatius Pell", "small"), ("Caspian Holloway", "small")),
    ),
    Proposed(
        "Commission therapy and employment support together, for three years",
        "One specification, one length of contract, one set of outcomes.",
        "Integrated care boards",
        "At the next round of contracts",
        "Contracts with the same start and end",
        None,
        "funding",
        ("funding",),
        {"Commissioners": "Align the ends of contracts now, so that the next ones can begin together."},
        (("Josiah Umber", "funding"), ("Wilhelmina Frost", "funding")),
    ),
    Proposed(
        "Ask every provider for the same five outcomes",
        "Agreed nationally, collected once, and published so that small providers can show what they achieve.",
        "National networks and funders",
        "Within 18 months",
        "Funders who use the set",
        None,
        "measuring",
        ("follow",),
        {
            "Policy leads and national networks": "Convene funders and agree the set.",
            "VCS providers": "Say which outcomes your clients would choose.",
        },
        (("Horatio Penhaligon-Cray", "measuring"), ("Ruth Adeyemi-Stone", "measuring")),
    ),
    Proposed(
        "Give GPs one local directory, and meet the people in it",
        "One page, kept by one named organisation; half a day on work and health in registrars' training, with the voluntary sector in the room.",
        "Integrated care boards and GP training schemes",
        "Within 12 months",
        "Referrals to employment support from general practice",
        None,
        "referral",
        ("referral",),
        {
            "Integrated care boards and GPs": "Name one organisation that keeps the page, and print its date on it."
        },
        (),
    ),
)

REASONS: dict[Strength | None, str] = {
    Strength.STRONG: "Both reviews that were read say the same, one of them of trials; so do three services.",
}


class Foundation(NamedTuple):
    """What else a recommendation rests on, and what it serves: by key, and by place in the programme's lists."""

    references: tuple[str, ...]
    aims: tuple[int, ...]
    indicators: tuple[int, ...]
    agreed: str = ""


FOUNDATIONS = {
    "Commission support for people who are still in work": Foundation(("rand2014", "oecd2014"), (1,), (0, 3)),
    "Put an employment adviser into every talking therapies team": Foundation(
        ("rand2014", "oecd2014"), (0, 1), (0, 1)
    ),
    "Teach line managers the first conversation": Foundation(
        (), (2,), (3,), "All who were there, without a vote; two asked for an hour and a half."
    ),
    "Agree a one-page return plan before the first day back": Foundation((), (2,), (3,)),
    "Commission therapy and employment support together, for three years": Foundation(
        (), (1,), (1,), "Eleven of twelve; one commissioner thinks two years more honest."
    ),
    "Ask every provider for the same five outcomes": Foundation(("oecd2014",), (0,), ()),
}

SAME = (
    ("Nobody counts who waits for an adviser", (("Olumide Fairweather", "waiting"),)),
    ("Waiting times for employment support are not published", (("Rupert Glass", "waiting"),)),
)
MERGED = "Nobody knows how long people wait for an employment adviser"
