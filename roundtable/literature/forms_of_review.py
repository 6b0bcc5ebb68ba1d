"""What the pages of a review listen for: the search log, screening and appraisal."""

from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from roundtable.literature.models import Design, SearchKind, Stage, Strength
from roundtable.programmes.forms import text
from roundtable.web.forms import Form, VersionedForm, stripped

MOST = 10_000_000
_number = NumberRange(0, MOST, "Enter a number from 0.")


class SearchForm(VersionedForm):
    """A line of the search log."""

    kind = SelectField(
        "Kind of source",
        choices=[(each.value, each.value.capitalize()) for each in SearchKind],
        coerce=SearchKind,
    )
    source = text("Where", 200, needed="Say where you searched.", hint="PubMed, Embase, the site of a body.")
    searched_on = DateField("When", [InputRequired("Give the day of the search.")])
    words = TextAreaField(
        "Words",
        [InputRequired("Give the words that you searched for."), Length(max=10_000)],
        filters=[stripped],
        description="As they were typed, operators and all.",
    )
    limits = text("Limits", 500, hint="Years, languages, kinds of study.")
    hits = IntegerField("Hits", [InputRequired("Give how many were found."), _number])
    duplicates = IntegerField(
        "Duplicates",
        [Optional(), _number],
        description="Leave it empty and those that imports find are counted.",
    )
    kept = IntegerField(
        "Kept",
        [Optional(), _number],
        description="Taken on for screening. Leave it empty and the list is counted.",
    )
    notes = TextAreaField("Notes", [Optional(), Length(max=5000)], filters=[stripped])


class StageForm(Form):
    """How far a reference comes."""

    stage = RadioField(
        "How far does it come?",
        choices=[(each.value, each.value.capitalize()) for each in Stage],
        coerce=Stage,
        validators=[InputRequired("Choose how far it comes.")],
    )
    reason = text("Why, if it is excluded", 200, hint="Such as: wrong population.")


class AppraisalForm(Form):
    """What a reader thinks of the evidence in a reference."""

    design = SelectField(
        "Design", choices=[(each.value, each.value.capitalize()) for each in Design], coerce=Design
    )
    strength = RadioField(
        "Strength of evidence",
        choices=[(each.value, f"{each.value.capitalize()}: {each.meaning}") for each in Strength],
        coerce=Strength,
        validators=[InputRequired("Choose how strong it is.")],
    )
    notes = TextAreaField("Notes", [Optional(), Length(max=5000)], filters=[stripped])
