"""A mail server that counts: which letters it took, by Message-ID. It takes commands in one go (PIPELINING)."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Condition, Thread

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.IGNORECASE | re.MULTILINE)


class CountingSink(ThreadingTCPServer):
    """Takes every letter whose last line it has read, whether or not anybody waits for the answer."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: Counter[str] = Counter()
        self._open = 0
        self._changed = Condition()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def take(self, letter: bytes) -> None:
        found = MESSAGE_ID.search(letter)
        assert found is not None
        with self._changed:
            self.taken[found[1].decode()] += 1

    def process_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        with self._changed:
            self._open += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:  # type: ignore[no-untyped-def]
        super().shutdown_request(request)
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def rest(self) -> None:
        """Wait until every connection has ended, and what came over it is counted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, timeout=20)


class _Session(StreamRequestHandler):
    server: CountingSink

    def handle(self) -> None:
        with suppress(ConnectionError):  # the other end was killed
            self._talk()

    def _talk(self) -> None:
        self._say("220 sink")
        for line in self.rfile:
            match line[:4].upper():
                case b"EHLO":
                    self._say("250-sink\r\n250 PIPELINING")
                case b"DATA":
                    self._say("354 go on")
                    if not self._letter():
                        return
                    self._say("250 taken")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case b"MAIL" if b"stranger" in line:
                    self._say("550 not from you")
                case b"RCPT" if b"nobody" in line:
                    self._say("550 no such user")
                case _:
                    self._say("250 ok")

    def _letter(self) -> bool:
        """Whether all of it came."""
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.take(b"".join(lines))
                return True
            lines.append(line)
        return False

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def counting() -> Iterator[CountingSink]:
    """A sink on a free port of this machine."""
    with CountingSink() as sink:
        Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield sink
        sink.shutdown()
