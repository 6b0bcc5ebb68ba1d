"""Method and numbers: how many said what, from which group; a briefing says it in a sentence."""

from collections import Counter
from collections.abc import Sequence

from roundtable.documents import Block, Link, Paragraph, Table, Text, text
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution
from roundtable.findings.resting import evidence_lines
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section
from roundtable.web.words import count


class Method:
    needs = "How many submissions of each kind came from each group, and what was drawn from them"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if corpus.report.is_briefing:
            return _in_short(corpus)
        return (Paragraph(text(_in_words(corpus))), _kinds(corpus), *_groups(corpus))


def _in_short(corpus: Corpus) -> tuple[Block, ...]:
    cited = {line.version.submission_id for each in corpus.recommendations for line in evidence_lines(each)}
    asked, drawn = len(corpus.recommendations), len(corpus.recommendations) + len(corpus.others)
    said = (
        f"{count(asked, 'recommendation')} of {drawn:,} {'is' if asked == 1 else 'are'} meant for you and printed "
        f"here; {'it rests' if asked == 1 else 'they rest'} on {count(len(cited), 'submission')} of "
        f"{len(corpus.submissions):,} received."
    )
    if corpus.full_report is None:
        return (Paragraph(text(said)),)
    link = Link(corpus.full_report.address, text(corpus.full_report.title))
    return (Paragraph((Text(f"{said} All of them, with their evidence, are in "), link, Text("."))),)


def _in_words(corpus: Corpus) -> str:
    used = {line.version.submission_id for finding in corpus.findings for line in evidence_lines(finding)}
    withheld = sum(each.attribution is Attribution.WITHHELD for each in corpus.submissions)
    received = len(corpus.submissions)
    sentences = [
        f"{count(received, 'submission')} {'was' if received == 1 else 'were'} received.",
        f"{count(len(corpus.gaps), 'gap')} and {count(len(corpus.recommendations), 'recommendation')} were drawn "
        f"from them; {count(len(used), 'submission')} {'is' if len(used) == 1 else 'are'} cited as their evidence.",
    ]
    if withheld:
        sentences.append(f"{withheld:,} may be counted but not printed.")
    return " ".join(sentences)


def _kinds(corpus: Corpus) -> Block:
    counted = Counter(each.kind for each in corpus.submissions)
    return _table(
        "Submissions by kind", "Kind", [(words.many, counted[kind]) for kind, words in WORDS.items()]
    )


def _groups(corpus: Corpus) -> tuple[Block, ...]:
    counted = Counter(each.group_id for each in corpus.submissions)
    rows = [(group.name, counted.pop(group.id, 0)) for group in corpus.programme.groups]
    if not any(number for _, number in rows):
        return ()
    without = sum(counted.values())
    rows += [("Group not said", without)] if without else []
    return (_table("Submissions by stakeholder group", "Group", rows),)


def _table(caption: str, what: str, rows: list[tuple[str, int]]) -> Table:
    return Table(
        header=(text(what), text("Submissions")),
        rows=(
            *((text(name), text(f"{number:,}")) for name, number in rows),
            (text("All"), text(f"{sum(number for _, number in rows):,}")),
        ),
        caption=text(caption),
        align=("left", "right"),
    )
