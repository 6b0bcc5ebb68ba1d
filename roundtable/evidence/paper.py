"""A call's form for those who fill it in on paper or in Word: one document, from which each format is made."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from roundtable.documents import (
    Block,
    Callout,
    Document,
    Heading,
    Inline,
    Layout,
    LineBreak,
    ListBlock,
    Paragraph,
    Strong,
    Table,
    Text,
    parse,
    text,
)
from roundtable.evidence import answers
from roundtable.evidence.attribution import LABELS, WORDING
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Call, FieldType, Kind, Question
from roundtable.programmes.models import Programme
from roundtable.web.words import deadline

BOX = "☐"
_FEW, _SOME, _MANY = 1, 4, 12
# Lines of room to answer.


def form_of(call: Call, questions: Sequence[Question]) -> Document:
    """The form as a document: what is asked, guidance beside it, and room to answer."""
    programme = call.programme
    return Document(
        title=call.title,
        date=(call.public_at or call.created_at).date(),
        kind="Form for a call for evidence",
        organisation=programme.organiser,
        layout=Layout.BRIEFING,
        accent=programme.accent,
        blocks=(
            *parse(call.introduction, base_level=1),
            Callout(tuple(_how(call, programme)), title="How to use this form"),
            *_core(),
            *_own(questions),
            *_whose(programme),
        ),
    )


def _how(call: Call, programme: Programme) -> Iterator[Block]:
    yield Paragraph(
        text("One form for each thing that you want to say. Leave open what does not concern you.")
    )
    if call.closes:
        yield Paragraph((Text("It must reach us by "), Strong(text(deadline(call.closes))), Text(".")))
    back = programme.contact_email or programme.organiser
    if back:
        yield Paragraph(text(f"Send it back to {back}. Somebody there types it in for you, and marks it so."))
    yield Paragraph(text("Please leave out what would identify a patient, a client or a colleague."))


def _core() -> Iterator[Block]:
    yield Heading(1, text("What do you want to tell us?"))
    yield Paragraph(text("Tick one."))
    yield from _boxes([f"{words.choose}. {words.about}" for words in WORDS.values()])
    yield Heading(2, text("Your words"))
    yield ListBlock(
        tuple(
            (Paragraph((Strong(text(words.choose)), Text(f": {words.question}"))),)
            for words in WORDS.values()
        )
    )
    yield _room(_MANY)
    practice = WORDS[Kind.GOOD_PRACTICE].choose.lower()
    for label in (
        "Where, and for whom?",
        "What came of it?",
        "What did it cost, and what was it worth?",
        "Who could be asked about it?",
    ):
        yield from _asked(label, "", (), [_room(_SOME, f"Your answer, only where {practice}")])
    need = WORDS[Kind.SUPPORT_NEED].choose.lower()
    yield from _asked(
        "Who needs it?", f"Only where {need}.", (), list(_boxes(["Employers", "Clients, or people at work"]))
    )


def _own(questions: Sequence[Question]) -> Iterator[Block]:
    """The call's own questions."""
    for part in answers.parts(questions):
        if part.section is not None:
            yield Heading(1, text(part.section.label))
            if when := _when(part.section, questions):
                yield Paragraph(text(f"This part: {when[0].lower()}{when[1:]}"))
            yield from _guidance(part.section.guidance)
        for question in part.questions:
            guidance = _guidance(question.guidance)
            yield from _asked(question.label, _when(question, questions), guidance, list(_answer(question)))


@lru_cache(maxsize=1_000)
def _guidance(markdown: str) -> tuple[Block, ...]:
    return parse(markdown, base_level=3)


def _asked(label: str, when: str, guidance: Sequence[Block], room: Sequence[Block]) -> Iterator[Block]:
    yield Heading(2, text(label))
    if when:
        yield Paragraph(text(when))
    yield from guidance
    yield from room


def _when(question: Question, questions: Sequence[Question]) -> str:
    """When it is to be answered, in words; nothing where always."""
    said = []
    if question.kinds:
        kinds = [WORDS[Kind(kind)].name.lower() for kind in question.kinds]
        said.append(f"with: {', '.join(kinds)}")
    if condition := answers.condition_of(question, questions):
        said.append(f"if you answered “{condition[1]}” to “{condition[0]}”")
    return f"Only {'; and only '.join(said)}." if said else ""


def _answer(question: Question) -> Iterator[Block]:
    match question.type:
        case FieldType.CHOICE:
            yield Paragraph(text("Tick one."))
            yield from _boxes([option["label"] for option in question.options])
        case FieldType.CHOICES:
            yield Paragraph(text("Tick all that apply."))
            yield from _boxes([option["label"] for option in question.options])
        case FieldType.SCALE:
            yield Paragraph(text("Tick one."))
            yield from _boxes([label for _, label in answers.scale(question)])
        case FieldType.NUMBER:
            yield _room(_FEW, f"Your answer: a number {answers.in_bounds(question)}".rstrip())
        case FieldType.MONEY:
            yield _room(_FEW, "Your answer: amount, currency, and the year of the prices")
        case FieldType.FILE:
            yield Paragraph(text("Send the file with this form, and write its name here."))
            yield _room(_FEW)
        case FieldType.REFERENCE:
            yield _room(_SOME, "Your answer: author, year and title, or a DOI")
        case FieldType.LONG:
            yield _room(_MANY)
        case _:
            yield _room(_FEW)


def _whose(programme: Programme) -> Iterator[Block]:
    yield Heading(1, text("Whose words, and how they may be used"))
    yield from _asked("Your name", "", (), [_room(_FEW)])
    yield from _asked("On whose behalf do you speak?", "", (), [_room(_FEW)])
    if programme.groups:
        yield from _asked(
            "Which group do you belong to?", "", (), list(_boxes([each.name for each in programme.groups]))
        )
    yield from _asked(
        "How may your words be quoted?",
        "Tick one. Without a tick your words are not quoted.",
        (),
        list(_boxes([f"{label}. {WORDING[way]}" for way, label in LABELS.items()])),
    )
    yield from _asked(
        "Your e-mail address",
        "For the receipt with your reference number, and for a link with which you can change or withdraw it.",
        (),
        [_room(_FEW)],
    )
    yield from _asked("Date and signature, or your name typed", "", (), [_room(_FEW)])


def _boxes(labels: Sequence[str]) -> Iterator[Block]:
    for label in labels:
        yield Paragraph(text(f"{BOX}\u2002{label}"))


def _room(lines: int, label: str = "Your answer") -> Block:
    """An empty cell to write or type into."""
    empty: tuple[Inline, ...] = (Text("\u00a0"), *(LineBreak(), Text("\u00a0")) * (lines - 1))
    return Table(header=(text(label),), rows=((empty,),))
