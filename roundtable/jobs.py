"""What runs later. A job only names a row: the row is the truth, so a job may be lost, repeated or run twice at once."""

import fcntl
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, current_app

from roundtable.config import Settings
from roundtable.db import after_commit, db

if TYPE_CHECKING:
    from huey import Huey
    from huey.api import TaskWrapper

log = logging.getLogger(__name__)

Job = TypeVar("Job", bound=Callable[..., None])

_jobs: dict[str, Callable[..., None]] = {}
_sweeps: dict[str, Callable[[], None]] = {}


def job(deed: Job) -> Job:
    """Mark a function as something that may run later, in an application context of its own."""
    _jobs[f"{deed.__module__}.{deed.__qualname__}"] = deed
    return deed


def sweep(deed: Callable[[], None]) -> Callable[[], None]:
    """Mark a function that runs each minute and brings back what a lost job left undone."""
    _sweeps[f"{deed.__module__}.{deed.__qualname__}"] = deed
    return deed


def later(deed: Callable[..., None], *arguments: int | str) -> None:
    """Run a job once the present transaction is on disk."""
    name = f"{deed.__module__}.{deed.__qualname__}"
    if name not in _jobs:
        raise LookupError(f"{name} is not marked with @job")
    queue: Queue = current_app.extensions["queue"]
    after_commit(lambda: queue.put(name, *arguments))


def make_queue(settings: Settings) -> "Huey":
    """The queue: beside the database when embedded, on Redis when REDIS_URL is set. It is never backed up."""
    from huey import Huey, MemoryHuey, RedisHuey  # slow: it loads every driver that is installed
    from huey.storage import SqliteStorage

    if settings.redis_url:
        return RedisHuey("roundtable", url=settings.redis_url)
    if settings.testing or settings.sqlite_file is None:
        return MemoryHuey("roundtable")

    class Storage(SqliteStorage):
        """Does not wait for the disk, which takes longer than the deed: what a power cut takes, the sweep brings back."""

        def _create_connection(self) -> Any:
            connection = super()._create_connection()
            connection.execute("PRAGMA synchronous=NORMAL")
            return connection

    file = settings.sqlite_file.absolute()
    return Huey("roundtable", storage_class=Storage, filename=str(file.with_name(file.stem + "-queue.db")))


class Queue:
    """The application's queue. Most processes never use theirs, so Huey is loaded when something is put on it or worked off."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._task: TaskWrapper | None = None
        self._making = threading.Lock()

    def put(self, name: str, *arguments: int | str) -> None:
        """Let a job run, in this process or another."""
        self._wrapped()(name, *arguments)

    @property
    def huey(self) -> "Huey":
        """Huey's own."""
        return self._wrapped().huey

    def _wrapped(self) -> "TaskWrapper":
        with self._making:
            if self._task is None:
                self._task = self._made()
            return self._task

    def _made(self) -> "TaskWrapper":
        from huey import crontab  # see make_queue

        huey = make_queue(self._settings)
        huey.periodic_task(crontab(minute="*"), name="sweeps")(self.sweep)
        return huey.task(name="run")(self._run)

    def _run(self, name: str, *arguments: int | str) -> None:
        with self._app.app_context():
            try:
                _jobs[name](*arguments)
            finally:
                db.session.remove()

    def sweep(self) -> None:
        """Bring back what lost jobs left undone."""
        for name, deed in _sweeps.items():
            with self._app.app_context():
                try:
                    deed()
                except Exception:  # one broken sweep must not keep the others from running
                    log.exception("The sweep %s failed", name)
                finally:
                    db.session.remove()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its queue."""
    app.extensions["queue"] = Queue(app, settings)


def run_worker(app: Flask, *, threads: int = 2) -> None:
    """Work until stopped: `roundtable worker`."""
    from huey.consumer import Consumer  # see make_queue

    queue: Queue = app.extensions["queue"]
    queue.sweep()
    Consumer(queue.huey, workers=threads, periodic=True, check_worker_health=True).run()


def ensure_embedded_worker(app: Flask, settings: Settings) -> None:
    """Start, once a process, a thread that works while it serves; one process of the installation works at a time.

    Nothing is started where REDIS_URL is set: `roundtable worker` works there.
    """
    if not settings.embedded or settings.testing or "worker_pid" in app.extensions:
        return
    app.extensions["worker_pid"] = os.getpid()

    def work() -> None:
        lock = _hold(_lock_file(settings))
        from huey.consumer import Consumer  # see make_queue

        class Worker(Consumer):
            """Huey's consumer inside a thread, where signals are not ours to take."""

            def _set_signal_handlers(self) -> None:
                pass

        queue: Queue = app.extensions["queue"]
        queue.sweep()
        worker = Worker(queue.huey, workers=1, periodic=True)
        worker.start()
        app.extensions["embedded_worker"] = (worker, lock)

    threading.Thread(target=work, name="roundtable-worker", daemon=True).start()


def _lock_file(settings: Settings) -> Path:
    folder = settings.sqlite_file.absolute().parent if settings.sqlite_file else settings.files_folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "worker.lock"


def _hold(place: Path) -> Any:
    """Wait for the lock; the system releases it when the process that holds it ends, however it ends."""
    handle = place.open("w")
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle
