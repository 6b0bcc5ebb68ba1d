"""What the resolver of DOIs says of a work, as an item of CSL JSON.

It is asked for that by its media type (content negotiation) and leads on to the agency where the DOI is registered:
https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
"""

import json
from typing import Any
from urllib.parse import quote, urlsplit

from roundtable.errors import Refusal
from roundtable.literature.doi.fetching import Unreached, fetch
from roundtable.literature.importing.cleaning import NAMES, cleaned

TYPE = "application/vnd.citationstyles.csl+json"
TYPES = frozenset({TYPE, "application/citeproc+json", "application/json"})
BY_HAND = "Try again in a moment, or describe it by hand below."

# Crossref's names for what CSL calls otherwise.
_KINDS = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "report-component": "report",
    "dissertation": "thesis",
}


def ask(doi: str, resolver: str) -> dict[str, Any]:
    """The item of this DOI. Refuses, with what to do, where there is none to be had; takes some seconds at most."""
    asked = urlsplit(resolver).hostname
    try:
        answer = fetch(f"{resolver}/{quote(doi, safe='/')}", accept=TYPE)
    except Unreached as unreached:
        raise _refused(f"{asked} {unreached}. {BY_HAND}") from unreached
    if answer.status in (404, 410):
        raise _refused(f"{asked} knows no DOI {doi}. Look whether it is typed as it is printed.")
    if answer.status >= 500 or answer.status == 429:
        raise _refused(f"{asked} cannot answer now (it says {answer.status}). {BY_HAND}")
    if answer.status != 200 or answer.media_type not in TYPES:
        raise _refused(
            f"{asked} knows {doi}, and has no description of it that a program reads. Describe it by hand below."
        )
    try:
        item = cleaned(_as_csl(json.loads(answer.content)))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(f"What {asked} says of {doi} cannot be read. Describe it by hand below.") from error
    if not item.get("title"):
        raise _refused(f"What {asked} says of {doi} has no title. Describe it by hand below.")
    return {**item, "DOI": item.get("DOI") or doi}


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="known_by")


def _as_csl(said: dict[str, Any]) -> dict[str, Any]:
    """Crossref's own words as CSL's: kinds, titles in a list, bodies by `name`."""
    item = {name: value[0] if _is_list_of_texts(value) else value for name, value in said.items()}
    item["type"] = _KINDS.get(str(item.get("type", "")), item.get("type", ""))
    for name in NAMES & item.keys():
        if isinstance(item[name], list):
            item[name] = [
                {"literal": each["name"]} if isinstance(each, dict) and each.get("name") else each
                for each in item[name]
            ]
    return item


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], str)
