"""The reference document that gives ODT exports their look: pandoc's own, with our styles put in.

The same faces, sizes and colours as in Word, under the names that LibreOffice knows.
"""

import re
from functools import cache
from typing import Final

from roundtable.documents.model import Layout
from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import shipped
from roundtable.documents.pandoc.word_styles import (
    ATTENTION,
    DISPLAY,
    INK,
    LINEN,
    MUTED,
    READING,
    TEAL,
)

_TAB: Final = '<style:tab-stops><style:tab-stop style:position="4.5cm"/></style:tab-stops>'


def _text(
    size: float = 0, colour: str = "", face: str = "", *, bold: bool = False, italic: bool = False
) -> str:
    said = {
        "style:font-name": face,
        "fo:font-size": f"{size:g}pt" if size else "",
        "fo:color": f"#{colour}" if colour else "",
        "fo:font-weight": "bold" if bold else "normal",
        "fo:font-style": "italic" if italic else "normal",
    }
    words = " ".join(f'{name}="{value}"' for name, value in said.items() if value)
    return f"<style:text-properties {words}/>"


def _paragraph(
    name: str,
    space: tuple[float, float],
    text: str = "",
    *,
    keep: bool = False,
    more: str = "",
    inside: str = "",
    based: str = "Standard",
    outline: int = 0,
) -> str:
    """One paragraph style; `space` is points before and after it, `keep` keeps it with what follows."""
    before, after = space
    kept = ' fo:keep-with-next="always"' if keep else ""
    level = f' style:default-outline-level="{outline}"' if outline else ""
    coded = name.replace(" ", "_20_")
    return (
        f'<style:style style:name="{coded}" style:display-name="{name}" style:family="paragraph" '
        f'style:parent-style-name="{based}"{level} style:class="text"><style:paragraph-properties '
        f'fo:margin-top="{before:g}pt" fo:margin-bottom="{after:g}pt" fo:margin-left="0cm" fo:margin-right="0cm" '
        f'fo:text-indent="0cm" fo:keep-together="always"{kept} {more}>{inside}</style:paragraph-properties>{text}'
        "</style:style>"
    )


def _character(name: str, text: str) -> str:
    return f'<style:style style:name="{name}" style:family="text">{text}</style:style>'


def _styles(layout: Layout) -> list[str]:
    report = layout is Layout.REPORT
    body = 11 if report else 10
    small = _text(9, MUTED, DISPLAY)
    sizes = {1: 24 if report else 15, 2: 15, 3: 12.5, 4: 11, 5: 11, 6: 11}
    headings = [
        _paragraph(
            f"Heading {level}",
            (36 if level == 1 and report else 20 - level, 8),
            _text(size, INK, DISPLAY, bold=True),
            keep=True,
            outline=level,
        )
        for level, size in sizes.items()
    ]
    hanging = 'fo:margin-left="4.5cm" fo:text-indent="-4.5cm"'
    filled = 'fo:background-color="#{}" fo:padding="0.2cm" fo:border="none"'
    ruled = f'fo:border-top="2.25pt solid #{TEAL}" fo:border-bottom="none" fo:border-left="none" fo:border-right="none"'
    return [
        _paragraph(
            "Standard", (0, 0), _text(body, INK, READING), more='fo:line-height="115%"', based=""
        ).replace(' style:parent-style-name=""', ""),
        _paragraph("Text body", (0, 7)),
        _paragraph("First paragraph", (0, 7), based="Text_20_body"),
        _paragraph("Title", (0, 10), _text(34 if report else 20, INK, DISPLAY, bold=True), keep=True),
        _paragraph("Subtitle", (0, 14), _text(15, MUTED, DISPLAY), keep=True),
        _paragraph("Kind", (6, 18), _text(10.5, TEAL, DISPLAY, bold=True), keep=True),
        _paragraph("Author", (4, 0), _text(10.5, INK, DISPLAY, bold=True)),
        _paragraph("Date", (2, 14), _text(10.5, INK, DISPLAY)),
        _paragraph("Imprint", (2, 2), small),
        _paragraph("Abstract", (10, 10), _text(13 if report else 11.5)),
        *headings,
        _paragraph(
            "Contents Title",
            (0, 12),
            _text(24, INK, DISPLAY, bold=True),
            keep=True,
            more='fo:break-before="page"',
        ),
        _paragraph("Contents 1", (10, 2), _text(11.5, INK, DISPLAY, bold=True), keep=True),
        _paragraph("Contents 2", (1, 2), _text(10.5, INK, DISPLAY), more='fo:margin-left="0.5cm"').replace(
            'fo:margin-left="0cm" ', "", 1
        ),
        _paragraph("Card Lead", (10, 0), _text(6), keep=True, more=ruled),
        _paragraph("Card Marks", (0, 6), small, keep=True),
        _paragraph("Card Text", (0, 6), keep=True),
        *(
            _paragraph(name, (0, after), _text(10), keep=keep, more=hanging, inside=_TAB).replace(
                'fo:margin-left="0cm" fo:margin-right="0cm" fo:text-indent="0cm" ', 'fo:margin-right="0cm" '
            )
            for name, after, keep in (
                ("Card Field", 3, True),
                ("Card Last Field", 16 if report else 6, False),
            )
        ),
        _paragraph("Quotations", (0, 4)),
        _paragraph("Quote", (0, 4)),
        _paragraph("Quote Number", (10, 1), small, keep=True),
        _paragraph("Quote Source", (0, 6), small),
        _paragraph("Callout", (4, 4), more=filled.format(LINEN)),
        _paragraph("Callout Attention", (4, 4), more=filled.format(ATTENTION)),
        _paragraph("Preformatted Text", (4, 8), _text(9, face="DejaVu Sans Mono"), more=filled.format(LINEN)),
        _paragraph("TableCaption", (12, 4), _text(9.5, face=DISPLAY, bold=True), keep=True),
        _paragraph("FigureCaption", (4, 12), _text(9.5, MUTED, DISPLAY)),
        _paragraph("Table Heading", (2, 2), _text(10, face=DISPLAY, bold=True)),
        _paragraph("Table Contents", (2, 2), _text(10)),
        _paragraph("Footnote", (0, 3), _text(9)),
        _paragraph("Footer", (0, 0), small, more='fo:text-align="end"'),
        _character("Number", _text(colour=TEAL, bold=True)),
        _character("Label", _text(9, MUTED, DISPLAY)),
        _character(
            "Internet_20_link",
            f'<style:text-properties fo:color="#{TEAL}" style:text-underline-style="solid"/>',
        ),
    ]


# What LibreOffice sets in their place where our fonts are not installed.
_FACES: Final = "".join(
    f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;, {instead}"/>'
    for name, instead in (
        (DISPLAY, "Carlito, sans-serif"),
        (READING, "Carlito, sans-serif"),
        ("DejaVu Sans Mono", "monospace"),
    )
)
_FOOTER: Final = (
    '<style:footer><text:p text:style-name="Footer"><text:page-number text:select-page="current">1</text:page-number></text:p>'
    "</style:footer>"
)


@cache
def reference(layout: Layout, accent: str) -> bytes:
    """The reference document for that layout in that colour, as the bytes of an ODT."""
    parts = unpacked(shipped("reference.odt"))
    styles = parts["styles.xml"].decode()
    for style in _styles(layout):
        found = re.match(r'<style:style style:name="([^"]+)"', style)
        name = found[1] if found else ""
        whole = re.compile(rf'<style:style\s+style:name="{name}"\s[^>]*?(?:/>|>.*?</style:style>)', re.DOTALL)
        styles = whole.sub("", styles, count=1).replace("</office:styles>", f"{style}</office:styles>", 1)
    styles = styles.replace("</office:font-face-decls>", f"{_FACES}</office:font-face-decls>", 1)
    styles = re.sub(r'fo:language="en"\s+fo:country="US"', 'fo:language="en" fo:country="GB"', styles)
    edge, left = ("2.5cm", "3.5cm") if layout is Layout.REPORT else ("2cm", "2.5cm")
    styles = re.sub(
        r"<style:page-layout-properties[^>]*>",
        f'<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="{edge}" '
        f'fo:margin-bottom="1.5cm" fo:margin-left="{left}" fo:margin-right="2.5cm">',
        styles,
        count=1,
    )
    parts["styles.xml"] = _with_footer(styles).replace(f"#{TEAL}", accent).encode()
    return packed(parts)


def _with_footer(styles: str) -> str:
    return re.sub(
        r'<style:master-page\s+style:name="Standard"([^>]*?)(?:/>|>.*?</style:master-page>)',
        lambda found: f'<style:master-page style:name="Standard"{found[1]}>{_FOOTER}</style:master-page>',
        styles,
        count=1,
        flags=re.DOTALL,
    )
