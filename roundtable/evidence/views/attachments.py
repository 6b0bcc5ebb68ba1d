"""The files that came with submissions: handed out, added for somebody, taken away, and without their details."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.evidence import actions, queries
from roundtable.evidence.forms.attachments import AttachForm, uploads_of
from roundtable.evidence.models import Attachment
from roundtable.evidence.views import blueprint
from roundtable.files.serving import download
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404
from roundtable.web.words import count


@blueprint.get("/programmes/<programme>/evidence/attachments/<int:attachment_id>")
@needs(Permission.SEE_EVIDENCE)
def attachment(programme: str, attachment_id: int) -> ResponseReturnValue:
    """A file that came with a submission. What was taken away or withdrawn is not handed out."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    there = queries.attachments_within(entered).where(Attachment.removed_at.is_(None))
    return download(find_or_404(there, attachment_id).file)


@blueprint.route("/programmes/<programme>/evidence/<int:submission_id>/attachments", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def attach(programme: str, submission_id: int) -> ResponseReturnValue:
    """Add files to what somebody said, on their behalf."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    found = find_or_404(queries.submissions_of(entered), submission_id)
    form = AttachForm()
    if not form.validate_on_submit():
        return show_form("evidence/attach.html", form, programme=entered, submission=found)
    added = actions.attach(uploads_of(form), to=found, by=current_actor())
    flash(f"{count(len(added), 'file')} added." if added else "What you chose is there already.")
    return redirect(url_for(".show", programme=programme, submission_id=submission_id), 303)


@blueprint.post("/programmes/<programme>/evidence/attachments/<int:attachment_id>/removal")
@needs(Permission.ADD_EVIDENCE)
def remove_attachment(programme: str, attachment_id: int) -> ResponseReturnValue:
    found = _find(programme, attachment_id)
    actions.remove(found, by=current_actor())
    flash("The file is taken away. You can put it back below.")
    return _back_to(found, programme)


@blueprint.post("/programmes/<programme>/evidence/attachments/<int:attachment_id>/return")
@needs(Permission.ADD_EVIDENCE)
def put_back_attachment(programme: str, attachment_id: int) -> ResponseReturnValue:
    found = _find(programme, attachment_id)
    actions.put_back(found, by=current_actor())
    flash("The file is back.")
    return _back_to(found, programme)


@blueprint.post("/programmes/<programme>/evidence/attachments/<int:attachment_id>/clean-copy")
@needs(Permission.ADD_EVIDENCE)
def clean_attachment(programme: str, attachment_id: int) -> ResponseReturnValue:
    """Put a copy without its maker, place and time in the place of a picture."""
    found = _find(programme, attachment_id)
    actions.clean(found, by=current_actor())
    flash("The picture is a clean copy now. This can be undone for 30 days.")
    return _back_to(found, programme)


@blueprint.post("/programmes/<programme>/evidence/attachments/<int:attachment_id>/original")
@needs(Permission.ADD_EVIDENCE)
def restore_attachment(programme: str, attachment_id: int) -> ResponseReturnValue:
    """Undo that."""
    found = _find(programme, attachment_id)
    actions.restore_details(found, by=current_actor())
    flash("The picture is as it came.")
    return _back_to(found, programme)


def _find(programme: str, attachment_id: int) -> Attachment:
    return find_or_404(queries.attachments_within(enter(programme, Permission.ADD_EVIDENCE)), attachment_id)


def _back_to(found: Attachment, programme: str) -> ResponseReturnValue:
    return redirect(
        url_for(".show", programme=programme, submission_id=found.submission_id, _anchor="files"), 303
    )
