"""Keep what a file of codings says. Keeping it twice changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.models import Call, Submission, SubmissionVersion
from roundtable.themes import passages
from roundtable.themes.actions.values import account_of
from roundtable.themes.importing.bundles import Bundle, Key, Mark
from roundtable.themes.importing.codebook import put_themes
from roundtable.themes.models import CONTEXT, Coding, Excerpt, Theme
from roundtable.trail import Actor, record, record_many

_at_once = 500

Place = tuple[int, str, int, int]
"""A version, a part of it, and from which code point to which."""


@dataclass
class Outcome:
    """What was kept."""

    submissions: int = 0
    themes: int = 0
    excerpts: int = 0
    codings: int = 0
    there: int = 0
    # Codings that were kept before.
    left_out: Counter[str] = field(default_factory=Counter)


def put_codings(bundle: Bundle, call: Call, *, by: Actor) -> Outcome:
    """Receive a file's submissions, add the themes that the codebook lacks, and code what the file codes.

    What somebody took out of a theme or unmarked here since is not looked for: the file says it again. Codings that
    cannot be placed are left out and counted by their reason.
    """
    outcome = Outcome(left_out=Counter(bundle.left_out))
    outcome.submissions = take_in(bundle.lines, call, by=by)
    before = db.session.scalar(select(func.count(Theme.id)).where(Theme.programme_id == call.programme_id))
    themes = put_themes(bundle.all_themes().values(), call.programme, by=by)
    outcome.themes = len(themes) - (before or 0)
    coded: dict[Place, dict[int, tuple[Mark, set[str]]]] = {}
    words: dict[Place, SubmissionVersion] = {}
    for mark, version in _found(bundle.marks, call, outcome):
        placed = _placed(mark, version)
        if isinstance(placed, str):
            outcome.left_out[placed] += 1
            continue
        words[placed] = version
        here = coded.setdefault(placed, {}).setdefault(themes[mark.theme[-1].lower()].id, (mark, set()))
        here[1].update(_coders(mark.coder))
    _write(coded, words, call, outcome, by=by)
    if outcome.excerpts or outcome.codings:
        record("imported codings", call, by=by, rows=outcome.codings)
    return outcome


def _coders(named: str) -> set[str]:
    return {" ".join(name.split())[:120] for name in named.split(";") if name.strip()}


def _found(marks: Sequence[Mark], call: Call, outcome: Outcome) -> Iterator[tuple[Mark, SubmissionVersion]]:
    """Each mark with the words as they stand; those of submissions that are not there, or do not count, are left out."""
    query = (
        select(Submission)
        .where(Submission.call_id == call.id)
        .options(joinedload(Submission.latest, innerjoin=True))
    )
    by_key: dict[str, Submission] = {}
    by_reference: dict[str, Submission] = {}
    if marks:
        for submission in db.session.scalars(query):
            set_committed_value(submission.latest, "submission", submission)
            by_reference[submission.reference] = submission
            if submission.import_key:
                by_key[submission.import_key] = submission
    for mark in marks:
        found = by_key.get(mark.key.import_key) or _of_reference(mark.key, by_reference)
        if found is None:
            named = mark.key.reference or f"that of line {mark.line}"
            outcome.left_out[f"The submission {named} is not in “{call.title}”."] += 1
        elif not found.stands:
            outcome.left_out["Its submission was withdrawn or set aside."] += 1
        else:
            yield mark, found.latest


def _of_reference(key: Key, known: dict[str, Submission]) -> Submission | None:
    found = known.get(key.reference)
    if found is not None and key.text is not None and not passages.same_words(key.text, found.latest.text):
        return None
    return found


def _placed(mark: Mark, version: SubmissionVersion) -> Place | str:
    """Where the words of a mark stand; or why they cannot be found, as a sentence."""
    text = version.words_of(mark.part)
    if not text:
        return f"The submission has no part “{mark.part}”."
    starts, ends = 0, len(text)
    if mark.starts is not None and mark.ends is not None:
        starts, ends = mark.starts, mark.ends
        if not 0 <= starts < ends <= len(text):
            return "Its place lies outside the words."
    if mark.words and not passages.same_words(mark.words, text[starts:ends]):
        found = passages.found_again(text, mark.words, "", "")
        if found is None:
            return "Its words do not stand in the submission, or stand there more than once."
        starts, ends = found
    starts, ends = passages.whole(text, *passages.trimmed(text, starts, ends))
    return (version.id, mark.part, starts, ends) if starts < ends else "It marks white space only."


def _write(
    coded: dict[Place, dict[int, tuple[Mark, set[str]]]],
    versions: dict[Place, SubmissionVersion],
    call: Call,
    outcome: Outcome,
    *,
    by: Actor,
) -> None:
    places = list(coded)
    for first in range(0, len(places), _at_once):
        lot = places[first : first + _at_once]
        rows = [_excerpt(place, versions[place], coded[place], call, by) for place in lot]
        fresh = insert_missing(Excerpt, rows, unique=["version_id", "part", "starts", "ends"])
        record_many("marked", Excerpt, fresh, by=by, programme_id=call.programme_id)
        outcome.excerpts += len(fresh)
        numbers = _numbers(lot)
        codings = {
            (numbers[place], theme): coders for place in lot for theme, (_, coders) in coded[place].items()
        }
        made = insert_missing(
            Coding,
            [
                {
                    "excerpt_id": excerpt,
                    "theme_id": theme,
                    "account_id": account_of(by),
                    "created_at": clock.now(),
                    "coder": _named(coders),
                }
                for (excerpt, theme), coders in codings.items()
            ],
            unique=["excerpt_id", "theme_id"],
        )
        outcome.codings += len(made)
        outcome.there += len(codings) - len(made)
        _note(codings, set(made), call, by=by)


def _excerpt(
    place: Place, version: SubmissionVersion, marks: dict[int, tuple[Mark, set[str]]], call: Call, by: Actor
) -> dict[str, Any]:
    _, part, starts, ends = place
    text = version.words_of(part)
    return {
        "programme_id": call.programme_id,
        "version_id": version.id,
        "part": part,
        "starts": starts,
        "ends": ends,
        "words": text[starts:ends],
        "before": text[max(0, starts - CONTEXT) : starts],
        "after": text[ends : ends + CONTEXT],
        "memo": next((mark.memo for mark, _ in marks.values() if mark.memo), ""),
        "created_at": clock.now(),
        "account_id": account_of(by),
    }


def _numbers(lot: list[Place]) -> dict[Place, int]:
    key = (Excerpt.version_id, Excerpt.part, Excerpt.starts, Excerpt.ends)
    versions = sorted({place[0] for place in lot})
    rows = db.session.execute(select(Excerpt.id, *key).where(Excerpt.version_id.in_(versions)))
    return {tuple(place): number for number, *place in rows}  # type: ignore[misc]


def _note(codings: dict[tuple[int, int], set[str]], made: set[int], call: Call, *, by: Actor) -> None:
    """The trail of the new codings; to those that were there, the coders whom they lack."""
    excerpts = sorted({excerpt for excerpt, _ in codings})
    kept = db.session.scalars(select(Coding).where(Coding.excerpt_id.in_(excerpts)))
    newly: set[int] = set()
    for coding in kept:
        if coding.id in made:
            newly.add(coding.excerpt_id)
            continue
        coders = codings.get((coding.excerpt_id, coding.theme_id), set())
        if coding.account_id is None and not coders <= _coders(coding.coder):
            coding.coder = _named(coders | _coders(coding.coder))
    db.session.flush()
    record_many("coded", Excerpt, sorted(newly), by=by, programme_id=call.programme_id)


def _named(coders: set[str]) -> str:
    return "; ".join(sorted(coders))[:300]
