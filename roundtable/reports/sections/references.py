"""References: what the programme builds on."""

from collections.abc import Sequence

from roundtable.documents import Block, Emphasis, Inline, Link, Paragraph, Text, is_safe_href, text
from roundtable.programmes.models import Reference
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section


class References:
    needs = "The programme's references"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if not corpus.references:
            return (Paragraph(text("No reference is kept in this programme.")),)
        by_author = sorted(corpus.references, key=lambda each: (each.authors.casefold(), each.year or 0))
        return tuple(Paragraph(_line(each), anchor=f"ref-{each.key}") for each in by_author)


def _line(each: Reference) -> tuple[Inline, ...]:
    publisher = f" {each.publisher.rstrip('.')}." if each.publisher else ""
    line: list[Inline] = [
        Text(f"{each.authors.rstrip('.')} ({each.year or 'no date'}). "),
        Emphasis(text(each.title.rstrip("."))),
        Text(f".{publisher}"),
    ]
    if each.url and is_safe_href(each.url):
        line += [Text(" "), Link(each.url, text(each.url))]
    return tuple(line)
