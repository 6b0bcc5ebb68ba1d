"""Settings, read once from the environment; refuses to start half-set."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from roundtable.errors import Refusal

DEVELOPMENT_KEY = "development-only-key-never-for-production"
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$&'*+/=_~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
DOI_RESOLVER = "https://doi.org"
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """What the environment says. Every variable has a line in README's table of settings."""

    database_url: str = "sqlite:///instance/roundtable.db"
    secret_key: str = DEVELOPMENT_KEY
    old_secret_keys: tuple[str, ...] = ()  # still checked, no longer signed with
    base_url: str = "http://127.0.0.1:5000"
    host: str = "127.0.0.1"
    port: int = 5000
    smtp_url: str = ""
    mail_from: str = "roundtable@localhost"
    mail_per_minute: int = 0  # letters at most; 0 is as many as go
    dkim_key: Path | None = None
    dkim_selector: str = ""
    imap_url: str = ""
    redis_url: str = ""
    files_folder: Path = field(default_factory=lambda: Path("instance/files"))
    files_url: str = ""  # where fsspec keeps uploads, such as s3://bucket/prefix; empty: files_folder
    doi_url: str = DOI_RESOLVER  # who is asked what a DOI stands for
    font_paths: tuple[Path, ...] = ()
    trusted_proxies: int = 0
    testing: bool = False

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_for_this_machine(self) -> bool:
        """Nobody else is meant to reach it: BASE_URL names this machine."""
        return urlsplit(self.base_url).hostname in THIS_MACHINE

    @property
    def host_name(self) -> str:
        """The name in BASE_URL, for calendar UIDs and Message-IDs."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def embedded(self) -> bool:
        """One machine: the server's own thread does what runs later."""
        return not self.redis_url

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, where there is one."""
        if not self.is_sqlite or ":memory:" in self.database_url:
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the environment. Raises Refusal, naming the variable and what to do."""
        base_url = (
            environ.get("BASE_URL", "").rstrip("/") or f"http://127.0.0.1:{environ.get('PORT', '5000')}"
        )
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refusal(
                f"BASE_URL is {base_url!r}; it must be an address such as https://roundtable.example.org."
            )
        host = environ.get("HOST", "") or "127.0.0.1"
        local = parts.hostname in THIS_MACHINE
        secret_key = environ.get("SECRET_KEY", "")
        within_reach = not local or host not in THIS_MACHINE
        if within_reach and (len(secret_key) < 32 or secret_key == DEVELOPMENT_KEY):
            raise Refusal(
                "SECRET_KEY must be set to at least 32 random characters when BASE_URL or HOST is not this machine. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        try:
            port = int(environ.get("PORT", "5000"))
        except ValueError:
            raise Refusal(f"PORT is {environ['PORT']!r}; it must be a number.") from None
        proxies = environ.get("TRUSTED_PROXIES", "") or "0"
        if not proxies.isascii() or not proxies.isdecimal() or int(proxies) > 9:
            raise Refusal(f"TRUSTED_PROXIES is {proxies!r}; it must be a number, how many stand before this.")
        trusted_proxies = int(proxies)
        database_url = environ.get("DATABASE_URL", "") or cls.database_url
        for plain in ("postgres://", "postgresql://"):
            if database_url.startswith(plain):
                database_url = "postgresql+psycopg://" + database_url.removeprefix(plain)
        if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise Refusal("DATABASE_URL must begin with sqlite:/// or postgresql://.")
        smtp_url = environ.get("SMTP_URL", "")
        if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
            raise Refusal("SMTP_URL must begin with smtp://, smtp+starttls:// or smtps://.")
        mail_from = environ.get("MAIL_FROM", "") or f"roundtable@{parts.hostname}"
        if smtp_url and not environ.get("MAIL_FROM") and not local:
            raise Refusal("MAIL_FROM must be set with SMTP_URL: the address that invitations come from.")
        if environ.get("MAIL_FROM") and not _PLAIN_ADDRESS.fullmatch(mail_from):
            raise Refusal(
                f"MAIL_FROM is {mail_from!r}; it must be an address alone, such as post@example.org."
            )
        per_minute = environ.get("MAIL_PER_MINUTE", "") or "0"
        if not per_minute.isascii() or not per_minute.isdecimal():
            raise Refusal(f"MAIL_PER_MINUTE is {per_minute!r}; it must be a number of letters.")
        imap_url = environ.get("IMAP_URL", "")
        if imap_url and urlsplit(imap_url).scheme not in ("imap", "imaps", "imap+starttls"):
            raise Refusal("IMAP_URL must begin with imaps://, imap+starttls:// or imap://.")
        return cls(
            database_url=database_url,
            secret_key=secret_key or DEVELOPMENT_KEY,
            old_secret_keys=tuple(filter(None, environ.get("OLD_SECRET_KEYS", "").split())),
            base_url=base_url,
            host=host,
            port=port,
            smtp_url=smtp_url,
            mail_from=mail_from,
            mail_per_minute=int(per_minute),
            dkim_key=_dkim_key(environ),
            dkim_selector=environ.get("DKIM_SELECTOR", ""),
            imap_url=imap_url,
            redis_url=environ.get("REDIS_URL", ""),
            files_folder=Path(environ.get("FILES_FOLDER", "") or "instance/files").absolute(),
            files_url=_files_url(environ),
            doi_url=_doi_url(environ),
            font_paths=tuple(
                Path(place) for place in environ.get("FONT_PATHS", "").split(os.pathsep) if place
            ),
            trusted_proxies=trusted_proxies,
        )


def _files_url(environ: Mapping[str, str]) -> str:
    """Where uploads are kept, if not in a folder."""
    url = environ.get("FILES_URL", "").rstrip("/")
    if not url:
        return ""
    scheme, _, rest = url.partition("://")
    if not rest or not scheme.isalnum():
        raise Refusal(f"FILES_URL is {url!r}; it must be an address such as s3://bucket/prefix.")
    if scheme in ("s3", "s3a") and find_spec("s3fs") is None:
        raise Refusal("FILES_URL names S3, for which s3fs is needed: pip install 'roundtable[s3]'.")
    return url


def _doi_url(environ: Mapping[str, str]) -> str:
    """Who is asked what a DOI stands for."""
    url = environ.get("DOI_URL", "").rstrip("/") or DOI_RESOLVER
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Refusal(f"DOI_URL is {url!r}; it must be an address such as {DOI_RESOLVER}.")
    return url


def _dkim_key(environ: Mapping[str, str]) -> Path | None:
    """The file of the key that letters are signed with."""
    key, selector = environ.get("DKIM_KEY", ""), environ.get("DKIM_SELECTOR", "")
    if not key and not selector:
        return None
    if not key or not selector:
        raise Refusal(
            "DKIM_KEY and DKIM_SELECTOR go together: the file of the key, and the name that DNS has it by."
        )
    from dkim.crypto import UnparsableKeyError, parse_pem_private_key  # only where letters are signed

    try:
        parse_pem_private_key(Path(key).read_bytes())
    except (OSError, UnparsableKeyError) as error:
        raise Refusal(f"DKIM_KEY is {key!r}; it must be a file with an RSA private key in PEM.") from error
    return Path(key).absolute()


def for_tests(**values: object) -> Settings:
    """Settings of a throwaway installation, with a files folder of its own."""
    base = {
        "testing": True,
        "files_folder": Path(tempfile.mkdtemp(prefix="roundtable-files-")),
        "doi_url": "http://127.0.0.1:9",  # nobody answers there
    }
    return Settings(**(base | values))  # type: ignore[arg-type]
