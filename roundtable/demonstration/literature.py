"""The literature of the first programme: what it builds on, where more was looked for, and what is to be screened.

The two reports and the three studies of 1999 to 2017 are real; the searches are invented.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account
from roundtable.cases import actions as writing
from roundtable.cases import queries as cases
from roundtable.cases.models import Per
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
    databases = {
        "source": "PubMed",
        "searched_on": clock.today() - timedelta(days=20),
        "words": '("mental health"[Title] AND (employment OR "return to work")) AND review[Filter]',
        "limits": "English, 1999 to 2025",
        "hits": 46,
    }
    sites = {
        "source": "Sites of four national bodies",
        "kind": SearchKind.WEBSITE,
        "searched_on": clock.today() - timedelta(days=18),
        "words": "mental health and work",
        "hits": 11,
        "duplicates": 2,
        "kept": 0,
        "notes": "All were summaries of reports that are known.",
    }
    pubmed, _ = (searching.log_search(programme, values, by=by) for values in (databases, sites))
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


def write_cases(programme: Programme, by: Actor) -> None:
    """Two case studies, invented, as are their sums: one drawn from good practice that was sent."""
    practice = db.session.scalars(cases.good_practice(programme).limit(1)).first()
    first = writing.add_case_study(
        programme,
        title="An employment adviser in a talking-therapies team (invented)",
        setting="A service for 300,000 people; those in therapy who are off sick or out of work.",
        done="One adviser works beside the therapists, sees people within a week and speaks with employers.",
        cost="One full-time adviser, with training and supervision.",
        benefit="Of 120 people seen in a year, 54 were in work six months later, against 38 of 120 the year before.",
        keys=["rand2014"],
        submission=practice,
        by=by,
    )
    second = writing.add_case_study(
        programme,
        title="Line managers of a bus depot learn to talk about stress (invented)",
        setting="A depot with 410 drivers and 26 line managers.",
        done="Half a day for each manager, and a telephone line to a counsellor.",
        benefit="Days lost with stress fell from 1,130 to 870 in the year after.",
        by=by,
    )
    for case, what, cost, benefit, comparator in (
        (first, "One adviser, with training", 46_200, 71_500, "the year before"),
        (second, "Training and telephone line", 18_900, 31_200, "the year before"),
    ):
        writing.add_line(
            case,
            what=what,
            cost=Decimal(cost),
            benefit=Decimal(benefit),
            currency="GBP",
            price_year=2025,
            per=Per.YEAR,
            comparator=comparator,
            by=by,
        )
    writing.add_line(
        first,
        what="One person seen",
        cost=Decimal(385),
        benefit=None,
        currency="GBP",
        price_year=2025,
        per=Per.PERSON,
        by=by,
    )


def add_references(programme: Programme, items: dict[str, dict[str, Any]], by: Actor) -> None:
    """What the programme builds on from the start."""
    for key, item in items.items():
        actions.add_reference(programme, item=item, key=key, by=by)


def _titled(programme: Programme, title: str) -> Reference:
    query = select(Reference).where(Reference.programme_id == programme.id, Reference.title == title)
    return db.session.scalars(query).one()
