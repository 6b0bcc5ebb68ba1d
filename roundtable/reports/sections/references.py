"""References: what the programme builds on."""

from collections.abc import Sequence

from roundtable.documents import Block, Emphasis, Inline, Link, Paragraph, Text, is_safe_href, text
from roundtable.literature.models import Reference
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section


class References:
    needs = "The programme's references"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        if not corpus.references:
            return (Paragraph(text("No reference is kept in this programme.")),)
        return tuple(Paragraph(_line(each), anchor=f"ref-{each.key}") for each in corpus.references)


def _line(each: Reference) -> tuple[Inline, ...]:
    publisher = f" {each.container.rstrip('.')}." if each.container else ""
    line: list[Inline] = [
        Text(f"{each.authors.rstrip('.')} ({each.year or 'no date'}). "),
        Emphasis(text(each.title.rstrip("."))),
        Text(f".{publisher}"),
    ]
    if each.url and is_safe_href(each.url):
        line += [Text(" "), Link(each.url, text(each.url))]
    return tuple(line)
