"""What the pages of accounts listen for."""

from typing import Any

from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, Optional, ValidationError

from roundtable.access.models import Role
from roundtable.access.passwords import LONGEST, weakness
from roundtable.web.forms import Form, OnceForm, stripped

NOT_YOURS = "This is not your password."


def strong(_form: Any, field: Any) -> None:
    """A password that will do."""
    wrong = weakness(field.data or "")
    if wrong:
        raise ValidationError(wrong)


def email_field() -> EmailField:
    """The address of an account."""
    return EmailField(
        "E-mail address",
        [
            InputRequired("Enter the address of the account."),
            Email("Enter an address such as ana@charity.example."),
            Length(max=320),
        ],
        filters=[stripped],
    )


class SignInForm(Form):
    email = EmailField(
        "E-mail address", [InputRequired("Enter your address."), Length(max=320)], filters=[stripped]
    )
    password = PasswordField("Password", [InputRequired("Enter your password."), Length(max=4 * LONGEST)])


class CodeForm(Form):
    code = StringField(
        "Code",
        [InputRequired("Enter the code."), Length(max=20)],
        filters=[stripped],
        description="The six digits that your authenticator app shows now.",
    )


class RecoveryForm(Form):
    code = StringField(
        "Recovery code",
        [InputRequired("Enter a recovery code."), Length(max=60)],
        filters=[stripped],
        description="One of those that you kept when you turned on two-step sign-in. Each works once.",
    )


class ForgotForm(Form):
    email = email_field()


class NewPasswordForm(Form):
    password = PasswordField(
        "New password",
        [InputRequired("Enter a password."), strong],
        description="At least 12 characters. Three or four words that do not belong together are good.",
    )
    again = PasswordField(
        "The same again",
        [InputRequired("Enter it a second time."), EqualTo("password", "The two are not the same.")],
    )


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField("Present password", [InputRequired("Enter your present password.")])


class PasswordForm(Form):
    password = PasswordField("Your password", [InputRequired("Enter your password.")])


class NameForm(Form):
    name = StringField(
        "Name",
        [InputRequired("Enter your name."), Length(max=200)],
        filters=[stripped],
        description="As others in your programmes see it.",
    )


ROLES = [
    (Role.ORGANISER.value, "Organiser"),
    (Role.AUTHOR.value, "Author"),
    (Role.SCRIBE.value, "Scribe"),
    (Role.ADMINISTRATOR.value, "Administrator of everything"),
]


class RoleForm(Form):
    role = SelectField("Role", choices=ROLES, coerce=Role)
    programme = SelectField(
        "Programme", coerce=int, description="An administrator’s role holds in all of them and needs none."
    )

    def __init__(self, *args: Any, programmes: list[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.programme.choices = [(0, "Choose a programme"), *programmes]

    @property
    def programme_id(self) -> int | None:
        """The programme that was chosen; none for an administrator."""
        return self.programme.data or None


class NewAccountForm(RoleForm, OnceForm):
    email = email_field()
    name = StringField("Name", [Optional(), Length(max=200)], filters=[stripped])
