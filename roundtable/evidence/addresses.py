"""The address of a call: MAIL_FROM's mailbox, a plus, and the call's number. What is sent to it becomes a draft."""

import re

from flask import current_app

from roundtable.evidence.models import Call

_MARK = re.compile(r"call-([1-9][0-9]{0,8})")


def call_address(call: Call) -> str:
    """Where evidence for this call can be sent. It is public, and proves nothing."""
    mailbox, _, host = current_app.extensions["settings"].mail_from.rpartition("@")
    return f"{mailbox}+call-{call.id}@{host}"


def call_named_by(address: str) -> int | None:
    """The number of the call that an address of ours names. The host is not compared: MAIL_FROM may have moved."""
    mailbox = address.strip().strip("<>").rpartition("@")[0].lower()
    ours = current_app.extensions["settings"].mail_from.rpartition("@")[0].lower()
    before, plus, mark = mailbox.rpartition("+")
    found = _MARK.fullmatch(mark)
    return int(found[1]) if plus and before == ours and found else None
