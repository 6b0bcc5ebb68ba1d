"""What a row of a file can say about a submission."""

from roundtable.sheets.mapping import Field

FIELDS = (
    Field(
        "text",
        "Text",
        (
            "submission",
            "words",
            "statement",
            "response",
            "answer",
            "comment",
            "comments",
            "free text",
            "what was done",
        ),
        hint="The words themselves. They are kept exactly as they stand.",
    ),
    Field(
        "kind",
        "Kind",
        ("type", "category"),
        hint="Gap, recommendation, good practice, evidence or support need.",
    ),
    Field(
        "contributor",
        "Contributor",
        (
            "respondent",
            "name",
            "participant",
            "author",
            "respondent id",
            "response id",
            "id",
            "what is your name",
        ),
        hint="Who said it. Without an address it is a pseudonym, and is never printed.",
    ),
    Field(
        "email", "E-mail address", ("email", "e mail", "mail", "email address", "what is your email address")
    ),
    Field(
        "on_behalf_of",
        "On behalf of",
        ("organisation", "organization", "organisation name", "company", "employer", "on behalf"),
    ),
    Field(
        "group",
        "Group",
        (
            "stakeholder group",
            "sector",
            "responding as",
            "respondent type",
            "respondent type respondent type",
        ),
    ),
    Field("attribution", "How it may be quoted", ("attribution", "how may we quote you")),
    Field(
        "consent",
        "May it be quoted?",
        ("consent", "permission", "may we publish", "happy to be quoted"),
        hint="What is no plain yes is not quoted.",
    ),
    Field("setting", "Setting", ("where", "place", "context")),
    Field("outcome", "Outcome", ("result", "results", "impact", "what came of it")),
    Field("cost_and_benefit", "Cost and benefit", ("cost", "costs", "benefit", "benefits", "savings")),
    Field("contact", "Contact", ("who could be asked",)),
    Field("needed_by", "Needed by", ("needed for", "support for"), hint="employers or clients"),
)
NAMES = tuple(each.name for each in FIELDS)
