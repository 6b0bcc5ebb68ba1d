"""Slugs: what an address calls a record, made from its title and unique in the installation."""

import re
from typing import Any

from sqlalchemy import select

from roundtable.characters import normalised
from roundtable.db import Record, db

# Words that stand where a slug would: /programmes/new.
RESERVED = frozenset({"new", "feed", "calendar", "index"})
LONGEST = 60


def slug_of(title: str) -> str:
    """The title in lower-case letters, digits and hyphens, without accents; `untitled` where nothing is left."""
    plain = normalised("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]
    return slug or "untitled"


def free_slug(kind: type[Record], title: str) -> str:
    """A slug from the title that no record of this kind has, numbered where the plain one is taken."""
    wanted = slug_of(title)
    column: Any = kind.slug  # type: ignore[attr-defined]
    taken = set(db.session.scalars(select(column).where(column.startswith(wanted, autoescape=True))))
    slug, number = wanted, 2
    while slug in taken or slug in RESERVED:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
