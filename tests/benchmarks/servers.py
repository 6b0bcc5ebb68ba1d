"""Starts the floor and the product under the same server, and measures what each costs them."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

PATIENCE = 60
"""Seconds after which a server that does not start, answer or end is given up."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A server process with its workers."""

    process: psutil.Process
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that it and its children have used."""
        total = 0.0
        for each in [self.process, *self.process.children(recursive=True)]:
            times = each.cpu_times()
            total += times.user + times.system
        return total

    def memory(self) -> float:
        """Megabytes of its largest process."""
        processes = [self.process, *self.process.children(recursive=True)]
        return max(each.memory_info().rss for each in processes) / 1e6


@contextmanager
def serving(target: str, environ: dict[str, str]) -> Iterator[Server]:
    """gunicorn with one process of four threads; the same for both sides."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "4"]
    command += ["--log-level", "warning", "-b", f"127.0.0.1:{port}", target]
    child = subprocess.Popen(command, env=os.environ | environ, cwd=Path(__file__).parents[2])
    try:
        _wait(port, child)
        yield Server(psutil.Process(child.pid), port)
    finally:
        child.terminate()
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE * 10):
        if child.poll() is not None:
            raise RuntimeError(f"the server ended by itself, with {child.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Visitor:
    """A browser without a face: one connection, its cookies, and the form's hidden fields."""

    def __init__(self, port: int, *, address: str = "127.0.0.1") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.address = address
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, body and where it redirects to."""
        headers = {"X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = self.connection.getresponse()
        body = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        place = urlsplit(response.headers.get("Location", ""))
        return response.status, body, place.path + (f"?{place.query}" if place.query else "")


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    found: dict[str, str] = {}
    for field in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name = re.search(r'name="([^"]*)"', field)
        value = re.search(r'value="([^"]*)"', field)
        if name:
            found[name[1]] = value[1] if value else ""
    return found
