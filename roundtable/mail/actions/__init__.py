"""Deeds on letters and on the addresses that they go to."""

from roundtable.mail.actions.addresses import (
    bounced,
    complained,
    hold,
    leave_bulk,
    release,
    return_to_bulk,
)
from roundtable.mail.actions.reviewing import (
    approve,
    drop,
    edit,
    go_on,
    send_again,
    stop,
    take_back,
    undo_edit,
)
from roundtable.mail.actions.templates import restore_wording, reword, unsee
from roundtable.mail.actions.writing import Draft, Recipient, write, write_account_letter

__all__ = [
    "Draft",
    "Recipient",
    "approve",
    "bounced",
    "complained",
    "drop",
    "edit",
    "go_on",
    "hold",
    "leave_bulk",
    "release",
    "restore_wording",
    "return_to_bulk",
    "reword",
    "send_again",
    "stop",
    "take_back",
    "undo_edit",
    "unsee",
    "write",
    "write_account_letter",
]
