"""Reading a submission and coding its words."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import joinedload, selectinload

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.themes import actions, coding, queries
from roundtable.themes.forms import ExcerptForm, ThemesForm
from roundtable.themes.suggestions import suggested
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404, find_or_none


@blueprint.get("/evidence/<int:submission_id>/coding")
@needs(Permission.SEE_EVIDENCE)
def code(programme: str, submission_id: int) -> ResponseReturnValue:
    """A submission's words with what is marked in them, and the codebook beside it."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    submission = submission_or_404(place, submission_id)
    shown = _shown(place, submission, _version(submission, request.args.get("version", type=int)))
    form = _form(shown)
    return render_template("themes/code.html", form=form, **shown)


@blueprint.post("/evidence/<int:submission_id>/excerpts")
@needs(Permission.CODE)
def mark(programme: str, submission_id: int) -> ResponseReturnValue:
    """Mark words of a submission and code them."""
    place = enter(programme, Permission.CODE)
    submission = submission_or_404(place, submission_id)
    version = _version(submission, request.form.get("version", type=int))
    shown = _shown(place, submission, version)
    form = _form(shown)
    if not form.validate_on_submit():
        return show_form("themes/code.html", form, **shown)
    part, starts, ends, words = form.stretch
    themes = _with_new(place, form)
    excerpt = actions.mark_excerpt(
        version,
        starts,
        ends,
        part=part,
        words=words,
        themes=themes,
        memo=form.memo.data or "",
        by=current_actor(),
    )
    flash("Marked." if themes else "Marked, without a theme so far.")
    return redirect(_address(place, submission_id, excerpt.id), 303)


@blueprint.route("/excerpts/<int:excerpt_id>/coding", methods=["GET", "POST"])
@needs(Permission.CODE)
def recode(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """Choose an excerpt's themes anew, and change its memo."""
    place = enter(programme, Permission.CODE)
    excerpt = find_or_404(queries.excerpts(place), excerpt_id)
    has = [coding.theme for coding in excerpt.codings]
    codebook = queries.codebook(place)
    ticked = [*(theme.id for theme in has), *request.args.getlist("also", type=int)]
    form = ThemesForm(data={"themes": ticked, "memo": excerpt.memo})
    form.offer_themes(codebook, *(theme for theme in has if theme.retired_at))
    if not form.validate_on_submit():
        return show_form(
            "themes/recode.html", form, programme=place, excerpt=excerpt, codebook=codebook, has=has
        )
    actions.recode(excerpt, _with_new(place, form), memo=form.memo.data or "", by=current_actor())
    flash("The excerpt’s themes are saved.")
    return redirect(_address(place, excerpt.version.submission_id, excerpt.id), 303)


@blueprint.post("/excerpts/<int:excerpt_id>/codings/<int:theme_id>/removal")
@needs(Permission.CODE)
def uncode(programme: str, excerpt_id: int, theme_id: int) -> ResponseReturnValue:
    """Take an excerpt out of one theme."""
    place = enter(programme, Permission.CODE)
    excerpt = find_or_404(queries.excerpts(place), excerpt_id)
    theme = find_or_404(queries.of(place), theme_id)
    actions.uncode(excerpt, theme, by=current_actor())
    again = url_for(".recode", programme=place.slug, excerpt_id=excerpt.id, also=theme.id)
    flash(Markup("Taken out of “{}”. <a href='{}'>Put it back</a>").format(theme.name, again))
    return redirect(_address(place, excerpt.version.submission_id, excerpt.id), 303)


@blueprint.post("/excerpts/<int:excerpt_id>/return")
@needs(Permission.CODE)
def put_back(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """Mark again what was unmarked."""
    place = enter(programme, Permission.CODE)
    excerpt = find_or_404(queries.excerpts(place), excerpt_id)
    actions.put_back_excerpt(excerpt, by=current_actor())
    flash("The excerpt is back, with its themes.")
    return redirect(_address(place, excerpt.version.submission_id, excerpt.id), 303)


@blueprint.get("/evidence/uncoded")
@needs(Permission.SEE_EVIDENCE)
def next_uncoded(programme: str) -> ResponseReturnValue:
    """Go to the next submission that is still to be read, from `after` on and then from the beginning."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    after = request.args.get("after", 0, type=int)
    waiting = queries.uncoded(place).where(Submission.id != after)
    found = find_or_none(waiting.where(Submission.id > after)) or find_or_none(waiting)
    if found is None:
        flash("Every submission has been read.", "quiet")
        return redirect(url_for(".index", programme=place.slug), 303)
    return redirect(url_for(".code", programme=place.slug, submission_id=found.id), 303)


@blueprint.post("/evidence/<int:submission_id>/reading")
@needs(Permission.CODE)
def note_nothing(programme: str, submission_id: int) -> ResponseReturnValue:
    """Say that there is nothing to mark, and go on to the next."""
    place = enter(programme, Permission.CODE)
    submission = submission_or_404(place, submission_id)
    if not DeedForm().validate_on_submit():
        abort(400)
    actions.note_nothing_to_mark(submission, by=current_actor())
    flash(f"{submission.reference} is read, with nothing to mark.")
    return redirect(url_for(".next_uncoded", programme=place.slug, after=submission.id), 303)


@blueprint.post("/evidence/<int:submission_id>/reading/withdrawal")
@needs(Permission.CODE)
def leave_for_reading(programme: str, submission_id: int) -> ResponseReturnValue:
    """Put a submission back among those to be read."""
    place = enter(programme, Permission.CODE)
    submission = submission_or_404(place, submission_id)
    actions.leave_for_reading(submission, by=current_actor())
    flash(f"{submission.reference} is among those to be read again.")
    return redirect(_address(place, submission_id), 303)


def submission_or_404(place: Programme, submission_id: int) -> Submission:
    """A submission that can be read and coded, with its versions."""
    query = queries.submissions(place).options(
        selectinload(Submission.versions), joinedload(Submission.group), joinedload(Submission.call)
    )
    return find_or_404(query, submission_id)


def _version(submission: Submission, version_id: int | None) -> SubmissionVersion:
    if version_id is None:
        return coding.current(submission)
    found = next((version for version in submission.versions if version.id == version_id), None)
    return found or abort(404)


def _shown(place: Programme, submission: Submission, version: SubmissionVersion) -> dict[str, Any]:
    excerpts = list(db.session.scalars(queries.excerpts_of(submission)))
    codebook = queries.codebook(place)
    marked = coding.marked(version, excerpts)
    is_current = version is coding.current(submission)
    return {
        "programme": place,
        "submission": submission,
        "marked": marked,
        "is_current": is_current,
        "suggestions": suggested(marked, codebook) if is_current else [],
        "codebook": codebook,
        "tints": coding.tints(excerpts, {branch.theme.id: branch.colour for branch in codebook}),
        "reading": find_or_none(queries.reading_of(submission)),
    }


def _form(shown: dict[str, Any]) -> ExcerptForm:
    form = ExcerptForm(version=shown["marked"].version.id)
    form.offer_themes(shown["codebook"])
    form.offer_sentences(shown["marked"].passages)
    return form


def _with_new(place: Programme, form: ThemesForm) -> list[Any]:
    """The chosen themes, and the one that the reader has just named."""
    themes = form.chosen
    if form.new_theme.data and form.new_theme.data.strip():
        themes.append(actions.theme_named(place, form.new_theme.data, by=current_actor()))
    return themes


def _address(place: Programme, submission_id: int, excerpt_id: int | None = None) -> str:
    anchor = f"excerpt-{excerpt_id}" if excerpt_id else None
    return url_for(".code", programme=place.slug, submission_id=submission_id, _anchor=anchor)
