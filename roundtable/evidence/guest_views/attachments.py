"""One's own files, behind the link of the draft or of the submission that they belong to; behind no other."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.evidence import actions, queries
from roundtable.evidence.forms.attachments import AttachForm, uploads_of
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.guest_views.drafts import actor_at, find_draft
from roundtable.evidence.guest_views.submissions import actor_of_submission, find_submission
from roundtable.evidence.models import Attachment, Draft, Submission
from roundtable.files.serving import download
from roundtable.web import limits
from roundtable.web.forms import show_form
from roundtable.web.limits import limiter
from roundtable.web.pages import find_or_404
from roundtable.web.words import count


@blueprint.route("/submissions/<token>/attachments", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def attach(token: str) -> ResponseReturnValue:
    """Add files to what was sent, while the call is open."""
    found = find_submission(token)
    form = AttachForm()
    if not form.validate_on_submit():
        return show_form("evidence/attach_own.html", form, submission=found, call=found.call, token=token)
    added = actions.attach(uploads_of(form), to=found, by=actor_of_submission(found))
    flash(f"{count(len(added), 'file')} added." if added else "What you chose is there already.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.get("/submissions/<token>/attachments/<int:attachment_id>")
@public
def file(token: str, attachment_id: int) -> ResponseReturnValue:
    """A file that one sent, to look at it again."""
    return download(_find(find_submission(token), attachment_id, removed=False).file)


@blueprint.post("/submissions/<token>/attachments/<int:attachment_id>/removal")
@public
@limiter.limit(limits.PUBLIC_FORM)
def remove_file(token: str, attachment_id: int) -> ResponseReturnValue:
    """Take a file away."""
    found = find_submission(token)
    actions.remove(_find(found, attachment_id), by=actor_of_submission(found))
    flash("The file is taken away. You can put it back below.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.post("/submissions/<token>/attachments/<int:attachment_id>/return")
@public
@limiter.limit(limits.PUBLIC_FORM)
def put_back_file(token: str, attachment_id: int) -> ResponseReturnValue:
    """Undo that."""
    found = find_submission(token)
    actions.put_back(_find(found, attachment_id), by=actor_of_submission(found))
    flash("The file is back.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.get("/drafts/<token>/attachments/<int:attachment_id>")
@public
def draft_file(token: str, attachment_id: int) -> ResponseReturnValue:
    """A file that stands with a draft."""
    return download(_find(find_draft(token), attachment_id, removed=False).file)


@blueprint.post("/drafts/<token>/attachments/<int:attachment_id>/removal")
@public
@limiter.limit(limits.PUBLIC_FORM)
def remove_draft_file(token: str, attachment_id: int) -> ResponseReturnValue:
    """Take a file away from a draft."""
    found = find_draft(token)
    actions.remove(_find(found, attachment_id), by=actor_at(found, token))
    flash("The file is taken away. You can put it back below.")
    return redirect(url_for(".draft", token=token, _anchor="files-kept"), 303)


@blueprint.post("/drafts/<token>/attachments/<int:attachment_id>/return")
@public
@limiter.limit(limits.PUBLIC_FORM)
def put_back_draft_file(token: str, attachment_id: int) -> ResponseReturnValue:
    """Undo that."""
    found = find_draft(token)
    actions.put_back(_find(found, attachment_id), by=actor_at(found, token))
    flash("The file is back.")
    return redirect(url_for(".draft", token=token, _anchor="files-kept"), 303)


def _find(owner: Draft | Submission, attachment_id: int, *, removed: bool | None = None) -> Attachment:
    """The file of that number, if it belongs to what the link opens. What was withdrawn hands nothing out."""
    if isinstance(owner, Submission) and owner.withdrawn_at is not None:
        abort(404)
    return find_or_404(queries.attachments_of(owner, removed=removed), attachment_id)
