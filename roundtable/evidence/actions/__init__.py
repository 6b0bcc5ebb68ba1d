"""Deeds on calls, drafts and submissions."""

from roundtable.evidence.actions.attachments import Upload, attach, clean, put_back, remove, restore_details
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
    "Upload",
    "attach",
    "attribute",
    "clean",
    "close",
    "discard",
    "edit",
    "edit_call",
    "make_call",
    "publish",
    "put_back",
    "remove",
    "reopen",
    "restore",
    "restore_details",
    "save_draft",
    "send_draft",
    "send_link",
    "submit",
    "withdraw",
]
