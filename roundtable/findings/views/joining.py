"""Findings are merged and split, and that is undone."""

from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings import actions, queries
from roundtable.findings.joining_forms import MergeForm, SplitForm
from roundtable.findings.models import Gap, Recommendation
from roundtable.findings.views.room import FINDING, address_of, blueprint, finding_of
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form


@blueprint.route(f"{FINDING}/merger", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def merge(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Merge a finding with others into a new one."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    form = MergeForm(data={"title": finding.title, "text": finding.text})
    form.offer([each for each in _like(place, finding) if each.number != number])
    if not form.validate_on_submit():
        return show_form("findings/merge.html", form, programme=place, finding=finding, kind=kind)
    chosen = [finding, *_numbered(place, finding, form.numbers)]
    child = actions.merge(chosen, form.title.data or "", text=form.text.data or "", by=current_actor())
    flash(f"{' and '.join(each.mark for each in chosen)} are merged into {child.mark}.")
    return redirect(address_of(place, child), 303)


@blueprint.route(f"{FINDING}/division", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def split(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Split a finding into several."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    form = SplitForm(data={"titles": f"{finding.title}\n"})
    if not form.validate_on_submit():
        return show_form("findings/split.html", form, programme=place, finding=finding, kind=kind)
    parts = actions.split(finding, form.lines, by=current_actor())
    links = Markup(" and ").join(
        Markup("<a href='{}'>{}</a>").format(address_of(place, part), part.mark) for part in parts[1:]
    )
    flash(Markup("{} is split into {} and {}.").format(finding.mark, parts[0].mark, links))
    return redirect(address_of(place, parts[0]), 303)


@blueprint.post(f"{FINDING}/parting")
@needs(Permission.EDIT_FINDINGS)
def part(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Undo the merge or the split that a finding came from."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    parents = actions.undo(finding, by=current_actor())
    stand = "stands" if len(parents) == 1 else "stand"
    flash(f"{' and '.join(each.mark for each in parents)} {stand} again; {finding.mark} is kept, withdrawn.")
    return redirect(address_of(place, parents[0]), 303)


def _like(place: Programme, finding: Gap | Recommendation) -> list[Any]:
    """Those that stand, of the same kind; those of the same theme first."""
    query: Any = queries.gaps(place) if isinstance(finding, Gap) else queries.recommendations(place)
    kind = type(finding)
    same = kind.theme_id == finding.theme_id if finding.theme_id else kind.theme_id.is_(None)
    return list(db.session.scalars(queries.offered(query.order_by(None).order_by(same.desc(), kind.number))))


def _numbered(place: Programme, finding: Gap | Recommendation, numbers: list[int]) -> list[Any]:
    kind: Any = type(finding)
    found = db.session.scalars(
        select(kind)
        .where(kind.programme_id == place.id, kind.number.in_(numbers), kind.id != finding.id)
        .order_by(kind.number)
    ).all()
    missing = set(numbers) - {each.number for each in found} - {finding.number}
    if missing:
        letter = finding.mark[0]
        raise Refusal(f"There is no {letter}{min(missing)} in this programme.", field="more")
    return list(found)
