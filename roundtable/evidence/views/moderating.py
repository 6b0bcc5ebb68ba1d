"""The moderation queue: concerns, likenesses, campaigns, what is set aside."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import likeness, moderation, queries
from roundtable.evidence.actions import moderating
from roundtable.evidence.forms.moderating import AsideForm, ConcernForm, SettlementForm, VerdictForm
from roundtable.evidence.models import Campaign, Submission, Verdict
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, find_or_none, page_of

ROOM = "/programmes/<programme>/evidence"
ONE = f"{ROOM}/<int:submission_id>"


@blueprint.get(f"{ROOM}/moderation")
@needs(Permission.MODERATE)
def moderation_queue(programme: str) -> ResponseReturnValue:
    """What waits for a person to decide."""
    place = enter(programme, Permission.MODERATE)
    page = page_of(queries.with_current_version(moderation.alike(place)))
    gathered = db.session.scalars(moderation.campaigns(place).limit(50)).all()
    return render_template(
        "evidence/moderation.html",
        programme=place,
        waiting=moderation.waiting(place),
        flags=db.session.scalars(moderation.flags(place).limit(50)).all(),
        page=page,
        alike=moderation.how_many_alike([each.id for each in page.items]),
        campaigns=gathered,
        sizes=moderation.sizes([each.id for each in gathered]),
        aside=db.session.scalars(moderation.set_aside(place).limit(50)).all(),
        search=find_or_none(moderation.search_of(place)),
        uncompared=moderation.uncompared(place),
    )


@blueprint.route(f"{ONE}/likenesses", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def decide_likenesses(programme: str, submission_id: int) -> ResponseReturnValue:
    """Those that say nearly what this one says, why they are thought so, and what they are."""
    place = enter(programme, Permission.MODERATE)
    first = _submission(place, submission_id)
    alike = db.session.scalars(moderation.like(first, place).limit(moderation.SHOWN)).all()
    form = VerdictForm(data={"chosen": [each.id for each in alike]})
    form.offer(alike)
    if not form.validate_on_submit():
        shown = {
            "first": first,
            "alike": alike,
            "total": moderation.how_many_alike([first.id]).get(first.id, 0),
        }
        return show_form(
            "evidence/likenesses.html", form, programme=place, apart=moderation.said_apart(first), **shown
        )
    verdict = Verdict(form.verdict.data)
    moderating.decide(first, form.decided, verdict, title=form.title.data or "", by=current_actor())
    flash(f"Decided about {len(form.decided)}. This can be undone where they stand now.")
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ONE}/likenesses/return")
@needs(Permission.MODERATE)
def reconsider(programme: str, submission_id: int) -> ResponseReturnValue:
    """Ask again about those that were said to be alike by chance."""
    first = _submission(enter(programme, Permission.MODERATE), submission_id)
    moderating.reconsider(first, by=current_actor())
    return redirect(url_for(".decide_likenesses", programme=programme, submission_id=submission_id), 303)


@blueprint.route(f"{ONE}/setting-aside", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def set_aside(programme: str, submission_id: int) -> ResponseReturnValue:
    """Keep a submission and count it no longer: out of scope, or sent twice."""
    place = enter(programme, Permission.MODERATE)
    found = _submission(place, submission_id)
    form = AsideForm()
    if not form.validate_on_submit():
        return show_form("evidence/set_aside.html", form, programme=place, submission=found)
    if form.why.data == "duplicate":
        moderating.set_as_duplicate(found, _named(place, form), by=current_actor())
    else:
        moderating.set_out_of_scope(found, form.reason.data, tell=form.tell.data, by=current_actor())
    flash(f"{found.reference} is set aside and counts no longer. This can be undone on its page.")
    return _back(programme, submission_id)


@blueprint.post(f"{ONE}/setting-aside/withdrawal")
@needs(Permission.MODERATE)
def count_again(programme: str, submission_id: int) -> ResponseReturnValue:
    """Let what was set aside count again."""
    found = _submission(enter(programme, Permission.MODERATE), submission_id)
    moderating.take_back(found, by=current_actor())
    flash(f"{found.reference} counts again.")
    return _back(programme, submission_id)


@blueprint.route(f"{ONE}/concerns", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def raise_concern(programme: str, submission_id: int) -> ResponseReturnValue:
    """Tell whom the programme names that somebody may be in danger."""
    place = enter(programme, Permission.ADD_EVIDENCE)
    found = _submission(place, submission_id)
    form = ConcernForm()
    if not form.validate_on_submit():
        return show_form("evidence/concern.html", form, programme=place, submission=found)
    moderating.raise_concern(found, form.concern.data, by=current_actor())
    flash(f"A letter goes to {place.safeguarding_name or place.safeguarding_email} now.")
    return _back(programme, submission_id)


@blueprint.route(f"{ROOM}/concerns/<int:flag_id>/settlement", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def settle_concern(programme: str, flag_id: int) -> ResponseReturnValue:
    """Say what was done about a concern."""
    place = enter(programme, Permission.MODERATE)
    flag = find_or_404(moderation.flags(place), flag_id)
    form = SettlementForm(data={"outcome": flag.outcome})
    if not form.validate_on_submit():
        return show_form("evidence/settle.html", form, programme=place, flag=flag)
    moderating.settle(flag, form.outcome.data, by=current_actor())
    flash("The concern is settled. It can be opened again below.")
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ROOM}/concerns/<int:flag_id>/return")
@needs(Permission.MODERATE)
def reopen_concern(programme: str, flag_id: int) -> ResponseReturnValue:
    """Let a concern be open again."""
    flag = find_or_404(moderation.flags(enter(programme, Permission.MODERATE)), flag_id)
    moderating.open_again(flag, by=current_actor())
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ROOM}/campaigns/<int:campaign_id>/dissolution")
@needs(Permission.MODERATE)
def dissolve(programme: str, campaign_id: int) -> ResponseReturnValue:
    """Let the submissions of a campaign stand by themselves again."""
    campaign = _campaign(programme, campaign_id)
    moderating.dissolve(campaign, by=current_actor())
    flash(f"“{campaign.title}” is dissolved. It can be gathered again below.")
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ROOM}/campaigns/<int:campaign_id>/return")
@needs(Permission.MODERATE)
def gather_again(programme: str, campaign_id: int) -> ResponseReturnValue:
    """Gather a dissolved campaign again."""
    moderating.gather_again(_campaign(programme, campaign_id), by=current_actor())
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ROOM}/comparison")
@needs(Permission.MODERATE)
def compare(programme: str) -> ResponseReturnValue:
    """Look for submissions that say nearly the same."""
    likeness.begin(enter(programme, Permission.MODERATE), by=current_actor())
    flash("They are being compared. What is found appears here; nothing is applied by itself.")
    return redirect(url_for(".moderation_queue", programme=programme), 303)


@blueprint.post(f"{ROOM}/comparison/interruption")
@needs(Permission.MODERATE)
def stop_comparing(programme: str) -> ResponseReturnValue:
    """Stop in the middle; what was found stays, and the next time goes on from there."""
    likeness.stop(enter(programme, Permission.MODERATE), by=current_actor())
    flash("Stopped. What was found stays.", "quiet")
    return redirect(url_for(".moderation_queue", programme=programme), 303)


def _submission(place: Programme, submission_id: int) -> Submission:
    return find_or_404(queries.with_versions(queries.submissions_of(place)), submission_id)


def _campaign(programme: str, campaign_id: int) -> Campaign:
    return find_or_404(moderation.campaigns(enter(programme, Permission.MODERATE)), campaign_id)


def _named(place: Programme, form: AsideForm) -> Submission:
    """The submission of the number that was typed."""
    reference = (form.duplicate_of.data or "").strip().upper()
    found = db.session.scalar(
        select(Submission).where(Submission.programme_id == place.id, Submission.reference == reference)
    )
    if found is None:
        raise Refusal(f"{reference} is no number of this programme.", field="duplicate_of")
    return found


def _back(programme: str, submission_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", programme=programme, submission_id=submission_id), 303)
