"""Which submissions say nearly the same: found by a signature, verified word by word, suggested and never applied.

Each text becomes the set of its runs of three words. A MinHash signature of that set (Broder, 1997: two sets give the
same minimum with the probability of their Jaccard similarity) is parted into bands; who shares a band with an earlier
submission is compared with it by RapidFuzz. Only submissions that are like none before keep their bands, so that a
campaign of thousands costs each of them one comparison, and a new submission is compared like any other. With 20 bands
of 3, of pairs with a similarity of 0.5 93 in 100 are looked at, at 0.8 all but one in a million.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import UNWATCHED, db, insert_many, insert_missing, transaction
from roundtable.evidence.models import Likeness, LikenessBand, LikenessSearch, Submission, SubmissionVersion
from roundtable.evidence.moderation import search_of
from roundtable.jobs import job, later, sweep
from roundtable.programmes.models import Programme
from roundtable.search import split
from roundtable.trail import Actor, record

SHINGLE, BANDS, ROWS = 3, 20, 3
FEWEST = 8
# Words. Shorter answers ("None", "See above") are alike without anybody having meant it.
LONGEST = 3_000
# Words of a text that are looked at.
THRESHOLD = 80.0
# RapidFuzz's ratio of the folded words, 0 to 100.
MOST = 12
# Earlier ones with which one submission is compared, those that share most bands first.
BATCH = 500
LEASE = timedelta(minutes=2)
_prime = (1 << 61) - 1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Text:
    """What one submission says, folded."""

    number: int
    version: int
    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        return " ".join(self.words)


def text_of(submission: Submission) -> Text:
    """The words of a submission as they are compared: those of its version that counts, all parts."""
    said = " ".join(part.text for part in submission.latest.parts)
    return Text(submission.id, submission.current_version, tuple(split(said)[:LONGEST]))


@cache
def _factors() -> Any:
    """The same for ever, so that signatures made years apart can be compared."""
    import numpy  # slow to load, and few processes compare

    made = [hashlib.sha256(f"roundtable likeness {n}".encode()).digest() for n in range(BANDS * ROWS)]
    return numpy.array(
        [(int.from_bytes(each[:4], "big") | 1, int.from_bytes(each[4:8], "big")) for each in made],
        dtype=numpy.uint64,
    )


def bands(words: Sequence[str]) -> list[int]:
    """The signature of a text in BANDS numbers of 63 bits; none of a text with fewer words than FEWEST."""
    if len(words) < FEWEST:
        return []
    import numpy

    runs = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    hashed = numpy.fromiter(
        (int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big") for run in runs),
        dtype=numpy.uint64,
        count=len(runs),
    )
    factors = _factors()
    least = ((hashed[:, None] * factors[:, 0] + factors[:, 1]) % numpy.uint64(_prime)).min(axis=0)
    return [
        int.from_bytes(
            hashlib.blake2b(
                bytes([band]) + least[band * ROWS : (band + 1) * ROWS].tobytes(), digest_size=8
            ).digest(),
            "big",
        )
        >> 1
        for band in range(BANDS)
    ]


def shared(one: str, other: str) -> str:
    """The longest stretch that both texts have, which is what a person is shown."""
    first, second = one.split()[:400], other.split()[:400]
    found = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    return " ".join(first[found.a : found.a + found.size])[:300]


def begin(programme: Programme, *, by: Actor) -> None:
    """Compare what was not compared yet, later; what is under way goes on."""
    insert_missing(
        LikenessSearch,
        [{"programme_id": programme.id, "asked_at": clock.now(), "total": 0, "done": 0}],
        unique=["programme_id"],
    )
    search = db.session.scalars(search_of(programme)).one()
    search.asked_at, search.stopped_at, search.finished_at = clock.now(), None, None
    search.done, search.total = (
        0,
        db.session.scalar(_waiting(programme.id).with_only_columns(func.count())) or 0,
    )
    db.session.flush()
    record("compared the submissions of", programme, by=by)
    later(run, programme.id)


def stop(programme: Programme, *, by: Actor) -> None:
    """Compare no more; what was found stays."""
    search = db.session.scalars(search_of(programme)).one_or_none()
    if search is not None and search.stopped_at is None and search.finished_at is None:
        search.stopped_at = clock.now()
        db.session.flush()
        record("stopped comparing the submissions of", programme, by=by)


@sweep
def go_on() -> None:
    """Go on with comparisons that a lost job left."""
    with transaction():
        lapsed = or_(LikenessSearch.lease_until.is_(None), LikenessSearch.lease_until < clock.now())
        left = db.session.scalars(
            select(LikenessSearch.programme_id).where(
                LikenessSearch.finished_at.is_(None), LikenessSearch.stopped_at.is_(None), lapsed
            )
        ).all()
    for each in left:
        run(each)


@job
def run(programme_id: int) -> None:
    """Compare, a batch in a transaction, until all are compared or somebody stops it."""
    while _step(programme_id):
        pass


def _step(programme_id: int) -> bool:
    """One batch; whether there may be another."""
    with transaction():
        search = db.session.scalars(
            select(LikenessSearch).where(LikenessSearch.programme_id == programme_id).with_for_update()
        ).one_or_none()
        if search is None or search.stopped_at is not None or search.finished_at is not None:
            return False
        batch = _batch(programme_id)
        if not batch:
            search.finished_at, search.lease_until = clock.now(), None
            return False
        compare(programme_id, batch)
        search.done, search.lease_until = search.done + len(batch), clock.now() + LEASE
    return True


@job
def compare_one(submission_id: int) -> None:
    """Compare a submission that has just come with those that are there."""
    with transaction():
        found = db.session.get(Submission, submission_id)
        if found is not None and found.stands and found.compared_version is None:
            compare(found.programme_id, [text_of(found)])


def compare_anew(submission: Submission) -> None:
    """Its words are others now: what was suggested of the old ones goes, and they are shown no more."""
    submission.compared_version = None
    forget([submission.id])
    shown = update(Likeness).where(_of([submission.id])).values(shared="")
    db.session.execute(shown, execution_options=UNWATCHED)
    later(compare_one, submission.id)


def forget(numbers: Any) -> None:
    """Forget what was suggested of these submissions and nobody decided. What was like them is compared again."""
    suggested = _of(numbers) & Likeness.verdict.is_(None)
    again = update(Submission).where(Submission.id.in_(select(Likeness.submission_id).where(suggested)))
    db.session.execute(again.values(compared_version=None), execution_options=UNWATCHED)
    db.session.execute(delete(Likeness).where(suggested), execution_options=UNWATCHED)


def _of(numbers: Any) -> ColumnElement[bool]:
    return or_(Likeness.submission_id.in_(numbers), Likeness.first_id.in_(numbers))


def _waiting(programme_id: int) -> Any:
    return select(Submission).where(
        Submission.programme_id == programme_id, Submission.compared_version.is_(None), Submission.stands
    )


def _batch(programme_id: int) -> list[Text]:
    query = (
        _waiting(programme_id)
        .options(joinedload(Submission.latest, innerjoin=True).joinedload(SubmissionVersion.submission))
        .order_by(Submission.id)
        .limit(BATCH)
    )
    return [text_of(each) for each in db.session.scalars(query)]


def compare(programme_id: int, batch: Sequence[Text]) -> None:
    """Compare these with what came before and with each other, and keep what is alike as suggestions."""
    numbers = [each.number for each in batch]
    db.session.execute(delete(LikenessBand).where(LikenessBand.submission_id.in_(numbers)))
    signed = {each.number: bands(each.words) for each in batch}
    holders = _holders(programme_id, {band for found in signed.values() for band in found})
    known = {each.number: each for each in batch}
    _read(known, _candidates(batch, signed, holders))
    found, fresh = [], []
    for each in batch:
        best = _best(each, _nearest(signed[each.number], holders, but=each.number), known)
        if best is not None:
            found.append(best)
            continue
        for band in signed[each.number]:
            holders.setdefault(band, []).append(each.number)
            fresh.append({"programme_id": programme_id, "submission_id": each.number, "band": band})
    insert_many(LikenessBand, fresh)
    now = clock.now()
    rows = [
        {"programme_id": programme_id, "found_at": now, "verdict": None, "decided_at": None, **each}
        for each in found
    ]
    insert_missing(Likeness, rows, unique=["submission_id", "first_id"])
    db.session.execute(
        update(Submission)
        .where(Submission.id.in_(numbers))
        .values(compared_version=Submission.current_version),
        execution_options=UNWATCHED,
    )


def _holders(programme_id: int, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Who holds each of these bands."""
    held: dict[int, list[int]] = {}
    ordered = sorted(wanted)
    for at in range(0, len(ordered), BATCH):
        rows = db.session.execute(
            select(LikenessBand.band, LikenessBand.submission_id)
            .join(Submission, Submission.id == LikenessBand.submission_id)
            .where(
                LikenessBand.programme_id == programme_id,
                LikenessBand.band.in_(ordered[at : at + BATCH]),
                Submission.stands,
            )
        )
        for band, number in rows:
            held.setdefault(band, []).append(number)
    return held


def _nearest(signature: Sequence[int], holders: dict[int, list[int]], *, but: int) -> list[int]:
    """The earlier ones that share most bands."""
    counted = Counter(number for band in signature for number in holders.get(band, ()) if number != but)
    return [number for number, _ in counted.most_common(MOST)]


def _candidates(
    batch: Sequence[Text], signed: dict[int, list[int]], holders: dict[int, list[int]]
) -> set[int]:
    return {number for each in batch for number in _nearest(signed[each.number], holders, but=each.number)}


def _read(known: dict[int, Text], numbers: set[int]) -> None:
    """Read the texts that are not known yet."""
    missing = sorted(numbers - known.keys())
    for at in range(0, len(missing), BATCH):
        query = (
            select(Submission)
            .where(Submission.id.in_(missing[at : at + BATCH]))
            .options(joinedload(Submission.latest, innerjoin=True))
        )
        known.update((each.id, text_of(each)) for each in db.session.scalars(query))


def _best(each: Text, candidates: Sequence[int], known: dict[int, Text]) -> dict[str, Any] | None:
    """The earlier one that it is most like, where it is like one."""
    from rapidfuzz import fuzz

    best, score = None, THRESHOLD
    for number in candidates:
        reached = fuzz.ratio(each.joined, known[number].joined, score_cutoff=score)
        if reached >= score:
            best, score = number, reached
    if best is None:
        return None
    return {
        "submission_id": each.number,
        "first_id": best,
        "score": round(score, 1),
        "shared": shared(each.joined, known[best].joined),
    }
