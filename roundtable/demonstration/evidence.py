"""What the invented people say, and how it was read.

In a text, [[theme|words]] stands for words that were marked as an excerpt and coded to the theme of that key.
"""

from typing import Any, NamedTuple

from roundtable.evidence.models import Attribution, Kind

CODEBOOK: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "Finding help in time": (
        "When help comes, and how people come to it.",
        {
            "waiting": (
                "Waiting and thresholds",
                "Time between asking and getting; who is turned away. Not: travel.",
            ),
            "early": ("Help while still at work", "Support before or during the first weeks of absence."),
            "referral": ("Knowing where to refer", "Routes, directories, single points of access."),
        },
    ),
    "Joined-up services": (
        "Health and employment support as one thing.",
        {
            "colocation": (
                "Employment support inside therapy services",
                "Advisers and therapists who share a case.",
            ),
            "sharing": ("Sharing what is known", "Consent, records, telling a story once."),
            "funding": ("Short and split funding", "Contracts of a year, budgets that do not meet."),
        },
    ),
    "What employers need": (
        "Support and confidence on the employer's side.",
        {
            "managers": ("Line managers' confidence", "What to say, what to do on the first day back."),
            "small": ("Small employers", "No occupational health, no human resources department."),
            "adjustments": ("Adjustments that work", "Hours, tasks, place; phased returns."),
        },
    ),
    "The part of the voluntary sector": (
        "What the VCS does that others do not.",
        {
            "trust": ("Trust and time", "Peer support, staying alongside, outside clinic hours."),
            "measuring": ("Showing what it achieves", "Outcomes, costs and benefits; burden of reporting."),
        },
    ),
}


class Said(NamedTuple):
    """A submission of the demonstration."""

    who: str
    kind: Kind
    text: str
    attribution: Attribution = Attribution.ORGANISATION
    more: dict[str, Any] = {}


G, R, P, E, S = Kind.GAP, Kind.RECOMMENDATION, Kind.GOOD_PRACTICE, Kind.EVIDENCE, Kind.SUPPORT_NEED
NAMED, ORG, ANON, NOT = (
    Attribution.NAMED,
    Attribution.ORGANISATION,
    Attribution.ANONYMOUS,
    Attribution.WITHHELD,
)

SAID = (
    Said(
        "Siobhan O'Marrow",
        G,
        "Most people we meet were still in work when things began to slip. [[early|There is nothing for somebody who is struggling but has not gone off sick yet]], and by the time a service takes them the job is often gone.",
        NAMED,
    ),
    Said(
        "Dr Conrad Millrace",
        G,
        "In a ten-minute appointment I can sign a fit note or refer to talking therapies. [[referral|I do not know of any one place that tells me who offers employment support here]], so I mostly do neither well.",
        ANON,
    ),
    Said(
        "Olumide Fairweather",
        G,
        "Our employment advisers have a waiting list of their own. [[waiting|People finish therapy before they see an adviser]], which is the wrong way round for somebody whose worry is the job.",
    ),
    Said(
        "Ignatius Pell",
        G,
        "We are eleven people. [[small|I have no occupational health and no human resources department, only a bookkeeper on Tuesdays]]. When my foreman went quiet I looked for a number to ring and did not find one.",
        NAMED,
    ),
    Said(
        "Wilhelmina Frost",
        G,
        "[[funding|We buy therapy for three years and employment support for one]], from two budgets that meet nowhere. Providers spend the last third of each year looking for the next.",
        ORG,
    ),
    Said(
        "Ruth Adeyemi-Stone",
        G,
        "We know a good deal about going back to work and little about staying in it. [[measuring|Few studies follow people for longer than a year]], and fewer still ask about the quality of the job.",
    ),
    Said(
        "Hester Nightingale-Poe",
        R,
        "[[colocation|Put an employment adviser in every therapy team, in the same case meeting]], and let either of them ask the first question about work.",
        NAMED,
    ),
    Said(
        "Bronwen Ŵyn-Jones",
        R,
        "Commission support for people who are still in work. [[early|Two conversations in the first fortnight do more than ten after six months]]; we have seen it with call-centre staff and with nurses alike.",
        NAMED,
    ),
    Said(
        "Marcus Tollgate",
        R,
        "[[managers|Train line managers in one thing: the first conversation]]. Not a day on mental health in general, but an hour with the words to use and the words to avoid.",
        NAMED,
    ),
    Said(
        "Fenella Brightside",
        R,
        "Write a return-to-work plan together before the first day back, on one page. [[adjustments|Say what will be different for four weeks, who knows, and when it is looked at again]].",
    ),
    Said(
        "Josiah Umber",
        R,
        "Align contract lengths. [[funding|If therapy and employment support were commissioned together for three years]], providers could keep the advisers whom they train.",
        ORG,
    ),
    Said(
        "Dr Eluned Thorne",
        R,
        "Give registrars half a day on work and health in their training, with somebody from the voluntary sector in the room. [[referral|You refer to people whom you have met]].",
    ),
    Said(
        "Horatio Penhaligon-Cray",
        R,
        "Ask every provider for the same five outcomes. [[measuring|At the moment three funders ask for the same thing in three different ways]], and nobody can add it up.",
        NAMED,
    ),
    Said(
        "Kofi Lanternwood",
        P,
        "A vocational rehabilitation worker who sits with the person and the employer together, from the first week of absence. [[adjustments|We draw up the phased return at the workplace itself, not in an office]].",
        NAMED,
        {
            "setting": "Two food factories and a warehouse in Northshire, 2024 to 2026",
            "outcome": "Of 64 people, 49 were back at work within three months and 41 still there a year later. [Invented for the demonstration.]",
            "cost_and_benefit": "About £620 a person. [Invented for the demonstration.]",
            "contact": "Through the organiser",
        },
    ),
    Said(
        "Imelda Crabtree-Hall",
        P,
        "Evening drop-in run by people who have been through it. [[trust|Nobody has to say a diagnosis at the door]]; half of those who come first ask about a payslip.",
        ORG,
        {
            "setting": "A café in a market town, Thursdays from six",
            "outcome": "One visitor in three goes on to ask for employment support. [Invented for the demonstration.]",
            "cost_and_benefit": "Two part-time workers and the rent of a room",
            "contact": "Through the organiser",
        },
    ),
    Said(
        "Hester Nightingale-Poe",
        P,
        "Therapists and employment advisers share one appointment at the start. [[colocation|The plan for work and the plan for therapy are written on the same page]].",
        NAMED,
        {
            "setting": "One talking therapies service, three sites",
            "outcome": "Fewer people tell their story twice; advisers see people four weeks sooner. [Invented for the demonstration.]",
            "cost_and_benefit": "No new posts: the advisers moved rooms",
            "contact": "Through the organiser",
        },
    ),
    Said(
        "Lennart Öberg",
        E,
        "RAND Europe's report sets out options for bringing health and employment support closer together, and calls for them to be tested. [[colocation|Integration is argued for in both reports of 2014; what is missing is follow-up at scale]].",
        NAMED,
        {"reference": "rand2014"},
    ),
    Said(
        "Ada Marchbanks",
        E,
        "The OECD's review of the United Kingdom asks for [[early|a stronger focus on prevention and on those still in work]], and for mental-health knowledge among employers and general practitioners.",
        NAMED,
        {"reference": "oecd2014"},
    ),
    Said(
        "Delphine Archer-Moss",
        E,
        "Among people with a long-term condition 65.3% were in employment in 2022/23, against 75.7% of all: [[measuring|a gap of 10.4 percentage points in the outcomes framework]].",
        ORG,
    ),
    Said(
        "Rupert Glass",
        E,
        "In our last quarter every second person referred was in work when they came to us. [[waiting|By the first appointment one in five was not]]. [Invented for the demonstration.]",
        ANON,
    ),
    Said(
        "Ignatius Pell",
        S,
        "[[small|One telephone number, answered by somebody who has run a small business]]. I do not need a policy, I need to know what to say tomorrow.",
        NAMED,
        {"needed_by": "employers"},
    ),
    Said(
        "Rosalind Tidewater",
        S,
        "[[managers|Our managers are afraid of saying the wrong thing, so they say nothing]]. They need permission as much as training.",
        ORG,
        {"needed_by": "employers"},
    ),
    Said(
        "Dev Saltmarsh",
        S,
        "People want somebody who comes along to the first meeting with the employer. [[trust|It is the walk from the bus stop to the office that they cannot do alone]].",
        NAMED,
        {"needed_by": "clients"},
    ),
    Said(
        "Yusuf Pennywell",
        S,
        "[[sharing|To tell the story once]], and to decide who gets to hear it. I have told mine to seven people this year.",
        ANON,
        {"needed_by": "clients"},
    ),
    Said(
        "Gwendolen Ashgrove",
        G,
        "Information stops at the door of each service. [[sharing|Nobody asks whether they may pass it on, so nobody passes it on]].",
        ORG,
    ),
    Said(
        "Dr Padma Silverdale",
        G,
        "[[waiting|The threshold for secondary care and the ceiling of primary care do not meet]]; people with more than one condition fall between them.",
        NOT,
    ),
    Said(
        "Rupert Glass",
        R,
        "Let people keep their employment adviser when they finish therapy. [[trust|The second month back is harder than the first]].",
        ORG,
    ),
    Said(
        "Caspian Holloway",
        S,
        "Small firms cannot release anybody for a course. [[small|Ten minutes on a phone, in a van, is what there is]].",
        ORG,
        {"needed_by": "employers"},
    ),
)

INTRODUCTION = """\
We ask everybody who supports, employs, treats or studies people with common mental health problems:

- **What is missing?** A gap in provision, or in what is known.
- **What should be done,** and by whom?
- **What works?** Good practice, with what it cost and what came of it.
- **What have you seen or measured?**
- **What do employers or clients need?**

What you send is read in full. You choose how it may be attributed.
"""

JSNA_INTRODUCTION = """\
We look for chapters, data and case studies on work, worklessness and health in Joint Strategic Needs Assessments, \
with what they cost and what they changed.
"""
