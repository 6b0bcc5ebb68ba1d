"""The mail server: over TLS, with a name and a password, and with commands in one go."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from roundtable.errors import Refusal
from roundtable.mail.smtp import Connection, Rejected, Server, Unreachable
from tests.faults.sink import counting
from tests.mail.sink import Sink, listening

pytestmark = [pytest.mark.one_database, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
LETTER = b"Subject: Tea\r\nMessage-ID: <1@here>\r\n\r\n.a line that begins with a dot\r\n..and two\r\n"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")]),
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=2))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("tls") / "sink.pem"
    pem = serialization.Encoding.PEM
    place.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return place


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What the sink shows; this program trusts it, as it would the system's authorities."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return _shown(certificate)


def _shown(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _only_olive(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"olive", b"p@ss:word")
    return AuthResult(success=good, handled=good)


Listening = Callable[..., Any]


@pytest.fixture(params=["smtps", "smtp+starttls"])
def guarded(request: pytest.FixtureRequest, trusted: ssl.SSLContext) -> Iterator[tuple[Sink, str, str]]:
    """A sink that wants TLS and a password; its scheme and its port."""
    scheme: str = request.param
    way = (
        {"ssl_context": trusted} if scheme == "smtps" else {"tls_context": trusted, "require_starttls": True}
    )
    more = {"authenticator": _only_olive, "auth_required": True, "auth_require_tls": scheme != "smtps"}
    with listening(**way, **more) as sink:
        yield sink, scheme, sink.url.rpartition(":")[2]


def post(url: str) -> None:
    with Connection(Server.from_url(url)) as connection:
        for _ in range(2):
            connection.begin("post@roundtable.example", "ada@people.example")
            connection.hand_over(LETTER)


def test_letters_go_over_tls_after_a_sign_in(guarded: tuple[Sink, str, str]) -> None:
    sink, scheme, port = guarded
    post(f"{scheme}://olive:p%40ss%3Aword@127.0.0.1:{port}")
    assert sink.octets == [LETTER, LETTER]


def test_a_wrong_password_hands_nothing_over(guarded: tuple[Sink, str, str]) -> None:
    sink, scheme, port = guarded
    with pytest.raises(Unreachable, match="cannot be used"):
        post(f"{scheme}://olive:wrong@127.0.0.1:{port}")
    assert sink.octets == []


def test_a_server_that_nobody_vouches_for_gets_nothing(certificate: Path) -> None:
    with listening(ssl_context=_shown(certificate)) as sink:
        with pytest.raises(Unreachable, match=r"(?i)certificate"):
            post(sink.url.replace("smtp:", "smtps:"))
        assert sink.octets == []


def test_a_server_without_starttls_gets_nothing_in_the_clear() -> None:
    with listening() as sink:
        with pytest.raises(Unreachable, match="STARTTLS"):
            post(sink.url.replace("smtp:", "smtp+starttls:"))
        assert sink.octets == []


def test_a_refused_recipient_does_not_end_a_connection_that_takes_commands_in_one_go() -> None:
    with counting() as sink, Connection(Server.from_url(sink.url)) as connection:
        with pytest.raises(Rejected, match=r"550: no such user"):
            connection.begin("post@roundtable.example", "nobody@people.example")
        connection.begin("post@roundtable.example", "ada@people.example")
        connection.hand_over(LETTER)
        assert sink.taken == {"<1@here>": 1}


def test_a_refused_sender_is_no_fault_of_the_letter() -> None:
    refused = pytest.raises(Unreachable, match=r"550: not from you")
    with counting() as sink, Connection(Server.from_url(sink.url)) as connection, refused:
        connection.begin("stranger@roundtable.example", "ada@people.example")


@pytest.mark.parametrize(
    "url", ["http://mail.example", "smtp://", "smtp://mail.example:many", "mail.example"]
)
def test_what_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="SMTP_URL"):
        Server.from_url(url)
