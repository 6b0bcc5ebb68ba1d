"""An item of CSL JSON from elsewhere, with what is CSL's and nothing else."""

import html
import re
from collections.abc import Mapping
from typing import Any

from roundtable.literature.csl import doi_of
from roundtable.web.forms import one_line

NAMES = frozenset(
    [
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editorial-director",
        "executive-producer",
        "guest",
        "host",
        "illustrator",
        "interviewer",
        "narrator",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "script-writer",
        "series-creator",
        "translator",
    ]
)
DATES = frozenset(["accessed", "available-date", "event-date", "issued", "original-date", "submitted"])
TEXTS = frozenset(
    [
        "abstract",
        "annote",
        "archive",
        "archive_collection",
        "archive_location",
        "archive-place",
        "authority",
        "call-number",
        "citation-label",
        "citation-number",
        "collection-number",
        "collection-title",
        "container-title",
        "container-title-short",
        "dimensions",
        "division",
        "DOI",
        "edition",
        "event",
        "event-title",
        "event-place",
        "first-reference-note-number",
        "genre",
        "ISBN",
        "ISSN",
        "issue",
        "journalAbbreviation",
        "jurisdiction",
        "keyword",
        "language",
        "license",
        "locator",
        "medium",
        "note",
        "number",
        "number-of-pages",
        "number-of-volumes",
        "original-publisher",
        "original-publisher-place",
        "original-title",
        "page",
        "page-first",
        "part-number",
        "part-title",
        "PMCID",
        "PMID",
        "printing-number",
        "publisher",
        "publisher-place",
        "references",
        "reviewed-genre",
        "reviewed-title",
        "scale",
        "section",
        "shortTitle",
        "source",
        "status",
        "supplement-number",
        "title",
        "title-short",
        "type",
        "URL",
        "version",
        "volume",
        "volume-title",
        "volume-title-short",
        "year-suffix",
    ]
)
NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
LONG = {"abstract": 20_000, "note": 5_000, "annote": 5_000}
MOST = 2_000
MOST_NAMES = 500
_TAG = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|span|p|br|jats:\w+)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)


def cleaned(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The item with the fields of CSL alone, marks of HTML taken off, each value of a length that can be kept."""
    item: dict[str, Any] = {}
    for name, value in raw.items():
        if name in NAMES:
            kept: Any = _names(value)
        elif name in DATES:
            kept = _date(value)
        elif name in TEXTS:
            kept = _text(value, LONG.get(name, MOST))
        else:
            continue
        if kept:
            item[name] = kept
    item["type"] = re.sub(r"[^a-z_-]", "", str(item.get("type", "")))[:40] or "document"
    if "DOI" in item:
        item["DOI"] = doi_of(item["DOI"])
    if "URL" in item:
        address = "https://" + item["URL"] if item["URL"].startswith("www.") else item["URL"]
        item["URL"] = address if re.match(r"https?://[^\s/]+\.\S", address) and len(address) <= 500 else ""
    return {name: value for name, value in item.items() if value}


def _text(value: Any, most: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).replace("\0", "")[: most * 2]
    if "<" in text:
        text = _TAG.sub(" ", text) if "jats:" in text else _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if most > MOST:
        return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))[:most]
    return " ".join(one_line(text).split())[:most]


def _names(value: Any) -> list[dict[str, str]]:
    found = []
    for name in value[:MOST_NAMES] if isinstance(value, list) else ():
        if isinstance(name, Mapping):
            parts = {part: text for part in NAME_PARTS if (text := _text(name.get(part), 300))}
            if parts.keys() == {"family"}:  # bodies come so from files that do not tell them from people
                found.append({"literal": parts["family"].rstrip(",")})
            elif parts.get("family") or parts.get("literal"):
                found.append(parts)
            elif parts.get("given"):
                found.append({"literal": parts["given"]})
    return found


def _date(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    found: dict[str, Any] = {}
    parts = value.get("date-parts")
    if isinstance(parts, list):
        dates = [_numbers(each) for each in parts[:2] if isinstance(each, list)]
        if dates and all(dates):
            found["date-parts"] = dates
    for name in ("raw", "literal", "season"):
        if text := _text(value.get(name), 100):
            found[name] = text
    return found


def _numbers(parts: list[Any]) -> list[int]:
    numbers: list[int] = []
    for part in parts[:3]:
        if not re.fullmatch(r"-?\d{1,4}", str(part).strip()):
            break
        numbers.append(int(part))
    return numbers
