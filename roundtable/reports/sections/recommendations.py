"""Recommendations: numbered cards with owner, timescale, strength and evidence; in a briefing, what each asks."""

from collections.abc import Sequence

from roundtable.documents import Block, Card, Inline, Link, Paragraph, Strong, Text, text
from roundtable.findings.models import Recommendation
from roundtable.findings.resting import evidence_lines
from roundtable.findings.strengths import supported
from roundtable.reports.citing import narrative
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.reports.sections.filling import evidence_line, marks_of, one_voice


class Recommendations:
    needs = "The recommendations; in a briefing those meant for its audience, with what each asks of them"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if corpus.recommendations:
            return tuple(self._card(each, corpus) for each in corpus.recommendations)
        if corpus.report.is_briefing:
            return (Paragraph(text("No recommendation asks anything of this audience yet.")),)
        return (Paragraph(text("No recommendation has been drawn yet.")),)

    def _card(self, each: Recommendation, corpus: Corpus) -> Card:
        excerpts = evidence_lines(each)
        brief = corpus.report.is_briefing
        said = (
            ("For", () if brief else text(", ".join(sorted(ask.audience.name for ask in each.audiences)))),
            ("By whom", text(each.owner)),
            ("By when", text(each.timescale)),
            ("Measure", text(each.measure)),
            ("Strength", _strength(each)),
            ("Answers", () if brief else _gaps(each, corpus)),
            ("Evidence", evidence_line(excerpts, corpus)),
        )
        return Card(
            number=each.mark,
            title=each.title,
            blocks=(
                *_ask(each, corpus),
                *narrative(each.text, corpus),
                *(() if brief else one_voice(excerpts, corpus)),
            ),
            fields=tuple((label, words) for label, words in said if words),
            marks=marks_of(excerpts),
            anchor=each.mark.lower(),
        )


def _ask(each: Recommendation, corpus: Corpus) -> tuple[Block, ...]:
    """What a briefing's audience is asked."""
    if not corpus.report.is_briefing:
        return ()
    asked = [ask.text for ask in each.audiences if ask.audience_id == corpus.report.audience_id and ask.text]
    return tuple(Paragraph((Strong(text("What this asks of you:")), Text(f" {words}"))) for words in asked)


def _strength(each: Recommendation) -> tuple[Inline, ...]:
    found = supported(each)
    if found.strength is None:
        return ()
    return text(f"{found.strength.value.capitalize()}. {found.reason}")


def _gaps(each: Recommendation, corpus: Corpus) -> tuple[Inline, ...]:
    shown = {gap.id: gap for gap in corpus.gaps}
    linked = [shown[answer.gap_id] for answer in each.gaps if answer.gap_id in shown]
    links = [
        Link(f"#{gap.mark.lower()}", text(gap.mark)) for gap in sorted(linked, key=lambda gap: gap.number)
    ]
    return tuple(part for link in links for part in (Text(", "), link))[1:]
