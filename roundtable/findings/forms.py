"""What the pages of findings ask."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from roundtable.findings.models import Gap, Recommendation, Strength
from roundtable.literature.models import Reference
from roundtable.programmes.models import Audience, Indicator
from roundtable.themes.models import Excerpt, Theme
from roundtable.web.forms import Boxes, VersionedForm

STRENGTHS = {
    Strength.STRONG: "Several good sources say the same",
    Strength.MODERATE: "Some sources, or sources that differ in part",
    Strength.EMERGING: "First signs, from few",
    Strength.CONSENSUS: "Agreed at the table, with little written evidence",
}


class FindingForm(VersionedForm):
    """What a gap and a recommendation have in common."""

    title = StringField("In one sentence", [InputRequired("Say it in one sentence."), Length(max=300)])
    text = TextAreaField(
        "In full",
        [Optional(), Length(max=20_000)],
        description="Markdown: *stress*, lists, [links](https://…).",
    )
    theme = SelectField("Theme", [Optional()], coerce=int)
    excerpts = Boxes("Evidence", [Optional()], coerce=int)
    references = Boxes("Literature that it builds on", [Optional()], coerce=int)

    def offer_themes(self, themes: Sequence[Theme]) -> None:
        """Offer the codebook."""
        self._themes: dict[int, Theme] = {theme.id: theme for theme in themes}
        self.theme.choices = [(0, "No theme"), *((theme.id, theme.name) for theme in themes)]

    def offer_excerpts(self, excerpts: Sequence[Excerpt]) -> None:
        """Offer the excerpts that were carried here."""
        self._excerpts = {excerpt.id: excerpt for excerpt in excerpts}
        self.excerpts.choices = [(excerpt.id, excerpt.words) for excerpt in excerpts]

    def offer_references(self, references: Sequence[Reference], *also: Reference) -> None:
        """Offer what the programme builds on, and what was chosen before, whatever became of it."""
        self._references = {reference.id: reference for reference in (*references, *also)}
        self.references.choices = [
            (each.id, f"{each.authors} ({each.year or 'no date'}): {each.title}")
            for each in self._references.values()
        ]

    @property
    def chosen_references(self) -> list[Reference]:
        return [self._references[number] for number in self.references.data or ()]

    @property
    def chosen_theme(self) -> Theme | None:
        return self._themes.get(self.theme.data or 0)

    @property
    def chosen_excerpts(self) -> list[Excerpt]:
        return [self._excerpts[number] for number in self.excerpts.data or ()]


class GapForm(FindingForm):
    """What is missing."""


class RecommendationForm(FindingForm):
    """What should be done, by whom, by when, and how well it is supported."""

    owner = StringField("Who should do it", [Optional(), Length(max=200)])
    timescale = StringField("By when", [Optional(), Length(max=120)])
    measure = StringField("How it will be known that it was done", [Optional(), Length(max=300)])
    strength = SelectField(
        "Strength of evidence",
        [Optional()],
        choices=[
            ("", "As it follows from what it rests on"),
            *((s.value, f"{s.value.capitalize()}: {STRENGTHS[s]}") for s in Strength),
        ],
    )
    strength_reason = TextAreaField(
        "Why it is called that",
        [Optional(), Length(max=500)],
        description="Needed where you say otherwise than what follows; it is printed, and kept.",
    )
    aims = Boxes("Aims of the programme that it serves", [Optional()], coerce=str)
    indicators = Boxes("Measures that it should move", [Optional()], coerce=int)
    gaps = Boxes("Gaps that it answers", [Optional()], coerce=int)
    meant_for = Boxes("Whom it is meant for", [Optional()], coerce=int)

    def offer_gaps(self, gaps: Sequence[Gap]) -> None:
        """Offer the gaps that stand."""
        self._gaps = {gap.id: gap for gap in gaps}
        self.gaps.choices = [(gap.id, f"{gap.mark}: {gap.title}") for gap in gaps]

    def offer_purposes(
        self, aims: Sequence[str], indicators: Sequence[Indicator], served: Sequence[str] = ()
    ) -> None:
        """Offer the programme's aims and indicators; an aim that was chosen and has been reworded stays."""
        self.aims.choices = [(aim, aim) for aim in dict.fromkeys((*aims, *served))]
        self._indicators = {indicator.id: indicator for indicator in indicators}
        self.indicators.choices = [
            (each.id, " ".join(filter(None, (each.framework, each.code, each.title)))) for each in indicators
        ]

    @property
    def chosen_indicators(self) -> list[Indicator]:
        return [self._indicators[number] for number in self.indicators.data or ()]

    def offer_audiences(self, audiences: Sequence[Audience]) -> None:
        """Offer the programme's audiences."""
        self.audiences = list(audiences)
        self.meant_for.choices = [(audience.id, audience.name) for audience in audiences]

    def ask_of(self, audience: Audience) -> TextAreaField:
        """The field that says what is asked of an audience."""
        return self[f"ask_{audience.id}"]

    @property
    def chosen_gaps(self) -> list[Gap]:
        return [self._gaps[number] for number in self.gaps.data or ()]

    @property
    def chosen_strength(self) -> Strength | None:
        return Strength(self.strength.data) if self.strength.data else None

    @property
    def asks(self) -> dict[Audience, str]:
        """What is asked of each audience that is ticked, and of those for whom words are new.

        Unticking an audience leaves it out, whatever still stands in its field.
        """
        ticked, had = set(self.meant_for.data or ()), set(self.meant_for.object_data or ())
        said = {audience: (self.ask_of(audience).data or "").strip() for audience in self.audiences}
        return {a: text for a, text in said.items() if a.id in ticked or (text and a.id not in had)}


def recommendation_form(audiences: Sequence[Audience], **values: Any) -> RecommendationForm:
    """The form for a recommendation, with a field for each of the programme's audiences."""
    fields = {
        f"ask_{audience.id}": TextAreaField(
            f"What this asks of {audience.name}", [Optional(), Length(max=1000)]
        )
        for audience in audiences
    }
    form: RecommendationForm = type("RecommendationForm", (RecommendationForm,), fields)(**values)
    form.offer_audiences(audiences)
    return form


def values_of(recommendation: Recommendation) -> dict[str, Any]:
    """What a recommendation's form shows when it is opened."""
    return {
        "theme": recommendation.theme_id or 0,
        "strength": recommendation.strength.value if recommendation.strength else "",
        "gaps": [answered.gap_id for answered in recommendation.gaps],
        "references": [source.reference_id for source in recommendation.sources],
        "aims": [served.aim for served in recommendation.aims],
        "indicators": [served.indicator_id for served in recommendation.indicators],
        "meant_for": [ask.audience_id for ask in recommendation.audiences],
        **{f"ask_{ask.audience_id}": ask.text for ask in recommendation.audiences},
    }
