"""What the entries of a file say, as items of CSL JSON: pandoc reads them in batches, and one that it refuses alone."""

import json
import re
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from roundtable.errors import Refusal
from roundtable.literature import pandoc
from roundtable.literature.importing.cleaning import cleaned
from roundtable.literature.importing.parting import Entry, Form, decoded, form_of, parted

LARGEST = 20 * 1024 * 1024
MOST_ENTRIES = 20_000
BATCH = 500
LIMIT = 120.0
"""Seconds for a whole file."""


class Read(NamedTuple):
    """An entry that was read: its item, or why there is none."""

    line: int
    key: str
    item: dict[str, Any] | None
    reason: str = ""


def read(name: str, content: bytes) -> list[Read]:
    """Every entry of the file, in its order. Refuses a file that holds none, or too many."""
    if not content.strip():
        raise Refusal(f"{name} is empty.", field="file")
    if len(content) > LARGEST:
        raise Refusal(f"{name} is too large: at most 20 MB. Export it in parts.", field="file")
    text = decoded(content)
    form = form_of(name, text)
    entries = []
    for entry in parted(text, form):
        entries.append(entry)
        if len(entries) > MOST_ENTRIES:
            raise Refusal(f"{name} holds more than {MOST_ENTRIES:,} entries. Send it in parts.", field="file")
    if not entries:
        raise Refusal(f"{name} holds no reference.", field="file")
    found: dict[int, Read] = {}
    waiting: list[tuple[int, Entry]] = []
    for place, entry in enumerate(entries):
        if entry.reason or entry.item is not None:
            found[place] = _checked(entry, entry.item)
        else:
            waiting.append((place, entry))
    until = time.monotonic() + LIMIT
    for first in range(0, len(waiting), BATCH):
        batch = waiting[first : first + BATCH]
        for (place, _), said in zip(batch, _converted([e for _, e in batch], form, until), strict=True):
            found[place] = said
    return [found[place] for place in sorted(found)]


def _checked(entry: Entry, raw: dict[str, Any] | None) -> Read:
    if raw is None:
        return Read(entry.line, entry.key, None, entry.reason)
    item = cleaned(raw)
    if not item.get("title"):
        return Read(entry.line, entry.key, None, "It has no title.")
    return Read(entry.line, entry.key, item)


def _converted(entries: Sequence[Entry], form: Form, until: float) -> list[Read]:
    """The entries as pandoc reads them. Where it stumbles over one, that one is refused and the others read again."""
    left = until - time.monotonic()
    if left <= 0:
        late = f"Reading took longer than {LIMIT:g} seconds; this entry was not read. Send the file in parts."
        return [Read(entry.line, entry.key, None, late) for entry in entries]
    texts = [entry.text.replace("{KEY,", f"{{r{place},", 1) for place, entry in enumerate(entries)]
    before, after = ("<xml><records>", "</records></xml>") if form is Form.ENDNOTE_XML else ("", "")
    try:
        made = pandoc.run(
            ["-f", form.value, "-t", "csljson", "--sandbox"],
            f"{before}{''.join(texts)}{after}".encode(),
            limit=min(left, pandoc.LIMIT),
        )
        items = json.loads(made or b"[]")
        if len(items) == len(entries):
            return [_checked(entry, item) for entry, item in zip(entries, items, strict=True)]
        problem = "pandoc reads no reference in it."
        stumbled = None
    except pandoc.PandocRefused as error:
        problem, stumbled = _told(str(error), entries, texts)
    except Refusal as late:
        problem, stumbled = late.sentence, None
    if len(entries) == 1:
        return [Read(entries[0].line, entries[0].key, None, problem)]
    if stumbled is None:
        half = len(entries) // 2
        return _converted(entries[:half], form, until) + _converted(entries[half:], form, until)
    one = entries[stumbled]
    return [
        *(_converted(entries[:stumbled], form, until) if stumbled else ()),
        Read(one.line, one.key, None, problem),
        *(_converted(entries[stumbled + 1 :], form, until) if stumbled + 1 < len(entries) else ()),
    ]


def _told(message: str, entries: Sequence[Entry], texts: Sequence[str]) -> tuple[str, int | None]:
    """pandoc's complaint with the line of the file, and which entry it is about where it says so."""
    found = re.search(r"\(line (\d+), column \d+\)", message)
    words = [line for line in message.splitlines() if re.match(r"(unexpected|expecting) ", line)]
    said = f"It cannot be read: {'; '.join(words) or message.splitlines()[0][:200] if message else 'no reason is given'}."
    if found is None:
        return said, None
    line = int(found[1])
    for place, text in enumerate(texts):
        if line <= text.count("\n"):
            return f"{said[:-1]} (about line {entries[place].line + line - 1}).", place
        line -= text.count("\n")
    return said, None
