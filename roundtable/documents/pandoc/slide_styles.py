"""The reference document that gives slides their look: pandoc's own, with our faces and colours in its theme.

Titles stand on the left; a chapter opens with a slide in the programme's colour; tables have rules, not boxes.
"""

import re
from functools import cache
from typing import Final

from roundtable.documents.pandoc.parts import packed, unpacked
from roundtable.documents.pandoc.running import shipped
from roundtable.documents.pandoc.word_styles import ATTENTION, DISPLAY, HAIRLINE, INK, LINEN, MUTED, READING

MASTER, THEME = "ppt/slideMasters/slideMaster1.xml", "ppt/theme/theme1.xml"
TITLE, CHAPTER = "ppt/slideLayouts/slideLayout1.xml", "ppt/slideLayouts/slideLayout3.xml"

_TABLE_STYLE: Final = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
"""The one that pandoc names in every table."""
_BACKGROUND: Final = (
    '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="{}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree>'
)


@cache
def reference(accent: str) -> bytes:
    """The reference document in that colour, as the bytes of a PPTX."""
    parts = unpacked(shipped("reference.pptx"))
    words = {name: parts[name].decode() for name in (THEME, MASTER, TITLE, CHAPTER)}
    words[THEME] = _with_our_theme(words[THEME], accent.removeprefix("#").upper())
    words[MASTER] = _with_our_text(words[MASTER])
    words[TITLE] = _on(words[TITLE], "bg2").replace('algn="ctr"', 'algn="l"')
    words[CHAPTER] = _on(words[CHAPTER], "accent1").replace(
        'sz="3000" b="1" cap="all"/>', f'sz="3200" b="1">{_filled("bg1")}</a:defRPr>'
    )
    for name, text in words.items():
        parts[name] = text.replace('lang="en-US"', 'lang="en-GB"').encode()
    parts["ppt/tableStyles.xml"] = _TABLES.encode()
    return packed(parts)


def _with_our_theme(theme: str, accent: str) -> str:
    colours = {
        "dk1": INK,
        "lt1": "FFFFFF",
        "dk2": MUTED,
        "lt2": LINEN,
        "accent1": accent,
        "accent2": "0072B2",
        "accent3": ATTENTION,
        "accent4": HAIRLINE,
        "hlink": accent,
        "folHlink": accent,
    }
    for name, colour in colours.items():
        theme = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', theme, count=1
        )
    for role, face in (("majorFont", DISPLAY), ("minorFont", READING)):
        theme = re.sub(rf'(<a:{role}><a:latin typeface=")[^"]*', rf"\g<1>{face}", theme, count=1)
    return theme


def _with_our_text(master: str) -> str:
    """Titles small and on the left, body text that leaves room for more than five points."""
    titles, rest = master.split("</p:titleStyle>", 1)
    before, title = titles.split("<p:titleStyle>", 1)
    title = title.replace('algn="ctr"', 'algn="l"').replace('sz="3300"', 'sz="2400" b="1"')
    for large, small in ((2400, 1800), (2100, 1600), (1800, 1500), (1500, 1400)):
        rest = rest.replace(f'sz="{large}"', f'sz="{small}*"')
    before = before.replace('anchor="ctr"><a:normAutofit/>', 'anchor="b"><a:normAutofit/>', 1)
    return f"{before}<p:titleStyle>{title}</p:titleStyle>{rest}".replace('*"', '"')


def _on(layout: str, colour: str) -> str:
    return layout.replace("<p:spTree>", _BACKGROUND.format(colour), 1)


def _filled(colour: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'


def _rule(side: str, width: int, colour: str) -> str:
    return f'<a:{side}><a:ln w="{width}" cmpd="sng">{_filled(colour)}</a:ln></a:{side}>'


_TABLES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" def="{_TABLE_STYLE}">'
    f'<a:tblStyle styleId="{_TABLE_STYLE}" styleName="Rules"><a:wholeTbl><a:tcTxStyle><a:fontRef idx="minor"/>'
    f'<a:schemeClr val="dk1"/></a:tcTxStyle><a:tcStyle><a:tcBdr>{_rule("bottom", 6350, "accent4")}'
    f"{_rule('insideH', 6350, 'accent4')}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle></a:wholeTbl>"
    '<a:firstRow><a:tcTxStyle b="on"><a:fontRef idx="major"/><a:schemeClr val="dk1"/></a:tcTxStyle><a:tcStyle>'
    f"<a:tcBdr>{_rule('bottom', 15875, 'dk1')}</a:tcBdr></a:tcStyle></a:firstRow></a:tblStyle></a:tblStyleLst>"
)
