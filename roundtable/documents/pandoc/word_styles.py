"""The reference document that gives DOCX exports their look: pandoc's own, with our styles put in.

Real styles under Word's own names, so that an author can restyle a report by changing one of them.
"""

import re
from functools import cache
from typing import Final

from roundtable.documents.model import Layout
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import shipped

INK, MUTED, TEAL, LINEN, HAIRLINE, ATTENTION = "15232C", "51626D", "0B5D5E", "F6F4EF", "C9CDC9", "FFF1CD"
DISPLAY, READING = "Hanken Grotesk", "Source Sans Pro"

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def _face(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}" w:eastAsia="{name}"/>'


def _run(*, size: float = 0, colour: str = "", face: str = "", bold: bool = False) -> str:
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    height = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    return f'<w:rPr>{_face(face) if face else ""}{weight}<w:i w:val="0"/><w:iCs w:val="0"/>{tint}{height}</w:rPr>'


def _lines(before: float, after: float, line: float = 1.15) -> str:
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(line * 240)}" w:lineRule="auto"/>'
    )


def _rule(side: str, colour: str, eighths: int, space: int = 4) -> str:
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/></w:pBdr>'
    )


def _fill(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _paragraph(name: str, shape: str, run: str = "", *, based: str = "Normal", custom: bool = True) -> str:
    """One paragraph style. `shape` is its pPr in the order that the schema asks for."""
    own = ' w:customStyle="1"' if custom else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>{shape}</w:pPr>{run}</w:style>'
    )


def _headings(layout: Layout) -> list[str]:
    report = layout is Layout.REPORT
    sizes = {1: 24 if report else 15, 2: 15, 3: 12.5, 4: 11, 5: 11, 6: 11}
    styles = []
    for level, size in sizes.items():
        shape = (
            f"<w:keepNext/><w:keepLines/>{_lines(36 if level == 1 and report else 20 - level, 8, 1.05)}"
            f'<w:outlineLvl w:val="{level - 1}"/>'
        )
        run = _run(size=size, colour=INK, face=DISPLAY, bold=True)
        styles.append(
            _paragraph(f"heading {level}", shape, run, custom=False).replace(
                f'w:styleId="heading{level}"', f'w:styleId="Heading{level}"'
            )
        )
        card = f'<w:keepNext/><w:keepLines/>{_lines(0, 6, 1.1)}<w:outlineLvl w:val="{level - 1}"/>'
        styles.append(
            _paragraph(f"Card Title {level}", card, _run(size=13, colour=INK, face=DISPLAY, bold=True))
        )
    return styles


def _card_fields(below: float) -> list[str]:
    rule = _rule("top", HAIRLINE, 4, 5)
    tab = '<w:tabs><w:tab w:val="left" w:pos="2552"/></w:tabs>'
    hanging = '<w:ind w:left="2552" w:hanging="2552"/>'
    run = _run(size=10)
    return [
        _paragraph("Card First Field", f"<w:keepNext/><w:keepLines/>{rule}{tab}{_lines(6, 3)}{hanging}", run),
        _paragraph("Card Field", f"<w:keepNext/><w:keepLines/>{tab}{_lines(0, 3)}{hanging}", run),
        _paragraph("Card Last Field", f"<w:keepLines/>{tab}{_lines(0, below)}{hanging}", run),
        _paragraph("Card Only Field", f"<w:keepLines/>{rule}{tab}{_lines(6, below)}{hanging}", run),
    ]


def _styles(layout: Layout) -> list[str]:
    small = _run(size=9, colour=MUTED, face=DISPLAY)
    padded = '<w:ind w:left="170" w:right="170"/>'
    report = layout is Layout.REPORT
    below = 16 if report else 6
    title = _run(size=34 if report else 20, colour=INK, face=DISPLAY, bold=True)
    return [
        _paragraph("Normal", _lines(0, 0), based="")
        .replace('<w:basedOn w:val=""/>', "")
        .replace('w:customStyle="1" w:styleId', 'w:default="1" w:styleId'),
        _paragraph("Body Text", _lines(0, 7), custom=False),
        _paragraph("Compact", _lines(1.5, 1.5), custom=True),
        _paragraph("Title", "<w:keepNext/>" + _lines(0, 10, 1.0), title, custom=False),
        _paragraph(
            "Subtitle",
            "<w:keepNext/>" + _lines(0, 14, 1.1),
            _run(size=15, colour=MUTED, face=DISPLAY),
            custom=False,
        ),
        _paragraph(
            "Kind", "<w:keepNext/>" + _lines(6, 18), _run(size=10.5, colour=TEAL, face=DISPLAY, bold=True)
        ),
        _paragraph("Author", _lines(4, 0), _run(size=10.5, colour=INK, face=DISPLAY, bold=True)),
        _paragraph("Date", _lines(2, 14), _run(size=10.5, colour=INK, face=DISPLAY), custom=False),
        _paragraph("Imprint", _lines(2, 2), small),
        _paragraph("Abstract", _lines(10, 10, 1.2), _run(size=13 if report else 11.5)),
        *_headings(layout),
        _paragraph(
            "Contents Title",
            f"<w:keepNext/><w:pageBreakBefore/>{_lines(0, 12, 1.05)}",
            _run(size=24, colour=INK, face=DISPLAY, bold=True),
        ),
        _paragraph(
            "Contents 1",
            "<w:keepNext/>" + _lines(10, 2),
            _run(size=11.5, colour=INK, face=DISPLAY, bold=True),
        ),
        _paragraph(
            "Contents 2", _lines(1, 2) + '<w:ind w:left="284"/>', _run(size=10.5, colour=INK, face=DISPLAY)
        ),
        _paragraph("Card Text", "<w:keepNext/><w:keepLines/>" + _lines(0, 6)),
        _paragraph("Card Marks", "<w:keepNext/>" + _lines(0, 6), small),
        *_card_fields(below),
        _paragraph("Card Last Text", "<w:keepLines/>" + _lines(0, below)),
        _paragraph("Quote", "<w:keepLines/>" + _lines(0, 4), _run(colour=INK), custom=False),
        _paragraph("Quote Number", "<w:keepNext/>" + _lines(10, 1), small),
        _paragraph("Quote Source", _lines(0, 6), small),
        _paragraph("Callout", f"<w:keepLines/>{_fill(LINEN)}{_lines(4, 4)}{padded}"),
        _paragraph("Callout Attention", f"<w:keepLines/>{_fill(ATTENTION)}{_lines(4, 4)}{padded}"),
        _paragraph(
            "Source Code", f"{_fill(LINEN)}{_lines(4, 8, 1.0)}", _run(size=9, face="DejaVu Sans Mono")
        ),
        _paragraph("Table Caption", "<w:keepNext/>" + _lines(12, 4), _run(size=9.5, face=DISPLAY, bold=True)),
        _paragraph("Image Caption", _lines(4, 12), _run(size=9.5, colour=MUTED, face=DISPLAY)),
        _paragraph("Footnote Text", _lines(0, 3, 1.0), _run(size=9), custom=False),
        _paragraph("footer", _lines(0, 0) + '<w:jc w:val="right"/>', small, custom=False),
        _paragraph("Card Gap", _lines(0, 0, 1.0), _run(size=6)),
        _paragraph("Card Lead", "<w:keepNext/>" + _lines(0, 0, 1.0), _run(size=6)),
        _TABLE,
        _CARD,
        f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="{TEAL}"/>'
        '<w:u w:val="single"/></w:rPr></w:style>',
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Number"><w:name w:val="Number"/><w:rPr>'
        f'<w:color w:val="{TEAL}"/></w:rPr></w:style>',
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Label"><w:name w:val="Label"/><w:rPr>{_face(DISPLAY)}'
        f'<w:color w:val="{MUTED}"/><w:sz w:val="18"/></w:rPr></w:style>',
    ]


_TABLE: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>'
    '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr><w:tblPr><w:tblBorders>'
    f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
    '<w:right w:w="160" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr>'
    f"{_face(DISPLAY)}<w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>"
    f'<w:bottom w:val="single" w:sz="10" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
)

_CARD: Final = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="Card"><w:name w:val="Card"/><w:qFormat/><w:tblPr><w:tblBorders>'
    f'<w:top w:val="single" w:sz="18" w:space="0" w:color="{TEAL}"/></w:tblBorders><w:tblCellMar>'
    '<w:top w:w="120" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)


def _defaults(layout: Layout) -> str:
    size = 22 if layout is Layout.REPORT else 20
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_face(READING)}<w:color w:val="{INK}"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


_FOOTER: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:ftr {_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="footer"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)

# What Word sets in their place where our fonts are not installed.
_FONTS: Final = "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="00"/><w:family w:val="{family}"/>'
    f'<w:pitch w:val="{pitch}"/></w:font>'
    for name, instead, family, pitch in (
        (DISPLAY, "Segoe UI", "swiss", "variable"),
        (READING, "Calibri", "swiss", "variable"),
        ("DejaVu Sans Mono", "Consolas", "modern", "fixed"),
    )
).encode()


def _section(layout: Layout) -> str:
    edge, left = (1418, 1985) if layout is Layout.REPORT else (1134, 1418)  # a briefing is two pages
    return (
        f'<w:sectPr {_NAMESPACES}><w:footerReference w:type="default" r:id="rIdFooter1"/>'
        f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{edge}" w:right="1418" w:bottom="{edge}" w:left="{left}" '
        'w:header="709" w:footer="709" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )


@cache
def reference(layout: Layout, accent: str) -> bytes:
    """The reference document for that layout in that colour, as the bytes of a DOCX."""
    parts = unpacked(shipped("reference.docx"))
    parts["word/styles.xml"] = (
        _with_styles(parts["word/styles.xml"].decode(), layout)
        .replace(f'"{TEAL}"', f'"{accent.removeprefix("#").upper()}"')
        .encode()
    )
    parts["word/fontTable.xml"] = parts["word/fontTable.xml"].replace(b"</w:fonts>", _FONTS + b"</w:fonts>")
    _put_footer(parts, layout)
    return packed(parts)


def _with_styles(styles: str, layout: Layout) -> str:
    styles = re.sub(r"<w:docDefaults>.*?</w:docDefaults>", _defaults(layout), styles, flags=re.DOTALL)
    for style in _styles(layout):
        found = re.search(r'w:styleId="([^"]+)"', style)
        name = found[1] if found else ""
        old = re.compile(rf'<w:style\b[^>]*?w:styleId="{name}"[^>]*>.*?</w:style>', re.DOTALL)
        if old.search(styles):
            styles = old.sub(lambda _, new=style: new, styles, count=1)  # type: ignore[misc]
        else:
            styles = styles.replace("</w:styles>", style + "</w:styles>")
    return styles


def _put_footer(parts: dict[str, bytes], layout: Layout) -> None:
    document = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(
        r"<w:sectPr>.*?</w:sectPr>", _section(layout), document, flags=re.DOTALL
    ).encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdFooter1" Type="{kind}" Target="footer1.xml"/></Relationships>'.encode(),
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footer+xml"/></Types>',
    )
    parts["word/footer1.xml"] = _FOOTER.encode()
