"""The two programmes in facts: what they are for, whom they concern, what they measure and build on.

The figures are of the Public Health Outcomes Framework, November 2023 (Office for Health Improvement and Disparities,
Open Government Licence v3.0).
"""

from typing import Any

FRAMEWORK = "Public Health Outcomes Framework"
SOURCE = "OHID, Public Health Outcomes Framework, November 2023 (OGL v3.0)"

MENTAL_HEALTH: dict[str, Any] = {
    "slug": "mental-health-and-employment",
    "title": "Mental health and employment",
    "code": "MHE",
    "summary": (
        "A national round table and webinars on what helps people with common mental health problems to stay in work "
        "or return to it, and on what employers need."
    ),
    "organiser": "Olive Organiser, for the Health, Work and Wellbeing Group",
    "contact_email": "olive@roundtable.example",
    "strapline": "Work as part of recovery",
    "aims": """\
More people with common mental health problems stay in work, or return to it, as part of their recovery; and people \
for whom work is part of the problem get support.

We want to

- share good practice and evidence, above all from the voluntary and community sector (VCS)
- find the gaps in provision and in knowledge, and the action that is needed
- find out what employers need, as well as what clients need

**Priorities it serves.** Healthy people; mental health; inequalities; integration; parity of esteem; economic growth.

**How.** A scoping of work that shows best practice, then a round table and webinars that bring research and practice \
together, then a report and briefings, and a toolkit for employers.
""",
}

GROUPS = (
    ("Research academics", "A", 1),
    ("VCS practitioners", "V", 3),
    ("Employers", "E", 2),
    ("NHS Talking Therapies leads", "T", 4),
    ("Commissioners", "C", 5),
    ("GPs", "G", 6),
    ("Policy leads", "P", 7),
)

AUDIENCES = (
    "Employers",
    "Integrated care boards and GPs",
    "Commissioners",
    "Policy leads and national networks",
    "VCS providers",
)

REFERENCES: dict[str, dict[str, Any]] = {
    "rand2014": {
        "type": "report",
        "author": [
            {"family": "Stolk", "given": "Christian", "non-dropping-particle": "van"},
            {"family": "Hofman", "given": "Joanna"},
            {"family": "Hafner", "given": "Marco"},
            {"family": "Janta", "given": "Barbara"},
        ],
        "issued": {"date-parts": [[2014, 1]]},
        "title": "Psychological Wellbeing and Work: Improving Service Provision and Outcomes",
        "publisher": "RAND Europe, for the Department for Work and Pensions and the Department of Health",
    },
    "oecd2014": {
        "type": "report",
        "author": [{"literal": "OECD"}],
        "issued": {"date-parts": [[2014, 2]]},
        "title": "Mental Health and Work: United Kingdom",
        "publisher": "OECD Publishing",
    },
}

JSNA: dict[str, Any] = {
    "slug": "work-and-health-in-jsna",
    "title": "Work, worklessness and health in Joint Strategic Needs Assessments",
    "code": "JSNA",
    "summary": (
        "Guidance, a chapter template and case studies, so that work and worklessness appear in Joint Strategic Needs "
        "Assessments with data, evidence and practice."
    ),
    "organiser": "Olive Organiser, for the Health, Work and Wellbeing Group",
    "contact_email": "olive@roundtable.example",
    "strapline": "Work is a determinant of health",
    "aims": """\
Work, worklessness and health appear in Joint Strategic Needs Assessments and in Health and Wellbeing Strategies, with \
data, evidence and practice. Commissioners see why, what it costs and saves, and what to do.

**Why.** Work is a key determinant of health and of inequality. Most adults spend much of their life at work, so it \
reaches people whom health care does not; sickness absence, long-term conditions and mental health at work are \
outcomes that it moves.

**How.** A short review of generic guidance, a trawl of literature and good practice, draft content and case studies, \
then dissemination and shared learning.
""",
}

JSNA_GROUPS = (
    ("Public health teams", "H", 1),
    ("Integrated care boards", "I", 5),
    ("Health and Wellbeing Boards", "B", 4),
    ("VCS partners", "V", 3),
    ("National public health bodies", "N", 7),
)

JSNA_AUDIENCES = ("Health and Wellbeing Boards", "Commissioners", "Public health teams")

INDICATORS: tuple[dict[str, str], ...] = (
    {
        "code": "B08a",
        "title": (
            "Gap in the employment rate between those with a physical or mental long-term health condition and the "
            "overall employment rate (16 to 64)"
        ),
        "figure": "10.4 percentage points (England, April 2022 to March 2023)",
    },
    {
        "code": "B08a",
        "title": "People with a physical or mental long-term health condition in employment (16 to 64)",
        "figure": "65.3% (England, April 2022 to March 2023)",
    },
    {
        "code": "B08d",
        "title": "People in employment (16 to 64)",
        "figure": "75.7% (England, April 2022 to March 2023)",
    },
    {"code": "B09b", "title": "Working days lost due to sickness absence", "figure": ""},
)
