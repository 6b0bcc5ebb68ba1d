"""Good practice: what was done, where, with what outcome, at what cost."""

from collections.abc import Sequence

from roundtable.documents import Block, Card, Paragraph, Quote, plain_text, text
from roundtable.evidence.models import Kind, Submission
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.reports.sections.filling import links_to, who_said

LONGEST_TITLE = 120


class GoodPractice:
    needs = "The good practice that may be printed: setting, what was done, outcome, cost and benefit"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        found = corpus.of_kind(Kind.GOOD_PRACTICE)
        if not found:
            return (Paragraph(text("No good practice that may be printed has been sent yet.")),)
        return tuple(_card(number, each, corpus) for number, each in enumerate(found, 1))


def _card(number: int, each: Submission, corpus: Corpus) -> Card:
    said = each.latest
    title, rest = _title(said.setting, number)
    told = (
        ("Setting", text(rest)),
        ("Outcome", text(said.outcome)),
        ("Cost and benefit", text(said.cost_and_benefit)),
        ("Source", links_to([each], corpus)),
    )
    return Card(
        number=f"P{number}",
        title=title,
        blocks=(Quote(plain_text(said.text), who_said(each), ref=each.reference),),
        fields=tuple((label, words) for label, words in told if words),
        anchor=f"p{number}",
    )


def _title(setting: str, number: int) -> tuple[str, str]:
    """A setting that fits is the title; a longer one stands in full below a plain title."""
    one_line = " ".join(setting.split())
    if not one_line or len(one_line) > LONGEST_TITLE:
        return f"Good practice {number}", setting
    return one_line, ""
