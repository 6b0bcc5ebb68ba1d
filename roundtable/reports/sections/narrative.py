"""Narrative: what the author writes, and nothing else."""

from collections.abc import Sequence

from roundtable.documents import Block
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section


class Narrative:
    needs = "Your own words, in Markdown"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        return ()
