"""A mail server that takes letters and keeps them, and can be told to be difficult."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """What arrived, and what to answer instead of taking it."""

    letters: list[EmailMessage] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    answer_recipient: Callable[[str], str | None] = lambda address: None
    answer_data: Callable[[EmailMessage], str | None] = lambda letter: None
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.answer_recipient(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        answer = self.answer_data(letter)
        if answer == "hang up":  # the letter was taken, and nobody will ever say so
            self.letters.append(letter)
            server.transport.abort()
            return "250 never heard"
        if answer is not None:
            return answer
        self.sessions.add(id(session))
        self.octets.append(envelope.content)
        self.senders.append(envelope.mail_from)
        self.letters.append(letter)
        return "250 OK"


class _OnAnyPort(Controller):
    """Takes the port that the system gives it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening(**more: Any) -> Iterator[Sink]:
    """A sink on a free port of this machine; `more` goes to aiosmtpd."""
    sink = Sink()
    controller = _OnAnyPort(sink, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        sink.url = f"smtp://127.0.0.1:{controller.port}"
        yield sink
    finally:
        controller.stop()
