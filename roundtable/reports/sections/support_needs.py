"""Support needs: what employers and what clients need, apart."""

from collections.abc import Sequence

from roundtable.documents import Block, Heading, Paragraph, Quote, plain_text, text
from roundtable.evidence.models import Kind, Submission
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.reports.sections.filling import who_said


class SupportNeeds:
    needs = "What employers and clients say they need, as far as it may be printed"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        found = corpus.of_kind(Kind.SUPPORT_NEED)
        if not found:
            return (Paragraph(text("No support need that may be printed has been sent yet.")),)
        sides = [
            ("employers", "What employers need"),
            ("clients", "What clients need"),
            ("", "What is needed"),
        ]
        return tuple(
            block
            for side, title in sides
            for block in self._side(title, [each for each in found if each.latest.needed_by == side])
        )

    def _side(self, title: str, found: list[Submission]) -> tuple[Block, ...]:
        if not found:
            return ()
        return (
            Heading(2, text(title)),
            *(Quote(plain_text(each.latest.text), who_said(each), ref=each.reference) for each in found),
        )
