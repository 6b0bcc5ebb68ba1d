"""Citations in what authors write become links: @rand2014, [R3], [G2], [MHE-0017], [MHE-0017 ¶3].

What is cited and not there is told of.

References are set once the whole document is known, since a style may number them, or say "ibid.".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, cast

from roundtable.documents import (
    Block,
    Code,
    CodeBlock,
    Footnote,
    Inline,
    Link,
    Paragraph,
    Text,
    parse,
    text,
)
from roundtable.documents.model import walk
from roundtable.evidence.attribution import may_be_quoted
from roundtable.findings.models import Gap
from roundtable.literature.citing import CITATION, Cluster, Rendered, cluster_of, rendered
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import SectionKind

_MARK = re.compile(
    r"\[(?P<mark>[RG][1-9]\d{0,5}|[A-Z0-9]{1,8}-\d{4,9}(?:(?:,?\s*¶\s*|,\s*paragraph\s+)(?P<paragraph>[1-9]\d{0,3}))?)\]"
)


@dataclass(frozen=True)
class Cited:
    """Stands among inlines for a citation until the whole document is known; only then can a style number it."""

    cluster: Cluster


@dataclass(frozen=True)
class ReferenceList:
    """Stands among blocks for the list of what the document cites."""


@dataclass(frozen=True)
class DeadCitation:
    """Something cited that the programme does not hold."""

    place: str
    typed: str


def narrative(words: str, corpus: Corpus, *, base_level: int = 2) -> tuple[Block, ...]:
    """What an author wrote, as blocks, with its citations linked; an unknown one stands as it was typed."""
    blocks: tuple[Block, ...] = _cited(parse(words, base_level=base_level), corpus)
    return blocks


def dead_citations(corpus: Corpus) -> list[DeadCitation]:
    """What this report cites and the programme does not hold, in reading order, each once in its place."""
    found = (
        DeadCitation(place, typed) for place, words in written(corpus) for typed in dead_in(words, corpus)
    )
    return list(dict.fromkeys(found))


def dead_in(words: str, corpus: Corpus) -> Iterator[str]:
    """What these words cite and the programme does not hold, as it was typed."""
    for said in _texts(parse(words)):
        for match in _matches(said):
            if match.re is _MARK:
                if _inline_for(match, corpus) is None:
                    yield match[0]
            else:
                yield from (f"@{part.key}" for part in cluster_of(match) if part.key not in corpus.works)


def _matches(said: str) -> list[re.Match[str]]:
    """Everything that is cited in a text, in its order."""
    return sorted([*CITATION.finditer(said), *_MARK.finditer(said)], key=lambda match: match.start())


def written(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Everything that authors wrote for this report: where, and the Markdown."""
    yield "Summary in short", corpus.report.summary
    kinds = {section.kind for section in corpus.report.sections}
    for section in corpus.report.sections:
        yield section.title, section.body
    for finding in corpus.findings:
        shown = SectionKind.GAPS if isinstance(finding, Gap) else SectionKind.RECOMMENDATIONS
        if shown in kinds:
            yield finding.mark, finding.text


def _texts(node: Any) -> Iterator[str]:
    """The texts in which citations are looked for: not code, not the words of links."""
    if isinstance(node, tuple):
        for part in node:
            yield from _texts(part)
    elif isinstance(node, Text):
        yield node.text
    elif is_dataclass(node) and not isinstance(node, type | Link | Code | CodeBlock):
        for place in fields(node):
            yield from _texts(getattr(node, place.name))


def _cited(node: Any, corpus: Corpus) -> Any:
    if isinstance(node, tuple):
        parts: list[Any] = []
        for part in node:
            if isinstance(part, Text):
                parts.extend(_parted(part, corpus))
            else:
                parts.append(_cited(part, corpus))
        return tuple(parts)
    if is_dataclass(node) and not isinstance(node, type | Link | Code | CodeBlock):
        changed = {
            place.name: _cited(value, corpus)
            for place in fields(node)
            if isinstance(value := getattr(node, place.name), tuple)
        }
        return replace(node, **changed) if changed else node
    return node


def _parted(words: Text, corpus: Corpus) -> Iterator[Inline]:
    done = 0
    for match in _matches(words.text):
        inline = _inline_for(match, corpus)
        if inline is None:
            continue
        if match.start() > done:
            yield Text(words.text[done : match.start()])
        yield inline
        done = match.end()
    if done < len(words.text):
        yield Text(words.text[done:])


def _inline_for(match: re.Match[str], corpus: Corpus) -> Inline | None:
    """What stands for a citation; None where the programme holds no such thing."""
    if match.re is _MARK:
        if match["paragraph"]:
            return _of_paragraph(match, int(match["paragraph"]), corpus)
        return _of_mark(match["mark"], corpus)
    cluster = cluster_of(match)
    if not cluster or any(part.key not in corpus.works for part in cluster):
        return None
    return cast(Inline, Cited(cluster))


def _of_mark(mark: str, corpus: Corpus) -> Inline | None:
    if mark in corpus.submissions_by_reference:
        number = corpus.submissions_by_reference[mark].number
        return _linked(mark, f"s-{number}", corpus, here=corpus.holds_evidence)
    if mark in corpus.marks:
        return _linked(mark, mark.lower(), corpus, here=True)
    if mark in corpus.others:
        return _linked(mark, mark.lower(), corpus, here=False)
    if mark in corpus.became:
        return _succeeded(mark, corpus)
    return None


def _of_paragraph(match: re.Match[str], paragraph: int, corpus: Corpus) -> Inline | None:
    """A paragraph of a submission, as it was typed; a link to it where it is printed. None where there is none such."""
    reference = re.split(r"[,\s¶]", match["mark"], maxsplit=1)[0]
    found = corpus.submissions_by_reference.get(reference)
    if found is None or paragraph > len(corpus.words_now[found.id].paragraphs):
        return None
    if not may_be_quoted(found):
        return _linked(match["mark"], f"s-{found.number}", corpus, here=corpus.holds_evidence)
    return _linked(match["mark"], f"s-{found.number}-{paragraph}", corpus, here=corpus.holds_evidence)


def _succeeded(mark: str, corpus: Corpus) -> Inline:
    """An old number says what it became, and leads there where that is one and stands here."""
    now = mark
    while len(after := corpus.became.get(now, [])) == 1:
        now = after[0]
    if after:
        return Text(f"{mark} (since split into {' and '.join(after)})")
    words = f"{mark} (now {now})"
    if now in corpus.marks:
        return _linked(words, now.lower(), corpus, here=True)
    return _linked(words, now.lower(), corpus, here=False) if now in corpus.others else Text(words)


def _linked(words: str, anchor: str, corpus: Corpus, *, here: bool) -> Inline:
    address = corpus.address_of(anchor, here=here)
    return Link(address, (Text(words),)) if address else Text(words)


def with_citations(nodes: Any, corpus: Corpus) -> Any:
    """The nodes with every citation and the list of references as the programme's style sets them."""
    clusters = [node.cluster for node in walk(nodes) if isinstance(node, Cited)]
    if not clusters and not any(isinstance(node, ReferenceList) for node in walk(nodes)):
        return nodes
    set_ = rendered(clusters, corpus.works, style=corpus.style)
    return _settled(nodes, iter(set_.citations), set_)


def _settled(node: Any, citations: Iterator[tuple[Inline, ...]], set_: Rendered) -> Any:
    if isinstance(node, tuple):
        parts: list[Any] = []
        for part in node:
            if isinstance(part, Cited):
                parts.extend(_whole_link(part.cluster, next(citations)))
            elif isinstance(part, ReferenceList):
                parts.extend(_listed(set_))
            else:
                parts.append(_settled(part, citations, set_))
        return tuple(parts)
    if is_dataclass(node) and not isinstance(node, type | Link):
        changed = {
            place.name: _settled(value, citations, set_)
            for place in fields(node)
            if isinstance(value := getattr(node, place.name), tuple)
        }
        return replace(node, **changed) if changed else node
    return node


def _whole_link(cluster: Cluster, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """One work is one link, all its words; of several each has its own; a style that sets notes keeps them."""
    if len(cluster) > 1 or any(isinstance(each, Footnote) for each in content):
        return content
    return (Link(f"#ref-{cluster[0].key}", _unlinked(content)),)


def _unlinked(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(
        inline for each in content for inline in (each.content if isinstance(each, Link) else (each,))
    )


def _listed(set_: Rendered) -> Iterator[Block]:
    if not set_.entries:
        yield Paragraph(text("Nothing is cited in this document."))
    for key, content in set_.entries:
        yield Paragraph(content, anchor=f"ref-{key}")
