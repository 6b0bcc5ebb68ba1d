"""Fetch something small over the network, for somebody who waits: in seconds, and never from the network within.

What an answer leads on to was written elsewhere. It is followed by https alone, to addresses of the public internet
alone, and the connection goes to the very address that was looked at: a name that means something else a moment later
(DNS rebinding) changes nothing. https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

LIMIT = 5.0
"""Seconds for all of it: names, connections, what is led on to, and the answer to its end."""
LARGEST = 1_000_000
"""Octets."""
MOST_LEADS = 5
LEADS = frozenset({301, 302, 303, 307, 308})
_NAT64 = IPv6Network("64:ff9b::/96")
_WITHIN = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
# IPv4 in its oldest writing, NAT64 of a network's own (RFC 8215), site-local: `ipaddress` takes them for global.


class Unreached(Exception):
    """There is no answer; the text says why, as the rest of a sentence that begins with who was asked."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    media_type: str
    content: bytes


def fetch(address: str, *, accept: str, limit: float = LIMIT) -> Answer:
    """What stands at the address, which the operator chose: that one may be anywhere. Raises Unreached.

    Done beside the caller, because looking a name up knows no time limit; a caller that waited long enough hangs up.
    """
    came: SimpleQueue[Answer | Exception] = SimpleQueue()
    lines: list[socket.socket] = []
    until = time.monotonic() + limit
    Thread(target=_kept, args=(came, lambda: _followed(address, accept, until, lines)), daemon=True).start()
    try:
        found = came.get(timeout=limit)
    except Empty:
        for line in lines:
            _hang_up(line)
        raise Unreached(f"did not answer within {limit:g} seconds") from None
    if isinstance(found, TimeoutError):
        raise Unreached(f"did not answer within {limit:g} seconds") from found
    if isinstance(found, Unreached):
        raise found
    if isinstance(found, Exception):
        raise Unreached("cannot be reached") from found
    return found


def _kept(came: "SimpleQueue[Answer | Exception]", get: Callable[[], Answer]) -> None:
    try:
        came.put(get())
    except (OSError, HTTPException, ValueError, Unreached) as error:  # ValueError: an address that is none
        came.put(error)


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it is down already
        line.shutdown(socket.SHUT_RDWR)


def _followed(address: str, accept: str, until: float, lines: list[socket.socket]) -> Answer:
    place = urlsplit(address)
    for leads in range(MOST_LEADS + 1):
        connection = _connected(place, until, lines, anywhere=not leads)
        try:
            target = (place.path or "/") + (f"?{place.query}" if place.query else "")
            connection.request("GET", target, headers={"Accept": accept, "User-Agent": "Roundtable"})
            response = connection.getresponse()
            to = response.getheader("Location") if response.status in LEADS else None
            if to is None:
                return Answer(
                    response.status, response.headers.get_content_type(), _read_whole(response, until)
                )
        finally:
            connection.close()
        place = urlsplit(urljoin(place.geturl(), to))
        if place.scheme != "https" or not place.hostname or place.username is not None:
            raise Unreached("leads on to an address that is not followed")
    raise Unreached("leads on and on")


def _connected(
    place: SplitResult, until: float, lines: list[socket.socket], *, anywhere: bool
) -> HTTPConnection:
    """A connection to an address that was looked at, with the name for its certificate and its Host."""
    secure, name = place.scheme == "https", place.hostname or ""
    port = place.port or (443 if secure else 80)
    found = [str(where[0]) for *_, where in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    if not anywhere and not all(map(is_public, found)):
        raise Unreached("leads on to an address that is not followed")
    line = socket.create_connection((found[0], port), timeout=_left(until))
    lines.append(line)
    if secure:
        import ssl  # only where something is fetched

        line = ssl.create_default_context().wrap_socket(line, server_hostname=name)
        lines.append(line)
    line.settimeout(_left(until))
    connection = HTTPConnection(name, port if place.port else None)
    if secure:
        connection.default_port = 443
        connection.port = port
    connection.sock = line
    return connection


def is_public(address: str) -> bool:
    """Whether it is one of the public internet: not of this machine, of a network within, nor kept for something else."""
    found: IPv4Address | IPv6Address | None = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found in _NAT64:
            found = IPv4Address(int(found) & 0xFFFF_FFFF)
        else:
            found = found.ipv4_mapped or found.sixtofour or found
        if any(isinstance(found, IPv6Address) and found in each for each in _WITHIN):
            return False
    return found is not None and found.is_global and not found.is_multicast


def _read_whole(response: HTTPResponse, until: float) -> bytes:
    found = bytearray()
    while piece := response.read1(65_536):
        found += piece
        if len(found) > LARGEST:
            raise Unreached("answers with more than a description of one work")
        _left(until)
    return bytes(found)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
