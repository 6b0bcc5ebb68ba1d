"""What organisers are asked about a round."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateTimeLocalField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities.models import Method, PriorityRound
from roundtable.web.forms import Boxes, OnceForm, VersionedForm, stripped
from roundtable.web.zones import ZoneField

METHODS = {
    Method.APPROPRIATENESS: (
        "Rate each from 1 to 9",
        "RAND/UCLA: importance and feasibility apart; median, spread and disagreement by group.",
    ),
    Method.GROUP_RANKING: (
        "Put the most important in order, groups apart",
        "As James Lind Alliance partnerships do: each group’s order weighs the same, however many it is.",
    ),
    Method.RANKING: ("Put the most important in order", "Everybody’s order weighs the same."),
    Method.DOTS: ("Give dots", "Each has the same number of dots and spends them as they like."),
    Method.STATEMENTS: (
        "Agree, disagree or pass",
        "Short statements, as Polis has them; participants may propose more. Shows what unites the groups.",
    ),
}
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class RoundForm(VersionedForm):
    """What a round is about, and when."""

    title = StringField(
        "Title", [InputRequired("Give the round a title."), Length(max=200)], filters=[stripped]
    )
    introduction = TextAreaField(
        "What you ask, and what becomes of it",
        [Optional(), Length(max=10_000)],
        description="Shown before the first question. Markdown: **bold**, lists with -, links.",
    )
    most = IntegerField(
        "How many dots, or how many ranks, each has",
        [Optional(), NumberRange(1, 100, "Give each between 1 and 100.")],
        description="Says nothing where each item is answered by itself.",
        default=10,
    )
    takes_proposals = BooleanField("Participants may propose statements; you accept or reject each")
    opens_local = DateTimeLocalField(
        "Opens", [Optional()], format=FORMATS, description="Empty: as soon as you open it."
    )
    closes_local = DateTimeLocalField(
        "Closes",
        [Optional()],
        format=FORMATS,
        description="To the end of this minute. Empty: until you close it.",
    )
    zone = ZoneField("Time zone of these times")
    remind_days = IntegerField(
        "Remind those who have not voted so many days before it closes",
        [Optional(), NumberRange(1, 60, "Between 1 and 60 days.")],
        description="Empty: nobody is reminded by itself. The letters wait in the outbox.",
    )

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        names = (
            "title",
            "introduction",
            "takes_proposals",
            "opens_local",
            "closes_local",
            "zone",
            "remind_days",
        )
        return {name: self[name].data for name in names} | {"most": self.most.data or 10}


class NewRoundForm(RoundForm):
    """The same with the method, which stays."""

    method = RadioField(
        "How people answer",
        [InputRequired("Choose how people answer.")],
        choices=[(method.value, words[0]) for method, words in METHODS.items()],
    )


class ItemsForm(OnceForm):
    """What is put to the vote."""

    gaps = Boxes("Gaps", [Optional()], coerce=int)
    recommendations = Boxes("Recommendations", [Optional()], coerce=int)
    statements = TextAreaField(
        "Statements of your own",
        [Optional(), Length(max=50_000)],
        description="One on each line, at most 500 characters.",
    )

    def offer(self, gaps: Sequence[Gap], recommendations: Sequence[Recommendation]) -> None:
        self._gaps = {one.id: one for one in gaps}
        self._recommendations = {one.id: one for one in recommendations}
        self.gaps.choices = [(one.id, f"{one.mark}: {one.title}") for one in gaps]
        self.recommendations.choices = [(one.id, f"{one.mark}: {one.title}") for one in recommendations]

    @property
    def chosen(self) -> list[Gap | Recommendation]:
        return [
            *(self._gaps[number] for number in self.gaps.data or ()),
            *(self._recommendations[number] for number in self.recommendations.data or ()),
        ]

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.statements.data or "").splitlines() if line.strip()]


class FollowForm(OnceForm):
    """A second round."""

    title = StringField(
        "Title", [InputRequired("Give the round a title."), Length(max=200)], filters=[stripped]
    )


class MinorityForm(VersionedForm):
    """What those say who see it otherwise."""

    minority = TextAreaField(
        "Minority statement",
        [Optional(), Length(max=10_000)],
        description="In the words of those who see it otherwise. It is printed with the results. Markdown.",
    )


def opening_values(round: PriorityRound) -> dict[str, Any]:
    """What the form shows when a round is opened for editing."""
    names = (
        "version",
        "title",
        "introduction",
        "most",
        "takes_proposals",
        "opens_local",
        "closes_local",
        "zone",
    )
    return {name: getattr(round, name) for name in (*names, "remind_days")}
