"""Gaps: what is missing, with the words that show it and what answers it."""

from collections.abc import Sequence

from roundtable.documents import Block, Card, Inline, Link, Paragraph, Text, text
from roundtable.findings.models import Gap
from roundtable.findings.resting import evidence_lines
from roundtable.reports.citing import narrative
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.reports.sections.filling import evidence_line, marks_of, one_voice


class Gaps:
    needs = "The gaps, each with its evidence and the recommendations that answer it"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if not corpus.gaps:
            return (Paragraph(text("No gap has been drawn yet.")),)
        return tuple(self._card(gap, corpus) for gap in corpus.gaps)

    def _card(self, gap: Gap, corpus: Corpus) -> Card:
        excerpts = evidence_lines(gap)
        return Card(
            number=gap.mark,
            title=gap.title,
            blocks=(*narrative(gap.text, corpus), *one_voice(excerpts, corpus)),
            fields=(
                ("Evidence", evidence_line(excerpts, corpus)),
                ("Answered by", _answers(gap, corpus) or text("No recommendation yet")),
            ),
            marks=marks_of(excerpts),
            anchor=gap.mark.lower(),
        )


def _answers(gap: Gap, corpus: Corpus) -> tuple[Inline, ...]:
    answers = [each for each in corpus.recommendations if any(a.gap_id == gap.id for a in each.gaps)]
    links = [Link(f"#{each.mark.lower()}", text(each.mark)) for each in answers]
    return tuple(part for link in links for part in (Text(", "), link))[1:]
