"""What ThemeFinder writes: a folder with responses.jsonl, mapping.jsonl and themes.json for each question.

They may stand in one folder, or in `inputs/question_part_N` and `outputs/mapping/DATE/question_part_N`, of which the
last date is read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import Incoming, lines
from roundtable.evidence.models import Call, Kind
from roundtable.sheets import mapping, reading
from roundtable.themes.importing.bundles import Bundle, Entry, Key, Mark, path_of

_most = 50_000_000


@dataclass(frozen=True)
class Part:
    """One question: where its responses are, and where what was found in them."""

    question: str
    responses: Path
    mapping: Path
    themes: Path
    positions: Path | None


def read(place: Path, call: Call, choices: Choices, *, kind: Kind, coder: str = "") -> Bundle:
    """Responses as submissions, topics as themes, labels as codings of whole responses.

    A response's number is its contributor, so that several answers of one are tied. What is known of respondents, and
    the position that a response takes, is kept beside it. Topics of the same name are one theme.
    """
    bundle = Bundle()
    people = {
        str(row.get("response_id")): row.get("demographic_data") or {}
        for path in place.rglob("respondents.jsonl")
        for row in _rows(path)
    }
    parts = _parts(place)
    if not parts:
        raise Refusal(f"{place} has no mapping.jsonl with its themes.json and responses.jsonl.")
    for part in parts:
        _read_part(part, people, call, choices, kind, coder, bundle)
    return bundle


def _read_part(
    part: Part,
    people: Mapping[str, Mapping[str, Any]],
    call: Call,
    choices: Choices,
    kind: Kind,
    coder: str,
    bundle: Bundle,
) -> None:
    topics = {str(row["topic_id"]): row for row in _topics(part.themes)}
    paths = {
        topic: path_of([str(row.get("topic_label") or row.get("topic", ""))], f"{part.themes.name}: {topic}")
        for topic, row in topics.items()
    }
    bundle.themes += [
        Entry(paths[topic], str(row.get("topic_description", ""))) for topic, row in topics.items()
    ]
    positions = {
        str(row["response_id"]): str(row.get("position", ""))
        for row in (_rows(part.positions) if part.positions else ())
    }
    responses = {str(row["response_id"]): str(row.get("response") or "") for row in _rows(part.responses)}
    questions = list(dict.fromkeys(question for about in people.values() for question in about))
    header = ["respondent", part.question, "Position", *questions]
    rows = [
        [
            number,
            words,
            positions.get(number, ""),
            *(str(people.get(number, {}).get(each, "")) for each in questions),
        ]
        for number, words in responses.items()
    ]
    sheet = reading.made_of(part.responses.name, header, rows)
    columns = mapping.choose(mapping.guess(FIELDS, sheet.header), {field.name: "" for field in FIELDS})
    columns = mapping.choose(columns, {"contributor": "respondent"})
    chosen = Choices(
        attribution=choices.attribution,
        basis=choices.basis,
        texts={sheet.header[1]: kind},
        answers=sheet.header[2:],
        nothing=choices.nothing,
    )
    keys: dict[str, str] = {}
    for line, number in zip(lines(sheet, columns, call, chosen), responses, strict=True):
        bundle.lines.append(line)
        if isinstance(line.values, Incoming):
            keys[number] = line.values.key
    for row_number, row in enumerate(_rows(part.mapping), 1):
        number = str(row["response_id"])
        labels = [str(label) for label in row.get("labels") or ()]
        for label in dict.fromkeys(labels):
            if label not in paths:
                bundle.left_out[f"{part.mapping.name} says “{label}”, which themes.json does not have."] += 1
            elif number not in keys:
                bundle.left_out["Its response says nothing, or is not there."] += 1
            else:
                bundle.marks.append(Mark(row_number, Key(import_key=keys[number]), paths[label], coder=coder))


def _parts(place: Path) -> list[Part]:
    found: dict[str, Path] = {}
    for path in sorted(place.rglob("mapping.jsonl")):
        found[path.parent.name] = path  # the last date of each
    parts = []
    for name, path in sorted(found.items()):
        responses = _beside(path, name, place, "responses.jsonl")
        if responses is None or not (path.parent / "themes.json").is_file():
            raise Refusal(f"{path.parent} needs themes.json beside mapping.jsonl, and responses.jsonl.")
        question = _beside(path, name, place, "question.json")
        positions = path.parent / "sentiment.jsonl"
        parts.append(
            Part(
                _question(question) or name,
                responses,
                path,
                path.parent / "themes.json",
                positions if positions.is_file() else None,
            )
        )
    return parts


def _beside(path: Path, name: str, place: Path, wanted: str) -> Path | None:
    if (path.parent / wanted).is_file():
        return path.parent / wanted
    found = sorted(each for each in place.rglob(wanted) if each.parent.name == name)
    return found[-1] if found else None


def _question(path: Path | None) -> str:
    read = _loaded(path) if path else {}
    return " ".join(str(read.get("question_text", "")).split())[:200] if isinstance(read, dict) else ""


def _topics(path: Path) -> list[dict[str, Any]]:
    read = _loaded(path)
    rows = read.get("themes", read.get("topics")) if isinstance(read, dict) else read
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "topic_id" in row for row in rows):
        raise Refusal(f"{path} is no list of topics, each with its topic_id.")
    return rows


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"Line {number} of {path} is no JSON ({error}).") from error
        if not isinstance(row, dict) or "response_id" not in row:
            raise Refusal(f"Line {number} of {path} names no response_id.")
        yield row


def _loaded(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{path} is no JSON ({error}).") from error


def _text(path: Path) -> str:
    if path.stat().st_size > _most:
        raise Refusal(f"{path} is larger than {_most // 1_000_000} MB.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not in UTF-8.") from error
