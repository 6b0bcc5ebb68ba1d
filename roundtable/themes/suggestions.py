"""The suggestions for one version of a submission: rules, and what is like excerpts that are coded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Select, select

from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.themes.coding import Marked, place_of
from roundtable.themes.comparing import now_of
from roundtable.themes.models import Coding, Excerpt, Suggested, Theme, ThemeRule
from roundtable.themes.passages import Passage
from roundtable.themes.queries import Branch, standing
from roundtable.themes.suggesting import (
    RESEMBLES,
    Phrase,
    Vocabulary,
    nearly_same,
    shared_terms,
    terms_of,
    words_of,
)

MOST = 12
# On one page.
KNOWN = 20_000
# The newest excerpts, to which words are likened.
AGAIN = 100
# Numbers that are read again: on PostgreSQL a lower one can be committed later than a higher one.


@dataclass(frozen=True)
class Suggestion:
    """Words that may speak of a theme, and why it is thought so."""

    part: str
    starts: int
    ends: int
    words: str
    theme: Theme
    by: Suggested
    why: str

    @property
    def key(self) -> str:
        return f"{self.part}-{self.starts}-{self.ends}-{self.theme.id}"


def suggested(marked: Marked, codebook: Sequence[Branch]) -> list[Suggestion]:
    """What could be marked in this version, in reading order; nothing that is coded so already.

    A constant number of statements, whatever was coded.
    """
    themes = {branch.theme.id: branch.theme for branch in codebook}
    programme_id = marked.version.submission.programme_id
    taken = _taken(marked)
    order = {Suggested.RULE: 0, Suggested.SAME_WORDS: 1, Suggested.TERMS: 2}
    best: dict[str, Suggestion] = {}
    sentences = [passage for passage in marked.passages if passage.is_sentence]
    for each in (*_by_rules(sentences, themes, programme_id), *_by_likeness(sentences, themes, marked)):
        if any(
            theme == each.theme.id and part == each.part and starts < each.ends and ends > each.starts
            for theme, part, starts, ends in taken
        ):
            continue
        known = best.get(each.key)
        if known is None or order[each.by] < order[known.by]:
            best[each.key] = each
    parts = [part.part.name for part in marked.parts]
    found = sorted(best.values(), key=lambda s: (order[s.by], parts.index(s.part), s.starts, s.theme.name))
    return sorted(found[:MOST], key=lambda s: (parts.index(s.part), s.starts, s.theme.name))


def _words(passage: Passage) -> str:
    return "".join(piece.words for piece in passage.pieces)


def _taken(marked: Marked) -> list[tuple[int, str, int, int]]:
    found = []
    for excerpt in marked.here:
        place = place_of(excerpt, marked.version)
        if place is not None:
            found += [(coding.theme_id, excerpt.part, *place) for coding in excerpt.codings]
    return found


def _by_rules(
    sentences: Sequence[Passage], themes: dict[int, Theme], programme_id: int
) -> Iterator[Suggestion]:
    rules = db.session.scalars(rules_in_use(programme_id)).all()
    whole = select(Theme).where(Theme.programme_id == programme_id)
    every = {theme.id: theme for theme in db.session.scalars(whole)} if rules else {}
    suggesting = [
        (rule, Phrase.of(rule.phrase), themes[now])
        for rule in rules
        if (now := now_of(rule.theme_id, every)) in themes
    ]
    for passage in sentences if suggesting else ():
        text = _words(passage)
        words = words_of(text)
        for rule, phrase, theme in suggesting:
            if met := next(phrase.places(words), None):
                why = f"The rule “{rule.phrase}” is met by “{text[met[0] : met[1]]}”."
                yield _suggestion(passage, text, theme, Suggested.RULE, why)


def rules_in_use(programme_id: int) -> Select[ThemeRule]:
    """The rules of a programme that were not removed."""
    return (
        select(ThemeRule)
        .join(ThemeRule.theme)
        .where(Theme.programme_id == programme_id, ThemeRule.removed_at.is_(None))
        .order_by(ThemeRule.id)
    )


def _by_likeness(
    sentences: Sequence[Passage], themes: dict[int, Theme], marked: Marked
) -> Iterator[Suggestion]:
    known = vocabulary(marked.version.submission.programme_id)
    texts = [(passage, _words(passage)) for passage in sentences]
    candidates = [(passage, text, known.like(text)) for passage, text in texts]
    wanted = {number for *_, numbers in candidates for number in numbers}
    rows = db.session.execute(
        select(Excerpt.id, Excerpt.words, Submission.reference, Coding.theme_id)
        .join(Coding, Coding.excerpt_id == Excerpt.id)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission)
        .where(Excerpt.id.in_(wanted), *standing())
        .order_by(Excerpt.id)
    ).all()
    coded: dict[int, list[tuple[str, str, int]]] = {}
    for number, words, reference, theme_id in rows:
        coded.setdefault(number, []).append((words, reference, theme_id))
    for passage, text, numbers in candidates:
        for number in numbers:
            for words, reference, theme_id in coded.get(number, ()):
                if theme_id not in themes:
                    continue
                found = _likened(text, words, reference, known)
                if found:
                    yield _suggestion(passage, text, themes[theme_id], *found)


def _likened(text: str, words: str, reference: str, known: Vocabulary) -> tuple[Suggested, str] | None:
    if nearly_same(text, words):
        return Suggested.SAME_WORDS, f"The same words, or nearly, are coded so in {reference}."
    ours, theirs = terms_of(text), terms_of(words)
    if len(ours & theirs) < 2 or known.cosine(ours, theirs) < RESEMBLES:
        return None
    terms = ", ".join(f"“{term}”" for term in shared_terms(text, words, known))
    return Suggested.TERMS, f"It shares {terms} with words that are coded so in {reference}."


def _suggestion(passage: Passage, words: str, theme: Theme, by: Suggested, why: str) -> Suggestion:
    return Suggestion(passage.part, passage.starts, passage.ends, words, theme, by, why[:300])


def vocabulary(programme_id: int) -> Vocabulary:
    """The terms of the newest excerpts, kept from page to page; only those that were added since are read."""
    kept: dict[int, Vocabulary] = current_app.extensions.setdefault("themes.vocabularies", {})
    fresh = Vocabulary()
    known = fresh if current_app.extensions["settings"].testing else kept.setdefault(programme_id, fresh)
    since = known.newest - AGAIN if known.terms else 0
    query = (
        select(Excerpt.id, Excerpt.words)
        .where(Excerpt.programme_id == programme_id, Excerpt.removed_at.is_(None), Excerpt.id > since)
        .order_by(Excerpt.id.desc())
        .limit(KNOWN)
    )
    known.add((number, words) for number, words in db.session.execute(query))
    return known
