"""Deeds on calls, drafts and submissions."""

from roundtable.evidence.actions.calls import close, edit_call, make_call, publish, reopen
from roundtable.evidence.actions.drafts import discard, save_draft, send_draft
from roundtable.evidence.actions.submissions import (
    Contribution,
    Said,
    attribute,
    edit,
    restore,
    send_link,
    submit,
    withdraw,
)

__all__ = [
    "Contribution",
    "Said",
    "attribute",
    "close",
    "discard",
    "edit",
    "edit_call",
    "make_call",
    "publish",
    "reopen",
    "restore",
    "save_draft",
    "send_draft",
    "send_link",
    "submit",
    "withdraw",
]
