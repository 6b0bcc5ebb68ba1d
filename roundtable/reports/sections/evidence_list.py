"""The evidence list: every submission by its number, with its words as far as consent goes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from roundtable.documents import Block, Heading, Inline, Paragraph, Quote, Text, plain_text, text
from roundtable.evidence.attribution import may_be_quoted
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Submission
from roundtable.evidence.parts import NumberedPart, numbered
from roundtable.literature.citing import Part
from roundtable.reports.citing import Cited
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.reports.sections.filling import anchor_of, who_said


class EvidenceList:
    needs = "Every submission by number and text, as far as its giver agreed"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if not corpus.submissions:
            return (Paragraph(text("Nothing has been submitted yet.")),)
        blocks: list[Block] = []
        for kind, words in WORDS.items():
            found = [each for each in corpus.submissions if each.kind is kind]
            if found:
                blocks.append(Heading(2, text(words.many)))
                blocks += [_entry(each, corpus) for each in found]
        return tuple(blocks)


def _entry(each: Submission, corpus: Corpus) -> Block:
    if not may_be_quoted(each):
        counted = f"{each.reference}: may be counted, but not printed."
        return Paragraph(text(counted), anchor=anchor_of(each))
    parts = sorted(numbered(each.latest.parts), key=lambda at: at.part.name != "setting")  # where before what
    return Quote(
        (*(block for at in parts for block in _paragraphs(each, at)), *_rests_on(each, corpus)),
        who_said(each),
        ref=each.reference,
        anchor=anchor_of(each),
    )


def _paragraphs(each: Submission, at: NumberedPart) -> Iterator[Block]:
    """A part's paragraphs, each with the anchor by which its number is cited."""
    for number, words in enumerate(at.part.paragraphs, at.first):
        first, *rest = plain_text(words) or (Paragraph(()),)
        if isinstance(first, Paragraph):
            yield replace(first, anchor=f"{anchor_of(each)}-{number}")
        yield from rest


def _rests_on(each: Submission, corpus: Corpus) -> tuple[Block, ...]:
    """What the evidence itself cites."""
    found = next((known for known in corpus.references if known.id == each.latest.reference_id), None)
    if found is None:
        return ()
    cited = cast(Inline, Cited((Part(found.key, mode="AuthorInText"),)))
    return (Paragraph((Text("It rests on "), cited, Text("."))),)
