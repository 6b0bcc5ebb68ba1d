"""References: what the report cites, as its style sets them."""

from collections.abc import Sequence
from typing import cast

from roundtable.documents import Block
from roundtable.reports.citing import ReferenceList
from roundtable.reports.corpus import Corpus
from roundtable.reports.models import Section


class References:
    needs = "What the report cites"

    def blocks(self, corpus: Corpus, section: Section) -> Sequence[Block]:
        return (cast(Block, ReferenceList()),)
