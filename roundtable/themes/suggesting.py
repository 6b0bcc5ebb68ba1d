"""What could be marked in a text, and why; pure functions. A suggestion is shown, and never applied by itself.

Three things suggest a theme for a sentence: a rule of words or phrases that an analyst wrote, the same words (or
nearly the same) as an excerpt that is coded to it, and terms that the sentence shares with such excerpts.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roundtable.characters import normalised

NEARLY = 0.8
# Of the different words of two texts together, the share that both have (Jaccard), from which on they are nearly the same.
RESEMBLES = 0.35
# Cosine of the two texts' terms, each weighed by how rare it is, from which on they resemble one another.
COMMON = 200
# A term of more excerpts than that says little, and is passed over.
SHORTEST = 4
# Letters of a term.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’](?=[^\W_]))*")
# Letters with the accents that stand as characters of their own.


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, and how it is compared."""

    starts: int
    ends: int
    folded: str


def words_of(text: str) -> list[Word]:
    """The words of a text in their order."""
    return [Word(match.start(), match.end(), _folded(match.group())) for match in _WORD.finditer(text)]


def _folded(word: str) -> str:
    return normalised("NFC", word).casefold().replace("’", "'")


@dataclass(frozen=True)
class Phrase:
    """A rule's words in their order; each ends openly where it was typed with a star."""

    words: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, typed: str) -> "Phrase":
        """What was typed: words, each with a star at its end or not; everything else only parts them."""
        found = words_of(typed)
        return cls(tuple((word.folded, typed[word.ends : word.ends + 1] == "*") for word in found))

    @property
    def folded(self) -> str:
        return " ".join(word + ("*" if is_open else "") for word, is_open in self.words)

    def places(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Where it stands in a text, in time that grows with the text times the phrase and no faster."""
        length = len(self.words)
        for at in range(len(words) - length + 1 if length else 0):
            stretch = words[at : at + length]
            if all(
                word.folded.startswith(wanted) if is_open else word.folded == wanted
                for word, (wanted, is_open) in zip(stretch, self.words, strict=True)
            ):
                yield stretch[0].starts, stretch[-1].ends


@dataclass
class Vocabulary:
    """The terms of the excerpts of a programme: which excerpts have each. It grows as excerpts are added."""

    terms: dict[int, frozenset[str]] = field(default_factory=dict)
    having: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def newest(self) -> int:
        """The highest number of an excerpt that it knows."""
        return max(self.terms, default=0)

    def add(self, excerpts: Iterable[tuple[int, str]]) -> None:
        """Learn these excerpts: number and words; those that it knows are passed over."""
        for number, words in excerpts:
            if number not in self.terms:
                self.terms[number] = terms = terms_of(words)
                for term in terms:
                    self.having[term].append(number)

    def like(self, words: str, *, most: int = 5) -> list[int]:
        """The excerpts that share the rarest terms with these words, the likest first."""
        scores: Counter[int] = Counter()
        for term in terms_of(words):
            numbers = self.having.get(term, ())
            if len(numbers) <= COMMON:
                weight = self.weight(term)
                for number in numbers:
                    scores[number] += weight  # type: ignore[assignment]
        return [number for number, _ in scores.most_common(most)]

    def weight(self, term: str) -> float:
        """How much a term says: log(1 + N / n), where n of N excerpts have it."""
        return math.log1p(len(self.terms) / max(1, len(self.having.get(term, ()))))

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """How much two sets of terms have in common, 0 to 1."""

        def size(terms: frozenset[str]) -> float:
            return math.sqrt(sum(self.weight(term) ** 2 for term in terms))

        shared = sum(self.weight(term) ** 2 for term in one & other)
        return shared / (size(one) * size(other)) if shared else 0.0


def terms_of(words: str) -> frozenset[str]:
    """The different words of a text that are long enough to say something."""
    return frozenset(word.folded for word in words_of(words) if len(word.folded) >= SHORTEST)


def nearly_same(one: str, other: str) -> bool:
    """Whether two texts have nearly the same words."""
    ours, theirs = ({word.folded for word in words_of(text)} for text in (one, other))
    together = len(ours | theirs)
    return bool(together) and len(ours & theirs) / together >= NEARLY


def shared_terms(one: str, other: str, known: Vocabulary, *, most: int = 4) -> list[str]:
    """The terms that two texts share, the rarest first."""
    shared: Mapping[str, float] = {term: known.weight(term) for term in terms_of(one) & terms_of(other)}
    return sorted(shared, key=lambda term: (-shared[term], term))[:most]
