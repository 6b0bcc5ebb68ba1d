"""The five kinds of submission, as pages say them."""

from collections.abc import Mapping
from dataclasses import dataclass

from roundtable.evidence.models import Kind, Source


@dataclass(frozen=True)
class Words:
    """How one kind is named, explained and asked for."""

    name: str
    many: str
    choose: str
    # On the page of the call, where a contributor chooses.
    about: str
    question: str
    # Over the one text that each kind has.
    hint: str
    slug: str


WORDS: Mapping[Kind, Words] = {
    Kind.GAP: Words(
        "Gap",
        "Gaps",
        "Something is missing",
        "A service, a rule, knowledge or money that is not there and should be.",
        "What is missing, and whom does that leave without help?",
        "For example: what somebody needed, looked for and could not find.",
        "gap",
    ),
    Kind.RECOMMENDATION: Words(
        "Recommendation",
        "Recommendations",
        "Something should be done",
        "A change that would help, and who should make it.",
        "What should be done, and by whom?",
        "One recommendation at a time is easiest to act on. You can send several.",
        "recommendation",
    ),
    Kind.GOOD_PRACTICE: Words(
        "Good practice",
        "Good practice",
        "Something works",
        "A service or an approach that helped: where, what was done, what came of it.",
        "What was done?",
        "Enough for somebody elsewhere to try the same.",
        "good-practice",
    ),
    Kind.EVIDENCE: Words(
        "Evidence",
        "Evidence",
        "Something was seen or measured",
        "A figure, a study, an evaluation, or what you saw yourself.",
        "What was seen or measured?",
        "Say where and when, among how many people, and how it was found out.",
        "evidence",
    ),
    Kind.SUPPORT_NEED: Words(
        "Support need",
        "Support needs",
        "Somebody needs support",
        "What employers or clients need in order to keep or take up work.",
        "What support is needed?",
        "What would have to be there, and what it would make possible.",
        "support-need",
    ),
}

SOURCES: Mapping[Source, str] = {
    Source.FORM: "the public form",
    Source.IMPORT: "an import",
    Source.SCRIBE: "a scribe, as it was said",
    Source.PAPER: "a printed form, typed in for them",
    Source.OFFLINE: "an offline form, typed in for them",
}
# How a submission came in, as pages say it after "by".

BY_SLUG: Mapping[str, Kind] = {words.slug: kind for kind, words in WORDS.items()}
