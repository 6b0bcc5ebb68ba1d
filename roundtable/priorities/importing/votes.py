"""What each line of a file of votes says: one answer of one voter to one item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from roundtable.errors import Refusal
from roundtable.priorities.actions.voting import refuse_value
from roundtable.priorities.models import Answer, Criterion, Item, Method, PriorityRound
from roundtable.programmes.models import StakeholderGroup
from roundtable.search import fold
from roundtable.sheets.mapping import Field, Mapping
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Row, Sheet

FIELDS = (
    Field("voter", "Voter", ("voter-id", "participant", "ballot", "respondent", "person"), required=True),
    Field(
        "item", "Item", ("comment-id", "statement", "statement id", "recommendation", "gap"), required=True
    ),
    Field("vote", "Vote", ("value", "rating", "score", "rank", "dots", "answer"), required=True),
    Field("criterion", "Criterion", ("scale", "question")),
    Field("time", "Time", ("timestamp", "cast at", "date")),
    Field("group", "Group", ("stakeholder group",)),
    Field("organisation", "Organisation", ("organization", "employer")),
)
NAMES = tuple(field.name for field in FIELDS)
WORDS = {
    "agree": 1,
    "disagree": -1,
    "pass": 0,
}
WITHOUT = {
    "abstain": Answer.ABSTAINED,
    "abstained": Answer.ABSTAINED,
    "not my field": Answer.NOT_MY_FIELD,
    "": Answer.LEFT_OPEN,
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer as it would be kept; `at` is None where the file names no time."""

    voter: str
    item_id: int
    criterion: Criterion
    answer: Answer
    value: int | None
    at: datetime | None
    group_id: int | None
    organisation: str


class Faulty(ValueError):
    """Why a line cannot be taken, as a sentence."""


def lines(
    sheet: Sheet,
    mapping: Mapping,
    round: PriorityRound,
    *,
    items: Iterable[Item],
    groups: Iterable[StakeholderGroup],
) -> Iterator[Line]:
    """Every line of the file: what it says, or why it is refused."""
    reader = Reader(round, items, groups)
    for row in sheet.rows():
        try:
            yield Line(row.line, Verdict.NEW, (), reader.read(row, mapping.values(row.cells)))
        except Faulty as fault:
            yield Line(row.line, Verdict.REFUSED, (str(fault),), row.cells)


class Reader:
    """Reads the cells of one vote, in the order of the fields; raises Faulty with the reason."""

    def __init__(
        self, round: PriorityRound, items: Iterable[Item], groups: Iterable[StakeholderGroup]
    ) -> None:
        self.round = round
        self.items: dict[str, int] = {}
        for item in items:
            for name in (item.text, str(item.number), item.mark):
                self.items[fold(name)] = item.id
        self.groups = {fold(group.name): group.id for group in groups}
        self.criteria = {each.value: each for each in round.criteria}

    def read(self, row: Row, cells: tuple[str, ...]) -> Incoming:
        if row.fault:
            raise Faulty(row.fault)
        voter, item, vote, criterion, time, group, organisation = (cell.strip() for cell in cells)
        if not voter or len(voter) > 120:
            raise Faulty(
                "It does not say whose vote it is."
                if not voter
                else "The voter has more than 120 characters."
            )
        item_id = self.items.get(fold(item))
        if item_id is None:
            raise Faulty(f"The round has no item “{item[:60]}”.")
        by = self._criterion(criterion)
        answer, value = self._vote(vote, by)
        return Incoming(
            voter, item_id, by, answer, value, _moment(time), self._group(group), organisation[:200]
        )

    def _criterion(self, word: str) -> Criterion:
        if not word and len(self.criteria) == 1:
            return self.round.criteria[0]
        found = self.criteria.get(word.casefold())
        if found is None:
            raise Faulty(f"The criterion is one of: {', '.join(self.criteria)}; “{word[:40]}” is none.")
        return found

    def _vote(self, word: str, criterion: Criterion) -> tuple[Answer, int | None]:
        plain = word.casefold()
        if plain in WITHOUT:
            return WITHOUT[plain], None
        if self.round.method is Method.STATEMENTS and plain in WORDS:
            return Answer.RATED, WORDS[plain]
        try:
            value = int(plain.removesuffix(".0"))
            refuse_value(self.round, criterion, value)
        except ValueError as error:
            raise Faulty(f"“{word[:40]}” is no vote.") from error
        except Refusal as refusal:
            raise Faulty(refusal.sentence) from refusal
        return Answer.RATED, value

    def _group(self, name: str) -> int | None:
        if not name:
            return None
        found = self.groups.get(fold(name))
        if found is None:
            raise Faulty(
                f"The programme has no group “{name[:60]}”. Add it under Settings, or leave the column out."
            )
        return found


def _moment(text: str) -> datetime | None:
    """A time in milliseconds or seconds since 1970, or in ISO 8601; without a zone it is UTC."""
    if not text:
        return None
    try:
        if text.isascii() and text.isdecimal():
            number = int(text)
            return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Faulty(
            f"“{text[:40]}” is no time. Write 2027-01-14 10:02, or the seconds since 1970."
        ) from error
