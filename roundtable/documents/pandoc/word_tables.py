"""Where the tables of a Word document may break over a page: pandoc does not say."""

import re
from typing import Final

_CARD_ROW: Final = re.compile(rb'(<w:tblStyle w:val="Card" ?/>(?:(?!<w:tr\b).)*<w:tr\b[^>]*>)', re.DOTALL)
_TABLE: Final = re.compile(rb"<w:tbl>(?:(?!<w:tbl>).)*?</w:tbl>", re.DOTALL)
_ROW: Final = re.compile(rb"<w:tr\b.*?</w:tr>", re.DOTALL)
_FEW_ROWS: Final = 14


def kept_together(document: bytes) -> bytes:
    """The document in which no card and no row breaks over a page, nor does a short table."""
    whole = _CARD_ROW.sub(rb"\1<w:trPr><w:cantSplit/></w:trPr>", document)
    return _TABLE.sub(_kept_together, whole)


def _kept_together(table: re.Match[bytes]) -> bytes:
    if b'<w:tblStyle w:val="Card"' in table[0]:
        return table[0]
    whole = table[0].replace(b"<w:trPr>", b"<w:trPr><w:cantSplit/>")
    whole = whole.replace(b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    rows = _ROW.findall(whole)[:-1]
    for row in rows if len(rows) < _FEW_ROWS else []:  # each keeps to the next
        whole = whole.replace(row, re.sub(rb"(<w:pStyle [^>]*/>)", rb"\1<w:keepNext/>", row), 1)
    return whole
