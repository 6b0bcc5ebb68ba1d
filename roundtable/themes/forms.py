"""What the pages of themes ask."""

from collections.abc import Iterator, Sequence

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from roundtable.evidence.parts import TEXT
from roundtable.programmes.colours import GROUP_COLOURS
from roundtable.themes.models import LEVELS, Excerpt, Theme
from roundtable.themes.passages import Passage
from roundtable.themes.queries import Branch
from roundtable.web.forms import Boxes, Form, OnceForm, VersionedForm


class ThemeForm(VersionedForm):
    """An entry of the codebook."""

    name = StringField("Name", [InputRequired("Give the theme a name."), Length(max=120)])
    parent = SelectField("Below which theme?", [Optional()], coerce=int)
    colour = SelectField(
        "Colour",
        [Optional()],
        coerce=int,
        choices=[(0, "That of the theme above it"), *GROUP_COLOURS.items()],
        description="It helps to find marked words again. The name always stands beside it.",
    )
    description = TextAreaField(
        "When to use it",
        [Optional(), Length(max=2000)],
        description="And when not. Another reader should come to the same choice.",
    )

    def offer(self, codebook: Sequence[Branch], *, but: Theme | None = None) -> None:
        """Offer the places under which a theme can stand: not under itself, and not below the last level."""
        found = [b for b in _without(codebook, but) if b.level < LEVELS]
        self.parent.choices = [(0, "None: it stands on the first level"), *map(_indented, found)]


def _without(codebook: Sequence[Branch], theme: Theme | None) -> Iterator[Branch]:
    """The codebook without a theme and what stands below it."""
    level = 0
    for branch in codebook:
        if level and branch.level > level:
            continue
        level = branch.level if theme is not None and branch.theme.id == theme.id else 0
        if not level:
            yield branch


def _indented(branch: Branch) -> tuple[int, str]:
    return branch.theme.id, "– " * (branch.level - 1) + branch.theme.name


class MergeForm(OnceForm):
    """Into which theme another goes."""

    into = SelectField("Into which theme?", [InputRequired("Choose a theme.")], coerce=int)

    def offer(self, codebook: Sequence[Branch], *, but: Theme) -> None:
        """Offer every theme but this one and those below it."""
        self.into.choices = list(map(_indented, _without(codebook, but)))


class SplitForm(OnceForm):
    """A theme made of some of another's excerpts."""

    name = StringField("Name of the new theme", [InputRequired("Give it a name."), Length(max=120)])
    description = TextAreaField("When to use it", [Optional(), Length(max=2000)])
    excerpts = Boxes("Excerpts that go to it", coerce=int)

    def offer(self, excerpts: Sequence[Excerpt]) -> None:
        """Offer the excerpts of the theme."""
        self.offered = {excerpt.id: excerpt for excerpt in excerpts}
        self.excerpts.choices = [
            (e.id, f"{shortened(e.words)} ({e.version.submission.reference})") for e in excerpts
        ]

    @property
    def chosen(self) -> list[Excerpt]:
        return [self.offered[number] for number in self.excerpts.data or ()]


def shortened(words: str) -> str:
    """Words as a choice shows them: on one line, and not too long."""
    line = " ".join(words.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


class ThemesForm(Form):
    """Of which themes words speak, and why."""

    themes = Boxes("Themes", [Optional()], coerce=int)
    new_theme = StringField("Or a new theme", [Optional(), Length(max=120)])
    memo = TextAreaField("Memo", [Optional(), Length(max=2000)])

    def offer_themes(self, codebook: Sequence[Branch], *also: Theme) -> None:
        """Offer the codebook, and `also` (retired themes that an excerpt has)."""
        self.offered = {theme.id: theme for theme in (*(b.theme for b in codebook), *also)}
        self.themes.choices = [(number, theme.name) for number, theme in self.offered.items()]

    @property
    def chosen(self) -> list[Theme]:
        return [self.offered[number] for number in self.themes.data or ()]


class ExcerptForm(ThemesForm):
    """Words of a version of a submission: from a selection, or from sentences that were ticked."""

    version = IntegerField("Version", [InputRequired()], widget=HiddenInput())
    part = HiddenField("Part")
    starts = IntegerField("From", [Optional()], widget=HiddenInput())
    ends = IntegerField("To", [Optional()], widget=HiddenInput())
    words = HiddenField("Words")
    sentences = Boxes("Sentences")

    def offer_sentences(self, passages: Sequence[Passage]) -> None:
        """Offer each sentence of the text as a box to tick."""
        self.passages = [passage for passage in passages if passage.is_sentence]
        self.sentences.choices = [(p.place, f"Sentence {n}") for n, p in enumerate(self.passages, 1)]

    def validate_sentences(self, field: SelectMultipleField) -> None:
        """Words must be chosen in one of the two ways, and in one stretch."""
        if self.starts.data is not None and self.ends.data is not None:
            return
        ticked = [at for at, p in enumerate(self.passages) if p.place in (field.data or ())]
        if not ticked:
            raise ValidationError("Choose words first: select them in the text, or tick their sentences.")
        parts = {self.passages[at].part for at in ticked}
        if ticked[-1] - ticked[0] + 1 != len(ticked) or len(parts) > 1:
            raise ValidationError(
                "Tick sentences that stand next to one another, and mark those further on as another excerpt."
            )

    @property
    def stretch(self) -> tuple[str, int, int, str | None]:
        """In which part the chosen words start and end, and what they were when they were chosen."""
        if self.starts.data is not None and self.ends.data is not None:
            return self.part.data or TEXT, self.starts.data, self.ends.data, self.words.data or ""
        ticked = [p for p in self.passages if p.place in self.sentences.data]
        return ticked[0].part, ticked[0].starts, ticked[-1].ends, None
