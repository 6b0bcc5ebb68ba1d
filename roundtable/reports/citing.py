"""Citations in what authors write: @rand2014, [R3], [G2], [MHE-0017] become links, and an unknown one is told of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from roundtable.documents import Block, Code, CodeBlock, Inline, Link, Text, parse
from roundtable.findings.models import Gap
from roundtable.literature.csl import short_authors
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import SectionKind

_CITATION = re.compile(
    r"(?<![\w@.])@(?P<key>[A-Za-z][A-Za-z0-9_:.-]*[A-Za-z0-9])"
    r"|\[(?P<mark>[RG][1-9]\d{0,5}|[A-Z0-9]{1,8}-\d{4,9})\]"
)


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
        DeadCitation(place, match[0])
        for place, words in _written(corpus)
        for text in _texts(parse(words))
        for match in _CITATION.finditer(text)
        if _inline_for(match, corpus) is None
    )
    return list(dict.fromkeys(found))


def _written(corpus: Corpus) -> Iterator[tuple[str, str]]:
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
    for match in _CITATION.finditer(words.text):
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
    if match["key"]:
        return _reference(match, corpus)
    mark: str = match["mark"]
    if mark in corpus.submissions_by_reference:
        number = corpus.submissions_by_reference[mark].number
        return _linked(mark, f"s-{number}", corpus, here=corpus.holds_evidence)
    if any(mark == finding.mark for finding in corpus.findings):
        return _linked(mark, mark.lower(), corpus, here=True)
    if mark in corpus.others:
        return _linked(mark, mark.lower(), corpus, here=False)
    return None


def _linked(words: str, anchor: str, corpus: Corpus, *, here: bool) -> Inline:
    address = corpus.address_of(anchor, here=here)
    return Link(address, (Text(words),)) if address else Text(words)


def _reference(match: re.Match[str], corpus: Corpus) -> Inline | None:
    found = next((each for each in corpus.references if each.key == match["key"]), None)
    if found is None:
        return None
    before = match.string[: match.start()]
    in_brackets = before.count("(") > before.count(")")
    year = str(found.year or "no date")
    words = f"{short_authors(found.csl)}, {year}" if in_brackets else f"{short_authors(found.csl)} ({year})"
    return Link(f"#ref-{found.key}", (Text(words),))
