"""Renderings that are kept while what they were made of has not changed.

A kept text is asked for with its stamp: a value that is read from the database in one cheap query and differs
after every change. Nothing expires, nothing has to be dropped by hand, and processes need not tell each other.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last texts or numbers, each under its key and the stamp that it was made with."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._texts: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, stamp: Hashable, make: Callable[[], T]) -> T:
        """The text under this key if it was made with this stamp; otherwise it is made anew, and kept."""
        with self._lock:
            found = self._texts.get(key)
            if found is not None and found[0] == stamp:
                self._texts.move_to_end(key)
                return found[1]
        text = make()
        with self._lock:
            self._texts[key] = (stamp, text)
            self._texts.move_to_end(key)
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)
        return text
