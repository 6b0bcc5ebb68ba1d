"""What the system under us does at its worst, done by the system itself: a disk without room, a process killed."""

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from roundtable.db import db


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow: each write fails, as on a disk without room. PostgreSQL's own disk has room."""
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, room[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)


def killed(deed: Callable[[], object], *, at: Callable[[str, tuple[object, ...]], bool]) -> None:
    """Do it in a process that is killed, as by `kill -9`, when Python is about to do what `at` waits for.

    `at` sees the audit events of the interpreter: "os.rename", "subprocess.Popen" and so on.
    """
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # no connection may be shared with the child
    child = os.fork()
    if not child:
        signal.alarm(60)  # a child that waits for what no longer runs in it would hold up all tests
        sys.addaudithook(lambda name, what: os.kill(os.getpid(), signal.SIGKILL) if at(name, what) else None)
        with suppress(BaseException):
            deed()
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended), "nothing of that kind was done"
    assert os.WTERMSIG(ended) == signal.SIGKILL
