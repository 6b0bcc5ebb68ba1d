"""What a contributor, or a scribe for them, is asked."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions import Contribution, Said
from roundtable.evidence.attribution import LABELS, WORDING, refuse_if_nameless
from roundtable.evidence.forms.asking import Asking, asking, questions_for, saved_answers
from roundtable.evidence.forms.attachments import FilesField
from roundtable.evidence.forms.drafts import Kept
from roundtable.evidence.forms.typing import LONGEST, ShortEnough, is_address, name, prose
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import (
    Attribution,
    Call,
    Draft,
    FieldType,
    Kind,
    Source,
    Submission,
)
from roundtable.evidence.queries import attachments_of
from roundtable.literature import queries as literature
from roundtable.programmes.models import Programme
from roundtable.web.forms import Form, VersionedForm

LONG = 5_000
F = TypeVar("F", bound=Form)
_kept_apart = frozenset({"csrf_token", "key", "website", "later", "version", "files"})
_not_shown = _kept_apart | {"shown", "attribution"}


def _area(label: str, *, hint: str = "", most: int = LONG, needed: str = "") -> TextAreaField:
    validators = [DataRequired(needed)] if needed else []
    return TextAreaField(
        label, [*validators, ShortEnough(most)], filters=[prose], description=hint, default=""
    )


FIELDS_OF_KIND: dict[Kind, tuple[str, ...]] = {
    Kind.GOOD_PRACTICE: ("setting", "outcome", "cost_and_benefit", "contact"),
    Kind.EVIDENCE: ("reference_id",),
    Kind.SUPPORT_NEED: ("needed_by",),
}
_special = frozenset(field for fields in FIELDS_OF_KIND.values() for field in fields)


class Words(Asking):
    """The fields that hold the words of a submission, those of its kind, and the call's own questions."""

    needed_by = RadioField(
        "Who needs it?",
        [DataRequired("Choose who needs the support.")],
        choices=[("employers", "Employers"), ("clients", "Clients, or people at work")],
    )
    text = _area("Your words", most=LONGEST, needed="Write what you have to say.")
    setting = _area(
        "Where, and for whom?",
        hint="The place, the organisation, the people it served.",
        needed="Say where this was done, and for whom.",
    )
    outcome = _area(
        "What came of it?",
        hint="What changed, for how many, and how you know.",
        needed="Say what came of it. “Not known yet” is an answer.",
    )
    cost_and_benefit = _area("What did it cost, and what was it worth?", hint="Roughly is enough.")
    contact = _area(
        "Who could be asked about it?", hint="A name, a page, an address. It may be printed with your words."
    )
    reference_id = SelectField(
        "Does it rest on one of these?", [Optional()], description="What the programme builds on."
    )
    kind: Kind

    def ask_for(self, kind: Kind, programme: Programme) -> None:
        """Keep the fields of this kind, and put its question."""
        self.kind = kind
        for field in _special - set(FIELDS_OF_KIND.get(kind, ())):
            delattr(self, field)
        words = WORDS[kind]
        self.text.label.text, self.text.description = words.question, words.hint
        self.begin_asking()
        if kind is Kind.EVIDENCE:
            self.reference_id.choices = [("", "None of these"), *references_of(programme)]

    @property
    def said(self) -> Said:
        """The words, as the actions take them."""
        given = {name: getattr(self, name).data for name in FIELDS_OF_KIND.get(self.kind, ())}
        if "reference_id" in given:
            given["reference_id"] = int(given["reference_id"]) if given["reference_id"] else None
        return Said(text=self.text.data, answers=self.answers, **given)


def references_of(programme: Programme) -> list[tuple[str, str]]:
    """What a contributor can say that something rests on."""
    return [
        (str(each.id), f"{each.authors} ({each.year or 'no year'}): {each.title}")
        for each in db.session.scalars(literature.offered(programme))
    ]


def form_for(
    form: type[F], call: Call, kind: Kind, typed: Mapping[str, Any], *, files: bool = True
) -> type[F]:
    """The form with what this call asks with this kind of submission, and asked when this was typed."""
    questions = [
        each for each in questions_for(call, kind, typed) if files or each.type is not FieldType.FILE
    ]
    needs_references = any(each.type is FieldType.REFERENCE for each in questions)
    return asking(form, questions, references_of(call.programme) if needs_references else ())


def files_asked_for(draft: Draft) -> set[str]:
    """The questions to which files are attached already, by the names of their fields."""
    return {each.question for each in db.session.scalars(attachments_of(draft)) if each.question}


class WordsForm(Words, VersionedForm):
    """Other words in place of those that were sent."""

    def __init__(self, submission: Submission) -> None:
        latest = submission.latest
        names = ("text", *FIELDS_OF_KIND.get(submission.kind, ()))
        saved = {name: getattr(latest, name) or "" for name in names}
        saved |= saved_answers(latest.answers, self.questions)
        super().__init__(data={**saved, "version": str(submission.version)})
        self.ask_for(submission.kind, submission.call.programme)

    @classmethod
    def of(cls, submission: Submission) -> "WordsForm":
        """The form with the questions of its call."""
        answered = {f"q{number}": True for number in submission.latest.answers}
        return form_for(cls, submission.call, submission.kind, answered, files=False)(submission)

    def beside(self, submission: Submission) -> list[tuple[str, str, str]]:
        """Question, what is typed, and what is saved now, for those who have to compare."""
        saved, given = submission.latest, self.answers
        names = ("text", *FIELDS_OF_KIND.get(submission.kind, ()))
        rows = [(self[name].label.text, self[name].data or "", getattr(saved, name) or "") for name in names]
        return rows + [
            (
                question.label,
                given.get(str(question.id), {}).get("words", ""),
                saved.answers.get(str(question.id), {}).get("words", ""),
            )
            for question in self.questions
        ]

    @property
    def opened_on(self) -> int:
        """The version that was on the page when it was opened."""
        return int(self.version.data) if str(self.version.data).isdecimal() else 0


class SubmissionForm(Words, Kept, Form):
    """A submission of one kind: the words, whose they are, and how they may be quoted."""

    key = HiddenField()
    on_behalf_of = StringField(
        "On whose behalf do you speak?",
        [ShortEnough(200)],
        filters=[name],
        description="An organisation or a network. Leave it empty if you speak for yourself.",
    )
    group_id = SelectField("Which group do you belong to?", [Optional()])
    attribution = RadioField(
        "How may your words be quoted?",
        [DataRequired("Choose how your words may be quoted.")],
        choices=[(each.value, LABELS[each]) for each in Attribution],
    )
    contributor = StringField("Your name", [ShortEnough(200)], filters=[name])
    email = EmailField(
        "Your e-mail address",
        [Optional(), ShortEnough(320), is_address],
        description="For the receipt with your reference number, and for a link with which you can change or withdraw "
        "what you sent. It is never printed. Without it, note the number that you see at the end.",
    )
    website = StringField("Leave this field empty", [Length(max=0, message="Leave this field empty.")])
    # A trap for robots, hidden from people.
    later = SubmitField("Save and finish later")

    def __init__(self, kind: Kind, programme: Programme, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.ask_for(kind, programme)
        self.group_id.choices = [("", "None of these, or I would rather not say")] + [
            (str(group.id), group.name) for group in programme.groups
        ]

    @classmethod
    def of(cls, draft: Draft, programme: Programme) -> "SubmissionForm":
        """The form as it was typed into a draft, to be checked once more."""
        typed = MultiDict({name: value for name, value in draft.typed.items() if value is not None})
        asked = form_for(cls, draft.call, draft.kind, draft.typed)
        form = asked(draft.kind, programme, formdata=typed, meta={"csrf": False})
        form.attached = files_asked_for(draft)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.attribution and not self.attribution.errors:
            try:
                refuse_if_nameless(
                    Attribution(self.attribution.data),
                    name=self.contributor.data,
                    organisation=self.on_behalf_of.data,
                )
            except Refusal as refusal:
                self.attribution.errors = [refusal.sentence]
                return False
        return valid

    @property
    def may_be_kept(self) -> bool:
        """Whether "finish later" was pressed and nothing is too long to be kept. What is missing may be missing."""
        return bool(self.later.data) and self.fits

    @property
    def typed(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.data.items()
            if name not in _kept_apart and not isinstance(self[name], FilesField)
        }

    def contribution(
        self, *, person_id: int | None = None, source: Source = Source.FORM, basis: str = ""
    ) -> Contribution:
        """What was typed, as the actions take it."""
        return Contribution(
            kind=self.kind,
            said=self.said,
            attribution=Attribution(self.attribution.data),
            contributor=self.contributor.data,
            email=self.email.data or None,
            on_behalf_of=self.on_behalf_of.data,
            group_id=int(self.group_id.data) if self.group_id.data else None,
            person_id=person_id,
            source=source,
            consent_basis=basis,
        )

    def to_check(self) -> Iterable[tuple[str, str]]:
        """Question and answer, as "check your answers" shows them."""
        own = {key for keys in self.keys.values() for key in keys}
        given = list(self.answers.values())
        for field in self:
            if field.name == "on_behalf_of":
                yield from ((each["asked"], each["words"]) for each in given)
            if field.name in own or field.name in _not_shown:
                continue
            shown = field.data or ""
            if isinstance(field, SelectField) and shown:
                shown = dict(field.choices).get(shown, "")
            yield field.label.text, shown or "–"
        yield self.attribution.label.text, WORDING[Attribution(self.attribution.data)]


class AttributionForm(Form):
    attribution = SubmissionForm.attribution


class LinkForm(Form):
    """Ask for a fresh link to what one sent."""

    reference = StringField(
        "Reference number", [DataRequired("Give the reference number."), ShortEnough(40)], filters=[name]
    )
    email = EmailField(
        "The e-mail address that you gave with it",
        [DataRequired("Give the address."), ShortEnough(320), is_address],
    )
