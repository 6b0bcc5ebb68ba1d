"""References in the formats that other programs read."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from roundtable.errors import Refusal
from roundtable.literature import pandoc
from roundtable.literature.models import Reference


class ExportForm(NamedTuple):
    """A format: pandoc's name for it, the end of a file name, and what it is."""

    pandoc: str
    extension: str
    media_type: str
    title: str


FORMS = {
    "csl": ExportForm("csljson", "json", "application/vnd.citationstyles.csl+json", "CSL JSON"),
    "bibtex": ExportForm("biblatex", "bib", "application/x-bibtex", "BibTeX"),
    "ris": ExportForm("", "ris", "application/x-research-info-systems", "RIS"),
}

_RIS_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "legislation": "STAT",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_RIS_FIELDS = {
    "title": "TI",
    "container-title": "T2",
    "publisher": "PB",
    "publisher-place": "CY",
    "volume": "VL",
    "issue": "IS",
    "DOI": "DO",
    "URL": "UR",
    "abstract": "AB",
    "ISSN": "SN",
    "ISBN": "SN",
    "note": "N1",
}


def items(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """The references as items of CSL JSON, each with its key as its id."""
    return [{**each.csl, "id": each.key} for each in references]


def export(references: Iterable[Reference], form: str) -> bytes:
    """A file of the references. pandoc writes BibTeX; RIS, which it only reads, is written here."""
    if form not in FORMS:
        raise Refusal(f"There is no format {form!r}: {', '.join(FORMS)}.")
    listed = items(references)
    if form == "ris":
        return "".join(map(_ris, listed)).encode()
    content = json.dumps(listed, ensure_ascii=False, indent=1).encode()
    if form == "csl":
        return content
    try:
        return pandoc.run(["-f", "csljson", "-t", FORMS[form].pandoc, "--sandbox", "--wrap=none"], content)
    except pandoc.PandocRefused as error:
        raise Refusal(f"The references could not be written as BibTeX: {error}") from error


def _ris(item: dict[str, Any]) -> str:
    rows = [("TY", _RIS_TYPES.get(str(item.get("type")), "GEN")), ("ID", item["id"])]
    for whose, tag in (("author", "AU"), ("editor", "ED")):
        for name in item.get(whose, ()):
            family = " ".join(filter(None, (name.get("non-dropping-particle"), name.get("family"))))
            parts = (family, name.get("given"), name.get("suffix"))
            rows.append((tag, ", ".join(filter(None, parts)) if family else f"{name.get('literal', '')},"))
    dates = (item.get("issued") or {}).get("date-parts") or [[]]
    if dates[0]:
        rows.append(("PY", str(dates[0][0])))
        rows.append(("DA", "/".join(f"{part:02}" for part in dates[0]) + "/" * (3 - len(dates[0]))))
    rows += [(tag, item[name]) for name, tag in _RIS_FIELDS.items() if item.get(name)]
    if first_last := [
        part.strip() for part in str(item.get("page", "")).replace("–", "-").split("-", 1) if part
    ]:
        rows += list(zip(("SP", "EP"), first_last, strict=False))
    return "".join(f"{tag}  - {' '.join(str(value).split())}\n" for tag, value in rows) + "ER  - \n\n"
