"""The organiser puts together what a call asks."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.answers import condition_of, parts
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.forms.questions import NAMES, QuestionForm
from roundtable.evidence.forms.submissions import SubmissionForm, form_for
from roundtable.evidence.kinds import BY_SLUG, WORDS
from roundtable.evidence.models import Call, FieldType, Question
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

HERE = "/programmes/<programme>/evidence/calls/<int:call_id>/questions"
ONE = f"{HERE}/<int:question_id>"
TYPES = "any(short, long, choice, choices, scale, number, money, reference, file, section)"


@blueprint.get(HERE)
@needs(Permission.EDIT_CALLS)
def questions(programme: str, call_id: int) -> ResponseReturnValue:
    """What the call asks beside its core, in order, and what it asks no more."""
    entered, call = _enter(programme, call_id)
    every = db.session.scalars(queries.every_question_of(call)).all()
    live = [each for each in every if each.retired_at is None]
    return render_template(
        "evidence/questions.html",
        programme=entered,
        call=call,
        live=live,
        parts=parts(live),
        retired=[each for each in every if each.retired_at is not None],
        conditions={each.id: condition_of(each, every) for each in every},
        names=NAMES,
        kinds={kind.value: words.name for kind, words in WORDS.items()},
    )


@blueprint.route(f"{HERE}/new/<{TYPES}:type>", methods=["GET", "POST"])
@needs(Permission.EDIT_CALLS)
def add_question(programme: str, call_id: int, type: str) -> ResponseReturnValue:
    """Add a question of that type at the end."""
    entered, call = _enter(programme, call_id)
    of = FieldType(type)
    form = QuestionForm(of, db.session.scalars(queries.questions_of(call)))
    if not form.validate_on_submit():
        return show_form(
            "evidence/question.html", form, programme=entered, call=call, question=None, names=NAMES
        )
    made = actions.add_question(call, of, form.values, by=current_actor())
    flash(f"“{made.label}” is added at the end.")
    return _back_to(entered, call, made)


@blueprint.route(ONE, methods=["GET", "POST"])
@needs(Permission.EDIT_CALLS)
def edit_question(programme: str, call_id: int, question_id: int) -> ResponseReturnValue:
    """Word a question anew."""
    entered, call, found = _enter_one(programme, call_id, question_id)
    form = QuestionForm(found.type, db.session.scalars(queries.questions_of(call)), found)
    if not form.validate_on_submit():
        return show_form(
            "evidence/question.html",
            form,
            programme=entered,
            call=call,
            question=found,
            record=found,
            names=NAMES,
        )
    form.refuse_if_stale(found.version)
    actions.edit_question(found, form.values, by=current_actor())
    flash("The question is saved.")
    return _back_to(entered, call, found)


@blueprint.post(f"{ONE}/position")
@needs(Permission.EDIT_CALLS)
def move_question(programme: str, call_id: int, question_id: int) -> ResponseReturnValue:
    """Move a question up or down a place."""
    entered, call, found = _enter_one(programme, call_id, question_id)
    actions.move_question(found, places=-1 if request.form.get("way") == "up" else 1, by=current_actor())
    return _back_to(entered, call, found)


@blueprint.post(f"{ONE}/retirement")
@needs(Permission.EDIT_CALLS)
def retire_question(programme: str, call_id: int, question_id: int) -> ResponseReturnValue:
    """Ask it no more; what was answered stays."""
    entered, call, found = _enter_one(programme, call_id, question_id)
    actions.retire_question(found, by=current_actor())
    flash(f"“{found.label}” is asked no more. It stands below the others and can be put back.")
    return _back_to(entered, call)


@blueprint.post(f"{ONE}/return")
@needs(Permission.EDIT_CALLS)
def put_back_question(programme: str, call_id: int, question_id: int) -> ResponseReturnValue:
    """Ask it again."""
    entered, call, found = _enter_one(programme, call_id, question_id)
    actions.put_back_question(found, by=current_actor())
    flash(f"“{found.label}” is asked again.")
    return _back_to(entered, call, found)


@blueprint.get(f"{HERE}/preview/<kind>")
@needs(Permission.EDIT_CALLS)
def preview_questions(programme: str, call_id: int, kind: str) -> ResponseReturnValue:
    """The form for one kind as a contributor sees it. Nothing can be sent from here."""
    entered, call = _enter(programme, call_id)
    if kind not in BY_SLUG:
        abort(404)
    form = form_for(SubmissionForm, call, BY_SLUG[kind], {})(BY_SLUG[kind], entered)
    return show_form(
        "evidence/write.html",
        form,
        programme=entered,
        call=call,
        wording=WORDING,
        person=None,
        draft=None,
        token="",
        files=[],
        removed=[],
        preview=[
            (
                words.name,
                url_for(".preview_questions", programme=programme, call_id=call_id, kind=words.slug),
                words.slug == kind,
            )
            for words in WORDS.values()
        ],
    )


def _enter(programme: str, call_id: int) -> tuple[Programme, Call]:
    entered = enter(programme, Permission.EDIT_CALLS)
    return entered, find_or_404(queries.calls_of(entered), call_id)


def _enter_one(programme: str, call_id: int, question_id: int) -> tuple[Programme, Call, Question]:
    entered, call = _enter(programme, call_id)
    return entered, call, find_or_404(queries.every_question_of(call), question_id)


def _back_to(programme: Programme, call: Call, question: Question | None = None) -> ResponseReturnValue:
    anchor = f"question-{question.id}" if question else None
    address = url_for(".questions", programme=programme.slug, call_id=call.id, _anchor=anchor)
    return redirect(address, 303)
