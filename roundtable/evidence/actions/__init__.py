"""Deeds on calls, drafts and submissions."""

from roundtable.evidence.actions.attachments import Upload, attach, clean, put_back, remove, restore_details
from roundtable.evidence.actions.calls import close, edit_call, make_call, publish, reopen
from roundtable.evidence.actions.copying import copy_call
from roundtable.evidence.actions.drafts import (
    change_kind,
    discard,
    end_sharing,
    save_draft,
    send_draft,
    share,
)
from roundtable.evidence.actions.keeping import edit
from roundtable.evidence.actions.questions import (
    add_question,
    edit_question,
    move_question,
    put_back_question,
    retire_question,
)
from roundtable.evidence.actions.submissions import (
    Contribution,
    Said,
    attribute,
    restore,
    send_link,
    submit,
    withdraw,
)

__all__ = [
    "Contribution",
    "Said",
    "Upload",
    "add_question",
    "attach",
    "attribute",
    "change_kind",
    "clean",
    "close",
    "copy_call",
    "discard",
    "edit",
    "edit_call",
    "edit_question",
    "end_sharing",
    "make_call",
    "move_question",
    "publish",
    "put_back",
    "put_back_question",
    "remove",
    "reopen",
    "restore",
    "restore_details",
    "retire_question",
    "save_draft",
    "send_draft",
    "send_link",
    "share",
    "submit",
    "withdraw",
]
