"""What stands in an item of CSL JSON, and what lists show of it. Pure functions.

The format: https://docs.citationstyles.org/en/stable/specification.html
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from roundtable.characters import normalised
from roundtable.search import fold

Item = Mapping[str, Any]

KINDS = {
    "report": "Report",
    "article-journal": "Journal article",
    "book": "Book",
    "chapter": "Chapter of a book",
    "webpage": "Web page",
    "dataset": "Statistics or data set",
    "paper-conference": "Conference paper",
    "thesis": "Thesis",
    "article": "Preprint",
    "article-newspaper": "Newspaper article",
    "article-magazine": "Magazine article",
    "legislation": "Legislation",
    "speech": "Talk",
    "document": "Other document",
}
"""The types that a form offers; an import may bring any other of CSL's, which stays as it is."""

_PARTICLES = ("dropping-particle", "non-dropping-particle")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TYPED_DOI = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[!-~]{1,180})", re.IGNORECASE
)


FACTS = {
    "container-title": "In",
    "publisher": "Publisher",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "note": "Note",
}


def facts(item: Item) -> list[tuple[str, str]]:
    """What a page lists of it beside title, people and year."""
    return [(words, str(item[name])) for name, words in FACTS.items() if item.get(name)]


def kind_words(kind: str) -> str:
    """A CSL type in words."""
    return KINDS.get(kind, kind.replace("_", " ").replace("-", " ").capitalize())


def names_from(lines: str) -> list[dict[str, str]]:
    """People and bodies, one on a line: "Smith, Jane" is a person, what has no comma a body as it is called.

    A body with a comma in its name stands in braces, as in BibTeX: {Department of Health, Wales}.
    """
    found: list[dict[str, str]] = []
    for line in filter(None, (each.strip() for each in lines.splitlines())):
        family, comma, given = line.partition(",")
        if line.startswith("{") and line.endswith("}"):
            found.append({"literal": line[1:-1].strip()})
        elif comma and family.strip() and given.strip():
            found.append({"family": family.strip(), "given": given.strip()})
        else:
            found.append({"literal": line.strip(", ")})
    return [each for each in found if any(each.values())]


def lines_of(names: Iterable[Mapping[str, str]]) -> str:
    """The same back, as a form shows them."""
    return "\n".join(_line(each) for each in names)


def _line(name: Mapping[str, str]) -> str:
    if name.get("family"):
        given = name.get("given", "")
        return f"{_family(name)}, {given}" if given else _family(name)
    literal = name.get("literal", "")
    return f"{{{literal}}}" if "," in literal else literal


def _family(name: Mapping[str, str]) -> str:
    parts = (*(name.get(each, "") for each in _PARTICLES), name.get("family", ""), name.get("suffix", ""))
    return " ".join(part for part in parts if part)


def makers(item: Item) -> list[Mapping[str, str]]:
    """Who made it: its authors, else its editors."""
    return list(item.get("author") or item.get("editor") or ())


def authors_line(item: Item) -> str:
    """All of them on one line, initials after the name: "van Stolk C, Hofman J"."""
    return ", ".join(_in_list(each) for each in makers(item))


def _in_list(name: Mapping[str, str]) -> str:
    if not name.get("family"):
        return name.get("literal", "")
    initials = "".join(part[0].upper() for part in re.findall(r"\w+", name.get("given", "")))
    return f"{_family(name)} {initials}".strip()


def year_of(item: Item) -> int | None:
    """The year of publication."""
    issued = item.get("issued") or {}
    for parts in issued.get("date-parts") or ():
        if parts and str(parts[0]).lstrip("-").isdigit():
            return int(parts[0])
    found = re.search(r"\b(1[5-9]|20|21)\d\d\b", str(issued.get("raw") or issued.get("literal") or ""))
    return int(found[0]) if found else None


def doi_of(text: str) -> str:
    """The DOI in what somebody typed (an address of the resolver, "doi: …"), in lower case; empty where there is none."""
    found = _DOI.search(text.strip())
    return found[0].rstrip(".,;").lower() if found else ""


def typed_doi(text: str) -> str:
    """The DOI where somebody typed one and nothing else, else nothing: "10.…", "doi: 10.…" or an address of doi.org."""
    text = text.strip()
    found = _TYPED_DOI.fullmatch(unquote(text) if text.lower().startswith("http") else text)
    return doi_of(found[1]) if found else ""


def same_as(item: Item) -> str:
    """Title and year, folded and shortened: what two entries of the same work share."""
    words = re.sub(r"[\W_]+", " ", fold(str(item.get("title", "")))).strip()
    return f"{year_of(item) or ''} {words}"[:160].strip()


def sorted_by(item: Item) -> str:
    """First author, year and title, folded, by which lists are in order."""
    first = next(iter(makers(item)), {})
    name = first.get("family") or first.get("literal") or ""
    words = f"{fold(name)} {year_of(item) or ''} {fold(str(item.get('title', '')))}"
    return re.sub(r"[\W_]+", " ", words).strip()[:160]


def key_for(item: Item) -> str:
    """The key that a reference is offered: surname and year, in plain letters; still to be made unique."""
    first = next(iter(makers(item)), {})
    words = re.findall(
        r"[^\W\d_]+", first.get("family") or first.get("literal") or str(item.get("title", ""))
    )
    plain = "".join(normalised("NFKD", "".join(words[:2])).encode("ascii", "ignore").decode().split()).lower()
    return f"{plain[:40] or 'source'}{year_of(item) or ''}"
