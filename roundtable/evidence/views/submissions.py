"""The list of submissions, one read, one written down for somebody, one withdrawn."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.evidence import actions, moderation, queries
from roundtable.evidence.answers import answers_in
from roundtable.evidence.attribution import RULE, SHORT, attribution_line
from roundtable.evidence.kinds import BY_SLUG, SOURCES, WORDS
from roundtable.evidence.models import Aside, Attribution, Kind, Submission
from roundtable.evidence.parts import numbered
from roundtable.evidence.story import story
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter, may
from roundtable.programmes.models import Programme
from roundtable.trail.counting import counted, page_since
from roundtable.web.addresses import here
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404

ASIDE = {each.value.replace(" ", "-"): each for each in Aside}


@blueprint.get("/programmes/<programme>/evidence")
@needs(Permission.SEE_EVIDENCE)
def index(programme: str) -> ResponseReturnValue:
    """The calls of the programme and everything that was submitted to it."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    calls = db.session.scalars(queries.calls_of(entered)).all()
    asked = _asked()
    return render_template(
        "evidence/index.html",
        programme=entered,
        calls=calls,
        page=page_since(entered.id, queries.to_list, queries.listed, entered, **asked),
        asked=asked,
        applied=_applied(asked, entered, {call.id: call.title for call in calls}),
        options={
            "kind": [("", "All kinds"), *((words.slug, words.many) for words in WORDS.values())],
            "call": [("", "All calls"), *((str(call.id), call.title) for call in calls)],
            "group": [("", "All groups"), *((str(group.id), group.name) for group in entered.groups)],
            "attribution": [("", "Any way"), *((each.value, SHORT[each]) for each in Attribution)],
        },
        kinds=WORDS,
        attributions=SHORT,
        waiting=counted(entered.id, moderation.waiting, entered)
        if may(Permission.MODERATE, entered.id)
        else {},
        now=clock.now(),
    )


@blueprint.get("/programmes/<programme>/evidence/<int:submission_id>")
@needs(Permission.SEE_EVIDENCE)
def show(programme: str, submission_id: int) -> ResponseReturnValue:
    """One submission: its words in numbered paragraphs, earlier versions, how it may be quoted, its trail."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(queries.with_versions(queries.submissions_of(entered)), submission_id)
    return render_template(
        "evidence/show.html",
        programme=entered,
        submission=found,
        words=WORDS[found.kind],
        rule=RULE[found.attribution],
        line=attribution_line(found),
        answers=answers_in(found.latest.answers),
        answers_in=answers_in,
        sources=SOURCES,
        numbered=numbered(found.latest.parts),
        story=story(found),
        neighbours=queries.neighbours(found),
        also=db.session.scalars(queries.also_from(found)).all(),
        original=db.session.get(Submission, found.duplicate_of_id) if found.duplicate_of_id else None,
        campaign=moderation.campaign_of(found),
        flags=db.session.scalars(moderation.flags_of(found)).all()
        if may(Permission.MODERATE, entered.id)
        else [],
        alike=moderation.how_many_alike([found.id]).get(found.id, 0),
        form=DeedForm(),
        files=db.session.scalars(queries.attachments_of(found)).all(),
        asked_for=queries.questions_for_files(found.call),
        removed=db.session.scalars(queries.attachments_of(found, removed=True)).all(),
    )


@blueprint.route("/programmes/<programme>/evidence/<int:submission_id>/withdrawal", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def withdraw(programme: str, submission_id: int) -> ResponseReturnValue:
    """Ask first, saying what follows; then withdraw it, as its contributor asked."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    found = find_or_404(queries.with_versions(queries.submissions_of(entered)), submission_id)
    form = DeedForm()
    if not form.validate_on_submit():
        return show_form("evidence/withdraw.html", form, programme=entered, submission=found)
    actions.withdraw(found, by=current_actor())
    flash(f"{found.reference} is withdrawn. This can be undone below.")
    return redirect(url_for(".show", programme=programme, submission_id=submission_id), 303)


@blueprint.post("/programmes/<programme>/evidence/<int:submission_id>/restoration")
@needs(Permission.ADD_EVIDENCE)
def restore(programme: str, submission_id: int) -> ResponseReturnValue:
    entered = enter(programme, Permission.ADD_EVIDENCE)
    found = find_or_404(queries.submissions_of(entered), submission_id)
    actions.restore(found, by=current_actor())
    flash(f"{found.reference} counts again.")
    return redirect(url_for(".show", programme=programme, submission_id=submission_id), 303)


def _asked() -> dict[str, Any]:
    """What the list is narrowed to; a value that is none of the choices narrows nothing."""
    attribution = request.args.get("attribution", "")
    return {
        "words": request.args.get("q", "").strip()[:200],
        "call_id": request.args.get("call", type=int),
        "kind": BY_SLUG.get(request.args.get("kind", "")),
        "group_id": request.args.get("group", type=int),
        "attribution": Attribution(attribution) if attribution in set(Attribution) else None,
        "withdrawn": request.args.get("withdrawn") == "yes",
        "aside": ASIDE.get(request.args.get("aside", "")),
        "campaign_id": request.args.get("campaign", type=int),
    }


def _applied(asked: dict[str, Any], programme: Programme, calls: dict[int, str]) -> list[tuple[str, str]]:
    """What narrows the list, in words, each with the address without it."""
    groups = {group.id: group.name for group in programme.groups}
    kind: Kind | None = asked["kind"]
    rows = (
        ("q", f"“{asked['words']}”" if asked["words"] else ""),
        ("call", calls.get(asked["call_id"], "")),
        ("kind", WORDS[kind].many if kind else ""),
        ("group", groups.get(asked["group_id"], "")),
        ("attribution", SHORT[asked["attribution"]] if asked["attribution"] else ""),
        ("withdrawn", "Withdrawn" if asked["withdrawn"] else ""),
        ("aside", asked["aside"].value.capitalize() if asked["aside"] else ""),
        ("campaign", "One campaign" if asked["campaign_id"] else ""),
    )
    return [(words, here(**{name: None, "page": None})) for name, words in rows if words]
