"""Participants: numbers by group, and the names of those who agreed to be named."""

from collections.abc import Sequence

from roundtable.documents import Block, Heading, ListBlock, Paragraph, Table, text
from roundtable.reports.attendance import Gathering
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section

AGREED = "Those who agreed to be named"


class Participants:
    needs = "Who took part: numbers by group, and the names of those who agreed to be named"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        gathering = corpus.gathering
        if gathering is None:
            return (Paragraph(text("This report belongs to no event.")),)
        if not gathering.came:
            return (Paragraph(text("Nobody has taken part yet.")),)
        came = f"{gathering.came:,} {'person' if gathering.came == 1 else 'people'} took part"
        return (
            Paragraph(text(f"{came}, of {gathering.invited:,} who were invited.")),
            Table(
                header=(text("Group"), text("People")),
                rows=(
                    *((text(name), text(f"{number:,}")) for name, number in gathering.groups),
                    (text("All"), text(f"{gathering.came:,}")),
                ),
                caption=text(f"Who took part in {gathering.title}"),
                align=("left", "right"),
            ),
            *_names(gathering),
        )


def _names(gathering: Gathering) -> tuple[Block, ...]:
    if not gathering.participants:
        return ()
    lines = (", ".join(filter(None, (each.name, each.organisation))) for each in gathering.participants)
    return (
        Heading(2, text(AGREED)),
        ListBlock(tuple((Paragraph(text(line)),) for line in lines)),
    )
