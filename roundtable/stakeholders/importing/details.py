"""What a row says of a person, and why it may not be taken."""

from typing import NamedTuple

from roundtable.sheets.addresses import NotAnAddress, address
from roundtable.sheets.mapping import Field
from roundtable.stakeholders.names import tidy, tidy_lines

FIELDS = (
    Field(
        "name",
        "Name",
        (
            "display name",
            "full name",
            "contact name",
            "participant",
            "stakeholder",
            "person",
            "contact",
            "file as",
        ),
        hint="As the person writes it. Made from given and family name where there is none.",
    ),
    Field(
        "given_name",
        "Given name",
        ("first name", "forename", "first", "christian name"),
        hint="Only for sorting.",
    ),
    Field("family_name", "Family name", ("last name", "surname", "last"), hint="Only for sorting."),
    Field(
        "email",
        "E-mail address",
        (
            "email",
            "e mail",
            "email address",
            "mail",
            "e mail 1 value",
            "email 1 value",
            "primary email",
            "work email",
            "e mail 1 address",
            "email 1",
        ),
        hint="Without one, no letter can be sent.",
    ),
    Field(
        "phone",
        "Phone",
        (
            "telephone",
            "phone number",
            "telephone number",
            "tel",
            "mobile phone",
            "mobile",
            "mobile number",
            "business phone",
            "work phone",
            "phone 1 value",
            "primary phone",
            "home phone",
        ),
    ),
    Field(
        "organisation",
        "Organisation",
        (
            "organization",
            "organisation name",
            "organization name",
            "organization 1 name",
            "company",
            "company name",
            "employer",
            "institution",
            "affiliation",
        ),
    ),
    Field(
        "job_title",
        "Job title",
        (
            "organization title",
            "organization 1 title",
            "role",
            "position",
            "post",
            "job",
            "job role",
        ),
        hint="What they are at the organisation.",
    ),
    Field(
        "group",
        "Group",
        ("stakeholder group", "stakeholder type", "category", "type", "sector", "constituency", "audience"),
        hint="One of the programme's stakeholder groups.",
    ),
    Field("networks", "Networks", ("network", "membership", "memberships"), hint="Several are parted by ;"),
    Field("notes", "Notes", ("note", "comments", "comment", "remarks")),
)

_longest = {
    "name": 200,
    "given_name": 100,
    "family_name": 100,
    "phone": 60,
    "organisation": 200,
    "title": 200,
    "group": 200,
    "notes": 20_000,
}


class Details(NamedTuple):
    """What a row says of a person, tidied. An empty text says nothing."""

    name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    organisation: str
    title: str
    group: str
    networks: tuple[str, ...]
    notes: str


class Unusable(ValueError):
    """Why a row cannot be taken, as a sentence, and the field that it is about."""

    def __init__(self, sentence: str, field: str = "name") -> None:
        super().__init__(sentence)
        self.field = field


def details(values: tuple[str, ...]) -> Details:
    """What a row says, in the order of `FIELDS`. Raises `Unusable` with the reason."""
    name, given, family, email, phone, organisation, title, group, networks, notes = values
    said = Details(
        tidy(name),
        tidy(given),
        tidy(family),
        _email(email) if email else "",
        tidy(phone),
        tidy(organisation),
        tidy(title),
        tidy(group),
        _several(networks) if networks else (),
        tidy_lines(notes) if notes else "",
    )
    if not said.name:
        said = said._replace(name=" ".join(filter(None, (said.given_name, said.family_name))) or said.email)
    if not said.name:
        raise Unusable("There is neither a name nor an e-mail address.")
    for field, limit in _longest.items():
        if len(getattr(said, field)) > limit:
            raise Unusable(f"{_label(field)} is longer than {limit:,} characters.", field)
    return said


def _email(text: str) -> str:
    """The one address; of several in Google's way of writing them, the first."""
    text = text.partition(" ::: ")[0]
    if not text.strip(" \t"):
        return ""
    try:
        return address(text)
    except NotAnAddress as error:
        raise Unusable(str(error), "email") from error


def _several(text: str) -> tuple[str, ...]:
    names = (tidy(part)[:200] for part in text.replace("\n", ";").replace("|", ";").split(";"))
    return tuple(dict.fromkeys(filter(None, names)))


def _label(name: str) -> str:
    return next(field.label for field in FIELDS if field.name in {name, f"job_{name}"})
