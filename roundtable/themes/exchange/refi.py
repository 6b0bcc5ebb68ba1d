"""REFI-QDA: the codebook (.qdc) that programs for qualitative analysis exchange; see qdasoftware.org.

The standard knows codes within codes, each with a GUID, a name, a colour, and whether it can be given to a text.
"""

import uuid
from collections.abc import Iterable
from typing import IO
from xml.etree.ElementTree import Element, ElementTree, SubElement

from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.themes.exchange.colours import hex_of, nearest
from roundtable.themes.exchange.tables import entries_of
from roundtable.themes.exchange.xml import local, parsed, plain
from roundtable.themes.importing.bundles import NAME, Entry, path_of
from roundtable.themes.models import LEVELS, Theme

CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Roundtable"
MAX_BYTES = 20_000_000
TYPE = "application/xml; charset=utf-8"


def guid_of(programme: Programme, what: str, key: object) -> str:
    """A GUID that is the same whenever the same thing of the same programme is exported."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"roundtable/{programme.slug}/{what}/{key}")).upper()


def write(programme: Programme, to: IO[bytes]) -> int:
    """The themes in use as a codebook; gives how many."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    number = len(add_codes(SubElement(root, "Codes"), programme))
    ElementTree(root).write(to, encoding="utf-8", xml_declaration=True)
    return number


def add_codes(into: Element, programme: Programme) -> list[Theme]:
    """The themes in use as elements, those below within those above."""
    places: list[Element] = [into]
    themes = []
    for entry, theme in entries_of(programme):
        del places[len(entry.path) :]
        code = SubElement(
            places[-1],
            "Code",
            {"guid": guid_of(programme, "theme", theme.id), "name": plain(theme.name), "isCodable": "true"},
        )
        if theme.colour:
            code.set("color", hex_of(theme.colour))
        if theme.description:
            SubElement(code, "Description").text = plain(theme.description)
        places.append(code)
        themes.append(theme)
    return themes


def read(name: str, content: bytes) -> tuple[list[Entry], list[str]]:
    """The codes of a codebook or of a project's, those above before those below, and what to say of them."""
    if len(content) > MAX_BYTES:
        raise Refusal(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; no codebook is.")
    root = parsed(name, content)
    codes, warnings = codes_in(root, name)
    if not codes:
        raise Refusal(f"{name} has no codes. Export the codebook again, as REFI-QDA codebook (.qdc).")
    return [entry for _, entry in codes], warnings


def codes_in(root: Element, name: str) -> tuple[list[tuple[str, Entry]], list[str]]:
    """Each code with its GUID. A theme's name stands once in a codebook here: a second code of a name takes the name
    above it along. What stands deeper than the codebook goes comes up to its last level."""
    if local(root) not in ("CodeBook", "Project"):
        raise Refusal(f"{name} is no REFI-QDA codebook: it begins with <{local(root)[:40]}>.")
    found: list[tuple[str, Entry]] = []
    names: set[str] = set()
    said: dict[str, int] = {}
    tops = [
        code for codes in root.iter() if local(codes) == "Codes" for code in codes if local(code) == "Code"
    ]
    waiting: list[tuple[Element, tuple[str, ...]]] = [(code, ()) for code in reversed(tops)]
    while waiting:
        code, above = waiting.pop()
        if len(above) >= LEVELS:
            above = above[: LEVELS - 1]
            said["stood deeper than the codebook goes and came up"] = (
                said.get("stood deeper than the codebook goes and came up", 0) + 1
            )
        own = _unique(code.get("name", ""), above, names, said)
        path = path_of([*above, own], name)
        names.add(path[-1].lower())
        found.append((code.get("guid", "").strip("{}").upper(), _entry(code, path)))
        waiting += [(below, path) for below in reversed(_within(code, "Code"))]
    warnings = [
        f"{number:,} codes {what}." if number > 1 else f"1 code {what}." for what, number in said.items()
    ]
    return found, warnings


def _entry(code: Element, path: tuple[str, ...]) -> Entry:
    described = " ".join("".join(each.itertext()) for each in _within(code, "Description")).strip()
    return Entry(path, described, nearest(code.get("color", "")))


def _unique(name: str, above: tuple[str, ...], names: set[str], said: dict[str, int]) -> str:
    tidy = " ".join(name.split()) or "Nameless code"
    if len(tidy) > NAME:
        tidy = tidy[: NAME - 1] + "…"
        said["had a longer name than a theme has, which was cut"] = (
            said.get("had a longer name than a theme has, which was cut", 0) + 1
        )
    if tidy.lower() not in names:
        return tidy
    what = "has the name of another and was renamed"
    said[what] = said.get(what, 0) + 1
    stem = f"{tidy[:60]} ({above[-1][:40]})" if above else tidy[:100]
    number, tried = 2, stem
    while tried.lower() in names:
        tried, number = f"{stem} {number}", number + 1
    return tried


def _within(element: Element, name: str) -> list[Element]:
    return [below for below in element if local(below) == name]


def texts_within(elements: Iterable[Element]) -> str:
    """All text within elements."""
    return "".join("".join(each.itertext()) for each in elements)
