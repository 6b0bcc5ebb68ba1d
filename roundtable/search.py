"""Finding words in texts: SQLite's FTS5 and PostgreSQL's tsvector behind one interface.

Both keep what Python folded and split, so that they find the same. A search table is named `search_…` and made by
hand in a migration; its key is the number of the record whose words it holds.
"""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Integer, bindparam, column, literal_column, select, table, text
from sqlalchemy.orm import InstrumentedAttribute

from roundtable.characters import normalised
from roundtable.db import db

_word = re.compile(r"[^\W_]+")
_longest_word = 60
_most_words_asked = 12


# Letters that Unicode does not take apart, though people type them so.
_plainly = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(words: str) -> str:
    """Without case and accents: what is compared. A ligature or a full-width letter counts as its plain ones."""
    if words.isascii():
        return words.lower()
    decomposed = normalised("NFKD", words)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return plain.casefold().translate(_plainly)


def split(words: str) -> list[str]:
    """The folded words of a text, in their order."""
    return [word[:_longest_word] for word in _word.findall(fold(words))]


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


class Index:
    """The words of one kind of record."""

    def __init__(self, name: str) -> None:
        self.name = name

    def put(self, words: Iterable[tuple[int, str]]) -> None:
        """Keep the words of these records in place of what was kept of them."""
        rows = [(number, split(said)) for number, said in words]
        if not rows:
            return
        if _on_postgresql():
            statement = (
                f"INSERT INTO {self.name} (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[]))) "  # noqa: S608 - the name is ours
                "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"
            )
            kept: list[dict[str, object]] = [
                {"id": number, "words": sorted(set(said))} for number, said in rows
            ]
        else:
            statement = f"INSERT OR REPLACE INTO {self.name} (rowid, words) VALUES (:id, :words)"  # noqa: S608
            kept = [{"id": number, "words": " ".join(said)} for number, said in rows]
        db.session.execute(text(statement), kept)

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget the words of these records."""
        key = "id" if _on_postgresql() else "rowid"
        rows = [{"id": number} for number in numbers]
        if rows:
            db.session.execute(text(f"DELETE FROM {self.name} WHERE {key} = :id"), rows)  # noqa: S608

    def matches(
        self, key: InstrumentedAttribute[int] | ColumnElement[int], asked: str
    ) -> ColumnElement[bool] | None:
        """The condition that the record of that number has every word that was asked for, or one that begins so.

        None where nothing was asked for that could be found. What people type is quoted, never an operator.
        """
        wanted = list(dict.fromkeys(split(asked)))[:_most_words_asked]
        if not wanted:
            return None
        if _on_postgresql():
            query = " & ".join(f"'{word}':*" for word in wanted)
            found = table(self.name, column("id", Integer), column("words"))
            condition = found.c.words.op("@@")(text("CAST(:asked AS tsquery)").bindparams(asked=query))
            return key.in_(select(found.c.id).where(condition))
        query = " ".join(f'"{word}"*' for word in wanted)
        rows = table(self.name, column("rowid", Integer))
        condition = literal_column(self.name).op("MATCH")(bindparam(None, query))
        return key.in_(select(rows.c.rowid).where(condition))
