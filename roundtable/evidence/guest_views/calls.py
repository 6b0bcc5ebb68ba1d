"""The public page of a call, and the form for each kind of submission."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable import clock
from roundtable.access import links, may, person_actor, public
from roundtable.access.gate import current_actor
from roundtable.access.permissions import Permission
from roundtable.db import db, new_uid
from roundtable.documents.html import to_html
from roundtable.evidence import actions
from roundtable.evidence.addresses import call_address
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.forms.attachments import uploads_of
from roundtable.evidence.forms.submissions import LinkForm, SubmissionForm, form_for
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.kinds import BY_SLUG, WORDS
from roundtable.evidence.links import draft_token
from roundtable.evidence.models import Call, Submission
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person, Stake
from roundtable.trail import Actor
from roundtable.web import limits
from roundtable.web.forms import show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import limiter
from roundtable.web.pages import find_slug_or_404


@blueprint.get("/calls/<slug>")
@public
def call(slug: str) -> ResponseReturnValue:
    """What is asked, until when, and the kinds of answer there are."""
    found = find_call(slug)
    person = person_behind_link(found.programme)
    return render_template(
        "evidence/call.html",
        call=found,
        programme=found.programme,
        introduction=to_html(found.introduction, base_level=2),
        kinds=WORDS,
        person=person,
        by_mail=call_address(found) if current_app.extensions["settings"].imap_url else "",
        now=clock.now(),
    )


@blueprint.route("/calls/<slug>/submissions/new/<kind>", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def write(slug: str, kind: str) -> ResponseReturnValue:
    """The form for one kind. What passes is kept as a draft, and then checked and sent."""
    found = find_call(slug)
    if kind not in BY_SLUG:
        abort(404)
    person = person_behind_link(found.programme)
    asked = form_for(SubmissionForm, found, BY_SLUG[kind], request.form)
    form = asked(
        BY_SLUG[kind], found.programme, data={"key": new_uid(), **_known_of(person, found.programme)}
    )
    valid = form.validate_on_submit()
    uploads = uploads_of(form)
    if not valid and not form.may_be_kept and not (uploads and form.fits):
        return _show(found, form, person)
    draft = actions.save_draft(
        found,
        form.key.data or new_uid(),
        form.kind,
        form.typed,
        person_id=person.id if person else None,
        expected=form.opened_on,
        by=actor_of(person),
    )
    actions.attach(uploads, to=draft, by=actor_of(person))
    token = draft_token(draft)
    if not valid and not form.later.data:  # no browser gives a file a second time: it is kept, with the rest
        return redirect(url_for(".draft", token=token, mend="yes"), 303)
    return redirect(url_for(".kept" if form.later.data else ".check", token=token), 303)


def _show(call: Call, form: SubmissionForm, person: Person | None) -> ResponseReturnValue:
    """The form of something new."""
    return show_form(
        "evidence/write.html",
        form,
        call=call,
        programme=call.programme,
        wording=WORDING,
        person=person,
        draft=None,
        token="",
        is_writer=True,
        kinds=WORDS,
        files=[],
        removed=[],
    )


@blueprint.route("/calls/<slug>/link", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def fresh_link(slug: str) -> ResponseReturnValue:
    """Ask for a fresh link to what one sent. The answer is the same whether there is such a submission or not."""
    found = find_call(slug)
    form = LinkForm()
    if not form.validate_on_submit():
        return show_form("evidence/fresh_link.html", form, call=found, programme=found.programme)
    submission = db.session.scalar(
        select(Submission).where(
            Submission.call_id == found.id, Submission.reference == form.reference.data.upper()
        )
    )
    if submission is not None and (submission.email or "").lower() == form.email.data.lower():
        actions.send_link(submission, by=current_actor())
    flash("If this number and this address belong together, a link is on its way to the address.")
    return redirect(url_for(".call", slug=slug), 303)


def find_call(slug: str) -> Call:
    """The call of that slug, if the public may see it or the reader works on its programme; 404 otherwise."""
    found = find_slug_or_404(select(Call), slug)
    if found.public_at is None and not may(Permission.SEE_EVIDENCE, found.programme_id):
        abort(404)
    return found


def person_behind_link(programme: Programme) -> Person | None:
    """Who came by a fresh personal link (`?from=`), if it still holds and they have a stake here."""
    token = request.args.get("from", "")
    link = links.read(links.Purpose.PERSON, token) if token else None
    if link is None:
        return None
    keep_private()
    return db.session.scalar(
        select(Person)
        .join(Stake)
        .where(
            Person.id == link.subject_id,
            Person.link_number == link.number,
            Stake.programme_id == programme.id,
            Stake.ended_at.is_(None),
        )
    )


def actor_of(person: Person | None) -> Actor:
    """The person of the link, or whoever is there."""
    return person_actor(person.id) if person else current_actor()


def _known_of(person: Person | None, programme: Programme) -> dict[str, str]:
    if person is None:
        return {}
    group = next((stake.group_id for stake in person.stakes if stake.programme_id == programme.id), None)
    organisation = next((post.organisation.name for post in person.posts if post.ended_at is None), "")
    return {
        "contributor": person.name,
        "email": person.email or "",
        "group_id": str(group or ""),
        "on_behalf_of": organisation,
    }
