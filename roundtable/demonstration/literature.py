"""The literature of the first programme: what it builds on, where more was looked for, and what is to be screened.

The two reports and the three studies of 1999 to 2017 are real; the searches are invented.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db
from roundtable.literature import actions, judging, searching
from roundtable.literature.importing.comparing import compared
from roundtable.literature.importing.reading import Read
from roundtable.literature.importing.taking import take_in
from roundtable.literature.models import Design, Reference, SearchKind, Stage, Strength
from roundtable.programmes.models import Programme
from roundtable.trail import Actor

FOUND: tuple[dict[str, Any], ...] = (
    {
        "type": "article-journal",
        "author": [
            {"family": "Modini", "given": "Matthew"},
            {"family": "Joyce", "given": "Sadhbh"},
            {"family": "Mykletun", "given": "Arnstein"},
            {"family": "Christensen", "given": "Helen"},
            {"family": "Bryant", "given": "Richard A."},
            {"family": "Mitchell", "given": "Philip B."},
            {"family": "Harvey", "given": "Samuel B."},
        ],
        "title": "The mental health benefits of employment: Results of a systematic meta-review",
        "container-title": "Australasian Psychiatry",
        "volume": "24",
        "issue": "4",
        "page": "331-336",
        "issued": {"date-parts": [[2016]]},
        "DOI": "10.1177/1039856215618523",
    },
    {
        "type": "article-journal",
        "author": [
            {"family": "Milligan-Saville", "given": "Josie S."},
            {"family": "Tan", "given": "Leona"},
            {"family": "Gayed", "given": "Aimée"},
            {"family": "Barnes", "given": "Caryl"},
            {"family": "Madan", "given": "Ira"},
            {"family": "Dobson", "given": "Mark"},
            {"family": "Bryant", "given": "Richard A."},
            {"family": "Christensen", "given": "Helen"},
            {"family": "Mykletun", "given": "Arnstein"},
            {"family": "Harvey", "given": "Samuel B."},
        ],
        "title": (
            "Workplace mental health training for managers and its effect on sick leave in employees: "
            "a cluster randomised controlled trial"
        ),
        "container-title": "The Lancet Psychiatry",
        "volume": "4",
        "issue": "11",
        "page": "850-858",
        "issued": {"date-parts": [[2017]]},
        "DOI": "10.1016/s2215-0366(17)30372-3",
    },
    {
        "type": "article-journal",
        "author": [
            {"family": "Claussen", "given": "Bjørgulf"},
        ],
        "title": "Health and re-employment in a five-year follow-up of long-term unemployed",
        "container-title": "Scandinavian Journal of Public Health",
        "volume": "27",
        "issue": "2",
        "page": "94-100",
        "issued": {"date-parts": [[1999]]},
    },
)


def fill(programme: Programme, account: Account, by: Actor) -> None:
    """A search log with what it found: one included and appraised, one excluded, one still to be screened."""
    pubmed = searching.log_search(
        programme,
        source="PubMed",
        searched_on=clock.today() - timedelta(days=20),
        words='("mental health"[Title] AND (employment OR "return to work")) AND review[Filter]',
        limits="English, 1999 to 2025",
        hits=46,
        by=by,
    )
    searching.log_search(
        programme,
        source="Sites of four national bodies",
        kind=SearchKind.WEBSITE,
        searched_on=clock.today() - timedelta(days=18),
        words="mental health and work",
        hits=11,
        duplicates=2,
        kept=0,
        notes="All were summaries of reports that are known.",
        by=by,
    )
    found = [Read(number, "", item) for number, item in enumerate(FOUND, 1)]
    lines = list(compared([*found, *found[:1]], programme))
    take_in(lines, programme, stage=Stage.TO_SCREEN, search=pubmed, by=by)
    review, trial, _ = (_titled(programme, str(item["title"])) for item in FOUND)
    judging.decide(review, Stage.INCLUDED, account=account, by=by)
    judging.decide(trial, Stage.ASSESSED_OUT, reason="Outcome not in scope", account=account, by=by)
    judging.appraise(
        review,
        design=Design.SYSTEMATIC_REVIEW,
        strength=Strength.MODERATE,
        notes="Consistent across reviews; selection of the healthier into work is hard to rule out.",
        account=account,
        by=by,
    )


def add_references(programme: Programme, items: dict[str, dict[str, Any]], by: Actor) -> None:
    """What the programme builds on from the start."""
    for key, item in items.items():
        actions.add_reference(programme, item=item, key=key, by=by)


def _titled(programme: Programme, title: str) -> Reference:
    query = select(Reference).where(Reference.programme_id == programme.id, Reference.title == title)
    return db.session.scalars(query).one()
