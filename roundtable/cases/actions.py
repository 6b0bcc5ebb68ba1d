"""Add case studies, their money and what they rest on; take them away and put them back."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from roundtable import clock
from roundtable.cases.models import CaseReference, CaseStudy, CostLine, Per
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import Submission
from roundtable.literature import queries as literature
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record


def add_case_study(
    programme: Programme,
    *,
    title: str,
    setting: str,
    done: str,
    cost: str = "",
    benefit: str = "",
    keys: Sequence[str] = (),
    submission: Submission | None = None,
    by: Actor,
) -> CaseStudy:
    """Write a case study, drawn from a submission of good practice where one is given."""
    made = CaseStudy(programme_id=programme.id, added_at=clock.now(), title=title, setting=setting, done=done)
    made.cost, made.benefit = cost, benefit
    made.submission_id = submission.id if submission else None
    made.rests_on = [CaseReference(reference_id=each.id) for each in _works(programme, keys)]
    db.session.add(made)
    db.session.flush()
    record("added", made, by=by)
    return made


def edit_case_study(
    case: CaseStudy,
    *,
    title: str,
    setting: str,
    done: str,
    cost: str,
    benefit: str,
    keys: Sequence[str],
    by: Actor,
) -> None:
    """Change what it says, and what it rests on."""
    works = {each.id for each in _works(case.programme, keys)}
    case.title, case.setting, case.done, case.cost, case.benefit = title, setting, done, cost, benefit
    kept = [each for each in case.rests_on if each.reference_id in works]
    new = works - {each.reference_id for each in kept}
    case.rests_on = [*kept, *(CaseReference(reference_id=number) for number in sorted(new))]
    db.session.flush()
    record("edited", case, by=by)


def add_line(
    case: CaseStudy,
    *,
    what: str,
    cost: Decimal | None,
    benefit: Decimal | None,
    currency: str,
    price_year: int,
    per: Per,
    comparator: str = "",
    by: Actor,
) -> CostLine:
    """Say what it cost and what it was worth, in one currency, at one year's prices, per whom."""
    if cost is None and benefit is None:
        raise Refusal("Give a cost, a benefit or both.", field="cost")
    made = CostLine(case_study_id=case.id, what=what, cost=cost, benefit=benefit, currency=currency.upper())
    made.price_year, made.per, made.comparator = price_year, per, comparator
    db.session.add(made)
    db.session.flush()
    db.session.expire(case, ["lines"])
    record("added money to", case, by=by)
    return made


def remove_line(line: CostLine, *, by: Actor) -> None:
    """Take a line out of the sums; it can be put back."""
    if line.removed_at is None:
        line.removed_at = clock.now()
        db.session.flush()
        record("took money off", line.case_study, by=by)


def put_line_back(line: CostLine, *, by: Actor) -> None:
    """Have it in the sums again."""
    if line.removed_at is not None:
        line.removed_at = None
        db.session.flush()
        record("put back money of", line.case_study, by=by)


def remove(case: CaseStudy, *, by: Actor) -> None:
    """Take a case study off the list; it can be put back."""
    if case.removed_at is None:
        case.removed_at = clock.now()
        db.session.flush()
        record("removed", case, by=by)


def put_back(case: CaseStudy, *, by: Actor) -> None:
    """Have it on the list again."""
    if case.removed_at is not None:
        case.removed_at = None
        db.session.flush()
        record("put back", case, by=by)


def _works(programme: Programme, keys: Sequence[str]) -> list[Reference]:
    wanted = [key.lstrip("@") for key in keys]
    if not wanted:
        return []
    known = {each.key: each for each in db.session.scalars(literature.cited(programme, wanted, ()))}
    if missing := [f"@{key}" for key in wanted if key not in known]:
        raise Refusal(
            f"There is no reference {', '.join(missing)}. Add it under Literature first.", field="keys"
        )
    return list(known.values())


def line_of(case: CaseStudy, number: int) -> CostLine | None:
    """The line of that number, if it is this case study's."""
    return db.session.scalars(
        select(CostLine).where(CostLine.case_study_id == case.id, CostLine.id == number)
    ).first()
