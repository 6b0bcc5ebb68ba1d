"""What reading and coding asks."""

from collections.abc import Sequence

from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from roundtable.evidence.parts import TEXT
from roundtable.themes.models import Theme
from roundtable.themes.passages import Passage
from roundtable.themes.queries import Branch
from roundtable.web.forms import Boxes, Form


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
