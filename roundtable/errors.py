"""What can be refused, as a sentence for the person who asked."""

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a disk, or of a person's part of it, that is full."""


class Refusal(Exception):
    """A rule was broken. The message names the thing, the reason and what to do, and is shown as it stands.

    `field` is the name of the form field that it belongs to, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class StaleEdit(Refusal):
    """Somebody else saved the record after this form was opened; both texts are to be shown."""
