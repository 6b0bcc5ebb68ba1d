"""XML from elsewhere, read without what makes it dangerous."""

import codecs
import re
from xml.etree.ElementTree import Element, ParseError, XMLParser

from roundtable.errors import Refusal

_encoding = re.compile(r"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""", re.IGNORECASE)
_not_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
DEEPEST = 60
"""Elements within one another."""


def parsed(name: str, content: bytes) -> Element:
    """The root element. Refuses what is no XML, what declares entities or a document type, and what nests without end."""
    text = _text(name, content)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Refusal(f"{name} declares a document type, which this format has none of. Export it again.")
    parser = XMLParser()  # noqa: S314 - no document type, so no entity to expand
    try:
        parser.feed(text)
        root: Element = parser.close()
    except (ParseError, ValueError) as error:
        raise Refusal(f"{name} is no XML that can be read ({error}). Export it again.") from error
    _refuse_deep(name, root)
    return root


def plain(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _not_xml.sub("", text)


def local(element: Element) -> str:
    """An element's name without its namespace: the versions of the standard differ in nothing else here."""
    return str(element.tag).rpartition("}")[2]


def _text(name: str, content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{name} is not in UTF-8. Export it again.") from error
    declared = _encoding.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        raise Refusal(f"{name} says that it is in {declared[1]}. Export it again, in UTF-8.")
    return text if declared is None else text[text.index("?>") + 2 :]


def _refuse_deep(name: str, root: Element) -> None:
    level = [root]
    for _ in range(DEEPEST):
        level = [below for element in level for below in element]
        if not level:
            return
    raise Refusal(f"{name} nests its elements {DEEPEST} deep and more; no codebook does.")
