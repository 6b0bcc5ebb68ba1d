"""A file of references in its entries, each with the line where it begins; what is none says why.

Parted here rather than by pandoc, which stops at the first thing that it cannot read: one broken brace would lose five
thousand entries.
"""

import json
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple
from xml.parsers import expat

from roundtable.errors import Refusal


class Form(StrEnum):
    """The formats that are read, by pandoc's names."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csljson"
    ENDNOTE_XML = "endnotexml"


class Entry(NamedTuple):
    """One entry: where it begins, the key that it brings, its text for pandoc or its item, or why it is refused."""

    line: int
    key: str = ""
    text: str = ""
    item: dict[str, Any] | None = None
    reason: str = ""


_BIBTEX = re.compile(r"^[ \t]*@[ \t]*(?P<type>[A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
_BIBTEX_KEY = re.compile(r"\s*(?P<key>[^\s,={}\"#%]*)\s*,")
_RIS = re.compile(r"([A-Z][A-Z0-9]) {0,2}-(?: (.*))?$")
_EXTENSIONS = {
    ".bib": Form.BIBTEX,
    ".bibtex": Form.BIBTEX,
    ".ris": Form.RIS,
    ".json": Form.CSL_JSON,
    ".xml": Form.ENDNOTE_XML,
}


def form_of(name: str, text: str) -> Form:
    """The format, by what stands in the file; its name decides only where that does not."""
    start = text.lstrip()[:2000]
    if start.startswith(("[", "{")):
        return Form.CSL_JSON
    if start.startswith("<"):
        return Form.ENDNOTE_XML
    if re.search(r"^\s*TY {0,2}- ", start, re.MULTILINE):
        return Form.RIS
    if _BIBTEX.search(text):
        return Form.BIBTEX
    form = next((form for end, form in _EXTENSIONS.items() if name.lower().endswith(end)), None)
    if form is None:
        raise Refusal(
            f"{name} is not read: it holds neither RIS, BibTeX, CSL JSON nor EndNote XML. Export it anew in one of "
            "these.",
            field="file",
        )
    return form


def decoded(content: bytes) -> str:
    """The text of the file: UTF-8 or UTF-16 by its mark, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def parted(text: str, form: Form) -> Iterator[Entry]:
    """The entries in their order."""
    part: Callable[[str], Iterator[Entry]] = {
        Form.BIBTEX: _bibtex,
        Form.RIS: _ris,
        Form.CSL_JSON: _csl_json,
        Form.ENDNOTE_XML: _endnote,
    }[form]
    return part(text)


def _bibtex(text: str) -> Iterator[Entry]:
    starts = list(_BIBTEX.finditer(text))
    line, counted = 1, 0
    strings: list[str] = []
    for place, start in enumerate(starts):
        at = start.start() + len(start[0]) - len(start[0].lstrip())
        line, counted = line + text.count("\n", counted, at), at
        until = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        kind = start["type"].lower()
        if kind in ("comment", "preamble"):
            continue
        inside, closed = _braced(text, start.end(), until, start[0][-1])
        after = text[start.end() + len(inside) + 1 : until]
        if kind == "string":
            strings += [f"@string{{{inside}}}\n"] if closed else []
            continue
        if not closed:
            opened = "brace" if start[0].endswith("{") else "bracket"
            yield Entry(
                line, reason=f"Its braces do not match: the {opened} that opens the entry is not closed."
            )
            continue
        if re.match(r"\s*,\s*[A-Za-z]+\s*=", after):
            yield Entry(line, reason="Its braces do not match: one closes the entry before its end.")
            continue
        key = _BIBTEX_KEY.match(inside)
        body = inside[key.end() :] if key else inside
        used = "".join(strings) if strings and re.search(r"[=#]\s*[A-Za-z]", body) else ""
        yield Entry(line, key["key"] if key else "", f"{used}@{kind}{{KEY,{body}}}\n")


def _braced(text: str, start: int, until: int, opening: str) -> tuple[str, bool]:
    """What stands between the opening sign and the one that closes it, and whether there is one."""
    depth, place = (1 if opening == "{" else 0), start
    for found in re.compile(r"\\.|[{})]", re.DOTALL).finditer(text, start, until):
        sign, place = found[0], found.start()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and opening == "{":
                return text[start:place], True
            if depth < 0:
                return text[start:place], False
        elif sign == ")" and opening == "(" and depth == 0:
            return text[start:place], True
    return text[start:until], False


def _ris(text: str) -> Iterator[Entry]:
    begun, rows, outside = 0, [""], 0
    for number, raw in enumerate(text.split("\n"), 1):
        found = _RIS.match(raw.strip())
        if found and found[1] == "TY":
            if begun:
                yield _of_ris(begun, rows)
            begun, rows, outside = number, [f"TY  - {(found[2] or 'GEN').strip()}"], 0
        elif not begun:
            if raw.strip() and not outside:
                yield Entry(
                    number, reason="This is in no entry: an entry begins with a line TY  - and its kind."
                )
                outside = number
        elif found and found[1] == "ER":
            yield _of_ris(begun, rows)
            begun, rows = 0, [""]
        elif found:
            rows.append(f"{found[1]}  - {(found[2] or '').strip()}")
        elif raw.strip():
            rows[-1] += " " + raw.strip()
    if begun:
        yield _of_ris(begun, rows)


def _of_ris(line: int, rows: list[str]) -> Entry:
    key = next((row[6:] for row in rows if row.startswith("ID  - ")), "")
    said = [row for row in rows if not row.startswith(("ID  - ", "ER  - "))]
    return Entry(line, key, "\n".join([*said, "ER  - "]) + "\n\n")


def _csl_json(text: str) -> Iterator[Entry]:
    decoder, place, line, counted = json.JSONDecoder(), len(text) - len(text.lstrip()), 1, 0
    if text[place : place + 1] == "[":
        place += 1
    while True:
        place = re.compile(r"[\s,]*").match(text, place).end()  # type: ignore[union-attr]
        if place >= len(text) or text[place] == "]":
            return
        line, counted = line + text.count("\n", counted, place), place
        try:
            found, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            where = line + text.count("\n", counted, getattr(error, "pos", counted))
            reason = getattr(error, "msg", "it is nested too deeply")
            yield Entry(
                line, reason=f"From line {where} on it is no JSON ({reason}). What follows was not read."
            )
            return
        if isinstance(found, dict):
            inner = found.get("items")
            for item in inner if isinstance(inner, list) and "title" not in found else [found]:
                if isinstance(item, dict):
                    yield Entry(line, str(item.get("citation-key") or item.get("id") or ""), item=item)
                else:
                    yield Entry(line, reason="This is no reference: an object with a title was expected.")
        else:
            yield Entry(line, reason="This is no reference: an object with a title was expected.")


class _Entity(Exception):
    """The file declares an entity of its own."""


def _endnote(text: str) -> Iterator[Entry]:
    content = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()
    offset = text[: len(text) - len(content.decode())].count("\n")
    parser = expat.ParserCreate("utf-8")
    spans: list[tuple[int, int, int]] = []
    begun: list[tuple[int, int]] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name == "record":
            begun.append((parser.CurrentLineNumber + offset, parser.CurrentByteIndex))

    def end(name: str) -> None:
        if name == "record" and begun:
            line, first = begun.pop()
            spans.append((line, first, parser.CurrentByteIndex))

    def entity(*_any: object) -> None:
        raise _Entity

    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, entity
    broken: Entry | None = None
    try:
        parser.Parse(content, True)
    except _Entity:
        raise Refusal(
            "The file declares entities of its own, which no reference needs. Export it anew.", field="file"
        ) from None
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code) or "it ends too early"
        line = begun[0][0] if begun else error.lineno + offset
        broken = Entry(
            line,
            reason=f"From line {error.lineno + offset} on it is no XML ({words}). What follows was not read.",
        )
    for line, first, last in spans:
        yield Entry(line, text=content[first:last].decode() + "</record>\n")
    if broken:
        yield broken
