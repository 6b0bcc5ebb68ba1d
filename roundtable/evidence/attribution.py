"""What may be printed of a submission, and under which name: the one place that says so."""

from collections.abc import Mapping

from roundtable.errors import Refusal
from roundtable.evidence.models import Attribution, Submission

LABELS: Mapping[Attribution, str] = {
    Attribution.NAMED: "With my name",
    Attribution.ORGANISATION: "With my organisation’s name only",
    Attribution.ANONYMOUS: "Without any name",
    Attribution.WITHHELD: "Not at all",
}

# What a contributor agrees to, as it is shown and as it is kept with the submission.
WORDING: Mapping[Attribution, str] = {
    Attribution.NAMED: "My words may be quoted in reports and briefings with my name and, if I gave one, the "
    "organisation that I speak for.",
    Attribution.ORGANISATION: "My words may be quoted in reports and briefings with the name of the organisation that "
    "I speak for, and without my own.",
    Attribution.ANONYMOUS: "My words may be quoted in reports and briefings without my name or my organisation’s. The "
    "group that I belong to may be named.",
    Attribution.WITHHELD: "My words may be read by those who work on this programme, and counted. They may not be "
    "quoted.",
}

# How an organiser reads it.
SHORT: Mapping[Attribution, str] = {
    Attribution.NAMED: "Named",
    Attribution.ORGANISATION: "Organisation only",
    Attribution.ANONYMOUS: "Anonymous",
    Attribution.WITHHELD: "Not to be quoted",
}

RULE: Mapping[Attribution, str] = {
    Attribution.NAMED: "May be quoted with the name and the organisation.",
    Attribution.ORGANISATION: "May be quoted with the organisation’s name, not the contributor’s.",
    Attribution.ANONYMOUS: "May be quoted without any name; the group may be said.",
    Attribution.WITHHELD: "May be read and counted here. It may not be quoted or printed.",
}

NAMELESS = "A respondent"
QUOTABLE = (Attribution.NAMED, Attribution.ORGANISATION, Attribution.ANONYMOUS)


def may_be_quoted(submission: Submission) -> bool:
    """Whether its words may be printed at all: not withheld, not withdrawn, not set aside."""
    return submission.stands and submission.attribution in QUOTABLE


def attribution_line(submission: Submission, use: Attribution | None = None) -> str | None:
    """Under whose name its words are printed; None where they may not be printed. `use` is what was chosen for one use.

    A name or an organisation that was never given is not made up: the line falls back to the group. It reads the
    submission's `group` and nothing else.
    """
    chosen = use or submission.attribution
    if not may_be_quoted(submission) or chosen is Attribution.WITHHELD:
        return None
    organisation = submission.on_behalf_of
    if chosen is Attribution.NAMED and submission.contributor:
        return ", ".join(filter(None, (submission.contributor, organisation)))
    if chosen is not Attribution.ANONYMOUS and organisation:
        return organisation
    return f"{NAMELESS} ({submission.group.name})" if submission.group else NAMELESS


def refuse_if_nameless(attribution: Attribution, *, name: str, organisation: str) -> None:
    """Refuse an attribution that needs a name which was not given."""
    if attribution is Attribution.NAMED and not name.strip():
        raise Refusal(
            "To be quoted with your name, give your name; or choose another way.", field="attribution"
        )
    if attribution is Attribution.ORGANISATION and not organisation.strip():
        raise Refusal(
            "To be quoted with your organisation’s name, say on whose behalf you speak; or choose another way.",
            field="attribution",
        )
