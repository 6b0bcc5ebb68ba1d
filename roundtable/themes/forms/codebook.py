"""What the pages of the codebook ask."""

from collections.abc import Iterator, Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from roundtable.programmes.colours import GROUP_COLOURS
from roundtable.themes.models import LEVELS, Excerpt, Theme
from roundtable.themes.queries import Branch
from roundtable.web.forms import Boxes, OnceForm, VersionedForm


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


class RuleForm(OnceForm):
    """A word or phrase that suggests a theme."""

    phrase = StringField(
        "Word or phrase",
        [InputRequired("Type a word or a phrase."), Length(max=120)],
        description="Whole words, in any case. A star at the end of a word stands for any ending: “fit note*”.",
    )


def shortened(words: str) -> str:
    """Words as a choice shows them: on one line, and not too long."""
    line = " ".join(words.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
