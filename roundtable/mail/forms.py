"""What an organiser may change in a letter."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from roundtable.mail.bodies import LONGEST
from roundtable.web.forms import VersionedForm


class LetterForm(VersionedForm):
    """The subject and the text of one letter."""

    subject = StringField(
        "Subject", validators=[InputRequired("Give the letter a subject."), Length(max=300)]
    )
    text = TextAreaField(
        "Text",
        description="Markdown: a blank line begins a paragraph, a paragraph that is only a link becomes a button.",
        validators=[InputRequired("The letter is empty. Write something, or drop it."), Length(max=LONGEST)],
    )
