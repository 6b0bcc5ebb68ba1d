"""A ballot: one field for each item and criterion, whatever the method."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from roundtable.priorities.actions import Said
from roundtable.priorities.models import Answer, Criterion, Item, Method, PriorityRound, Vote
from roundtable.web.forms import Form, stripped

ASKS = {
    Criterion.IMPORTANCE: "How important is it?",
    Criterion.FEASIBILITY: "How feasible is it?",
    Criterion.AGREEMENT: "Do you agree?",
    Criterion.RANK: "Rank",
    Criterion.DOTS: "Dots",
}
ENDS = {
    Criterion.IMPORTANCE: ("not important at all", "of the greatest importance"),
    Criterion.FEASIBILITY: ("cannot be done", "can be done at once"),
}
WITHOUT = [(Answer.ABSTAINED.value, "I abstain"), (Answer.NOT_MY_FIELD.value, "Not my field")]
AGREEMENT = [("1", "Agree"), ("-1", "Disagree"), ("0", "Pass")]
WHOLE = (Method.RANKING, Method.GROUP_RANKING, Method.DOTS)
# Methods in which what is given to one item depends on the others: the ballot is one page.


class BallotForm(Form):
    """The answers to some items; which ones, the class that `ballot_form` makes knows."""

    leads_on = HiddenField()
    items: Sequence[Item] = ()
    criteria: Sequence[Criterion] = ()

    def of(self, item: Item, criterion: Criterion) -> Any:
        """The field of one answer."""
        return self[name_of(item, criterion)]

    @property
    def said(self) -> list[Said]:
        """What was answered. A field that was sent without an answer is left open."""
        return [
            Said(item.id, criterion, *_answer(self.of(item, criterion).data))
            for item in self.items
            for criterion in self.criteria
        ]


def name_of(item: Item, criterion: Criterion) -> str:
    return f"{criterion.value}_{item.number}"


def ballot_form(
    round: PriorityRound, items: Iterable[Item], votes: Mapping[tuple[int, Criterion], Vote]
) -> BallotForm:
    """A form for these items, filled with what was said of them."""
    chosen = list(items)
    fields = {name_of(item, each): _field(round, each) for item in chosen for each in round.criteria}
    data = {
        name_of(item, criterion): _shown(round, votes[item.id, criterion])
        for item in chosen
        for criterion in round.criteria
        if (item.id, criterion) in votes
    }
    kind = type("BallotForm", (BallotForm,), fields | {"items": chosen, "criteria": round.criteria})
    form: BallotForm = kind(data=data)
    return form


def _field(round: PriorityRound, criterion: Criterion) -> Any:
    label = ASKS[criterion]
    if criterion in (Criterion.RANK, Criterion.DOTS):
        low = 0 if criterion is Criterion.DOTS else 1
        fits = NumberRange(low, round.most, f"Give a whole number from {low} to {round.most}, or nothing.")
        return IntegerField(label, [Optional(), fits])
    values = AGREEMENT if criterion is Criterion.AGREEMENT else [(str(n), str(n)) for n in range(1, 10)]
    return RadioField(label, [Optional()], choices=[*values, *WITHOUT])


def _shown(round: PriorityRound, vote: Vote) -> Any:
    if vote.answer is Answer.RATED:
        return vote.value if round.method in WHOLE else str(vote.value)
    return None if vote.answer is Answer.LEFT_OPEN else vote.answer.value


def _answer(data: Any) -> tuple[Answer, int | None]:
    if data in (None, ""):
        return Answer.LEFT_OPEN, None
    if data in dict(WITHOUT):
        return Answer(data), None
    return Answer.RATED, int(data)


class InterestsForm(Form):
    """What a participant declares beside the votes."""

    interests = TextAreaField(
        "What interests do you have in this?",
        [Length(max=2000, message="Use at most 2,000 characters.")],
        filters=[stripped],
        description="Work, money, a role or a family tie that others might see as bearing on your votes. Empty: none.",
    )


class ProposalForm(Form):
    """A statement that a participant would put to the vote."""

    text = TextAreaField(
        "Your statement",
        [InputRequired("Enter a statement."), Length(max=500, message="Use at most 500 characters.")],
        filters=[stripped],
        description="One idea that others can agree or disagree with. The organiser reads it before anybody votes on it.",
    )


class CodeForm(Form):
    """The short code that somebody was given in the room."""

    code = StringField(
        "Your code",
        [InputRequired("Enter the six letters and figures on your slip."), Length(max=20)],
        filters=[stripped],
    )
