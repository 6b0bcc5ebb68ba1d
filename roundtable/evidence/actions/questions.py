"""Put together what a call asks: add, word, move, retire and put back its questions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update

from roundtable import clock
from roundtable.db import db
from roundtable.documents import parse
from roundtable.errors import Refusal
from roundtable.evidence.actions.submissions import lock_call
from roundtable.evidence.answers import CHOOSING
from roundtable.evidence.models import Call, FieldType, Question, QuestionWording
from roundtable.evidence.queries import questions_of
from roundtable.trail import Actor, record

MOST = 200
"""Questions in a call."""
MOST_OPTIONS = 100
WORDED = ("label", "guidance", "options", "limits")
"""What makes another wording when it changes."""
EDITABLE = ("label", "guidance", "limits", "needed", "kinds", "shown_if_id", "shown_if_key")


def add_question(call: Call, type: FieldType, values: Mapping[str, Any], *, by: Actor) -> Question:
    """Add a question, or a heading, at the end of what a call asks.

    `values` has the names of EDITABLE, and `options` as a list of labels where it is a choice.
    """
    live = _locked_questions(call)
    if len(live) >= MOST:
        raise Refusal(f"A call takes {MOST} questions, and this one has them. Nobody answers more.")
    parse(values.get("guidance", ""))
    _refuse_condition(values, live)
    last = db.session.scalar(select(func.max(Question.position)).where(Question.call_id == call.id)) or 0
    question = Question(call_id=call.id, type=type, position=last + 1, created_at=clock.now())
    for name in EDITABLE:
        if name in values:
            setattr(question, name, values[name])
    if type in CHOOSING:
        _set_options(question, values["options"])
    db.session.add(question)
    db.session.flush()
    record("added a question", call, by=by, question=question.id, type=type.value)
    return question


def edit_question(question: Question, values: Mapping[str, Any], *, by: Actor) -> None:
    """Word a question anew. Answers that were given keep the words that they answered.

    Refuses to take away an answer on which another question depends.
    """
    live = _locked_questions(question.call)
    parse(values.get("guidance", ""))
    _refuse_condition(values, live, before=question)
    before = {name: getattr(question, name) for name in WORDED}
    for name in EDITABLE:
        if name in values:
            setattr(question, name, values[name])
    if question.type in CHOOSING:
        _set_options(question, values["options"])
        _refuse_if_missed(question, live)
    if any(getattr(question, name) != value for name, value in before.items()):
        if question.answered_at is not None:
            question.earlier.append(QuestionWording(number=question.wording, until=clock.now(), **before))
        question.wording += 1
    if question in db.session.dirty and db.session.is_modified(question):
        db.session.flush()
        record("changed a question", question.call, by=by, question=question.id, wording=question.wording)


def move_question(question: Question, *, places: int, by: Actor) -> None:
    """Move a question up (negative) or down; at its end it stays. Refuses to part it from what it depends on."""
    live = _locked_questions(question.call)
    order = [each for each in live if each.id != question.id]
    at = next(place for place, each in enumerate(live) if each.id == question.id)
    order.insert(max(0, min(len(order), at + places)), question)
    if order == live:
        return
    _refuse_order(order)
    _number(order)
    record("moved a question", question.call, by=by, question=question.id)


def retire_question(question: Question, *, by: Actor) -> None:
    """Ask it no more. What was answered stays, and it can be put back. Refuses while others depend on it."""
    live = _locked_questions(question.call)
    if question.retired_at is not None:
        return
    depending = [each.label for each in live if each.shown_if_id == question.id]
    if depending:
        raise Refusal(
            f"“{depending[0]}” is asked only after an answer to this one. Change its condition first, or retire it."
        )
    question.retired_at = clock.now()
    db.session.flush()
    record("retired a question", question.call, by=by, question=question.id)


def put_back_question(question: Question, *, by: Actor) -> None:
    """Ask it again, where it stood; below the question that it depends on where that was moved meanwhile."""
    live = _locked_questions(question.call)
    if question.retired_at is None:
        return
    if len(live) >= MOST:
        raise Refusal(f"A call takes {MOST} questions, and this one has them. Retire another first.")
    values = {"shown_if_id": question.shown_if_id, "shown_if_key": question.shown_if_key}
    if question.shown_if_id is not None and question.shown_if_id not in {each.id for each in live}:
        raise Refusal(
            "It is asked only after an answer to a question that is retired. Put that one back first."
        )
    _refuse_condition(values, live)
    order = sorted([*live, question], key=lambda each: (each.position, each.id))
    try:
        _refuse_order(order)
    except Refusal:
        order = [*live, question]
    question.retired_at = None
    db.session.flush()
    _number(order)
    record("put a question back", question.call, by=by, question=question.id)


def _locked_questions(call: Call) -> list[Question]:
    """What the call asks now, in order; nobody else puts it together before this transaction ends."""
    lock_call(call)
    return list(db.session.scalars(questions_of(call), execution_options={"populate_existing": True}))


def _number(order: Sequence[Question]) -> None:
    # By table: an edit that somebody has open is not stale because the questions were put in order.
    table: Any = Question.__table__
    for position, question in enumerate(order, 1):
        if question.position != position:
            db.session.execute(update(table).where(table.c.id == question.id).values(position=position))
            db.session.expire(question, ["position"])


def _refuse_condition(
    values: Mapping[str, Any], live: Sequence[Question], *, before: Question | None = None
) -> None:
    """Refuse a condition on anything but an answer to a choice that stands further up."""
    if values.get("shown_if_id") is None:
        return
    above: list[Question] = []
    for each in live:
        if before is not None and each.id == before.id:
            break
        above.append(each)
    for each in above:
        if each.id == values["shown_if_id"] and each.type in CHOOSING:
            if any(option["key"] == values["shown_if_key"] for option in each.options):
                return
            raise Refusal(f"“{each.label}” has no such answer any more. Choose another.", field="shown_if")
    raise Refusal(
        "A question can depend only on the answer to a choice that stands above it.", field="shown_if"
    )


def _refuse_order(order: Iterable[Question]) -> None:
    above: dict[int, Question] = {}
    for each in order:
        if each.shown_if_id is not None and each.shown_if_id not in above:
            raise Refusal(f"“{each.label}” depends on an answer that would then stand below it.")
        above[each.id] = each


def _refuse_if_missed(question: Question, live: Iterable[Question]) -> None:
    """Refuse to lose an answer on which another question depends."""
    keys = {option["key"] for option in question.options}
    for each in live:
        if each.shown_if_id == question.id and each.shown_if_key not in keys:
            raise Refusal(
                f"“{each.label}” is asked only after an answer that you took away. Change its condition first.",
                field="options",
            )


def _set_options(question: Question, labels: Sequence[str]) -> None:
    """Give each answer its key: one that is still there keeps it, also under another name in the same place.

    A key is never given twice, so that old answers and conditions mean what they meant.
    """
    _refuse_options(labels)
    before = question.options or []
    known = {option["label"]: option["key"] for option in before}
    same_length = len(labels) == len(before)
    last = int((question.limits or {}).get("last_key") or 0)
    options = []
    for place, label in enumerate(labels):
        key = known.get(label, "")
        if not key and same_length and before[place]["label"] not in labels:
            key = before[place]["key"]
        if not key:
            last += 1
            key = str(last)
        options.append({"key": key, "label": label})
    question.options = options
    question.limits = {**(question.limits or {}), "last_key": last}


def _refuse_options(labels: Sequence[str]) -> None:
    if len(labels) < 2:
        raise Refusal("Give at least two answers to choose from, one a line.", field="options")
    if len(labels) > MOST_OPTIONS:
        raise Refusal(
            f"These are {len(labels):,} answers; {MOST_OPTIONS} can be offered. Ask for words instead.",
            field="options",
        )
    seen: set[str] = set()
    for label in labels:
        if len(label) > 200:
            raise Refusal(
                f"An answer takes 200 characters; “{label[:40]}…” has {len(label):,}.", field="options"
            )
        if label.casefold() in seen:
            raise Refusal(f"“{label}” is there twice. Each answer stands once.", field="options")
        seen.add(label.casefold())
