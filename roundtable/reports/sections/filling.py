"""What every kind of section shares: its shape, and how it points to evidence."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from roundtable.documents import Block, Inline, Link, Quote, Text, plain_text, text
from roundtable.evidence.attribution import attribution_line, may_be_quoted
from roundtable.evidence.models import Submission
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.themes.coding import place_of
from roundtable.themes.models import Excerpt


class Filler(Protocol):
    """Fills a section from the corpus, below the section's own heading and words."""

    needs: str
    # What it shows, as the list of kinds says it.

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        """What the section says by itself; empty where there is nothing."""
        ...


def anchor_of(submission: Submission) -> str:
    """Where a submission stands in the evidence list."""
    return f"s-{submission.number}"


def links_to(submissions: Iterable[Submission], corpus: Corpus) -> tuple[Inline, ...]:
    """MHE-0003, MHE-0017: each once, in the order of their numbers, linked to the evidence list where there is one."""
    by_number = {each.number: each for each in submissions}
    found: list[Inline] = []
    for number in sorted(by_number):
        if found:
            found.append(Text(", "))
        address = corpus.address_of(anchor_of(by_number[number]), here=corpus.holds_evidence)
        words = text(by_number[number].reference)
        found += [Link(address, words)] if address else words
    return tuple(found)


def submissions_of(excerpts: Iterable[Excerpt]) -> list[Submission]:
    """Whose words these are, each submission once."""
    return list({each.version.submission_id: each.version.submission for each in excerpts}.values())


def who_said(submission: Submission) -> tuple[Inline, ...]:
    """Under whose name words are printed."""
    return text(attribution_line(submission) or "")


def evidence_line(excerpts: Sequence[Excerpt], corpus: Corpus) -> tuple[Inline, ...]:
    """The submissions that a finding rests on; says so where there are none."""
    found = submissions_of(excerpts)
    if not found:
        return text("None yet: this rests on no submission.")
    return links_to(found, corpus)


def one_voice(excerpts: Sequence[Excerpt], corpus: Corpus) -> tuple[Block, ...]:
    """The first of these words that may be printed, under the name that was agreed to.

    Words that their giver has edited away since are no longer theirs to be quoted with.
    """
    for each in excerpts:
        submission = each.version.submission
        now = corpus.words_now.get(submission.id)
        if now is not None and may_be_quoted(submission) and place_of(each, now):
            return (Quote(plain_text(f"“{each.words}”"), who_said(submission), ref=submission.reference),)
    return ()


def marks_of(excerpts: Sequence[Excerpt]) -> tuple[str, ...]:
    """How many submissions and groups stand behind a finding, for the margin."""
    found = submissions_of(excerpts)
    groups = {each.group_id for each in found if each.group_id}
    counted = [(len(found), "submission"), (len(groups), "group")]
    return tuple(f"{number} {noun}{'s' if number != 1 else ''}" for number, noun in counted if number)
