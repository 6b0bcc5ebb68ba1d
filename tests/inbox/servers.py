"""Postfix and Dovecot as Debian packages them, in a folder and on ports of their own, for as long as a test lasts."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

OURS, THEIRS = "roundtable.test", "people.test"
MAILBOXES = (f"roundtable@{OURS}", f"ada@{THEIRS}")
PASSWORD = "only-here"
POSTFIX, DOVECOT = shutil.which("postfix"), shutil.which("dovecot")


def missing() -> str:
    """Why they cannot be started here; empty where they can."""
    if POSTFIX is None or DOVECOT is None:
        return "Postfix and Dovecot are not on this machine"
    return "" if os.geteuid() == 0 else "Postfix is started by root only"


@dataclass(frozen=True)
class Servers:
    """Where the two listen."""

    smtp: int
    imap: int

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp}"

    def imap_url(self, mailbox: str) -> str:
        return f"imap://{mailbox.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX"


@contextmanager
def running() -> Iterator[Servers]:
    """Both servers; whatever they left in the queue goes with them."""
    with TemporaryDirectory(prefix="roundtable-servers-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the servers drop root; pytest's own folders are closed to others
        yield from _running(folder)


def _running(folder: Path) -> Iterator[Servers]:
    found = Servers(*_free_ports(2))
    postfix, dovecot = _postfix(folder, found.smtp), _dovecot(folder, found.imap)
    try:
        for start in (
            [*postfix, "start"],
            dovecot,
        ):  # each ends once it listens; its children keep what it prints
            said = folder / "said"
            with said.open("w") as out:
                done = subprocess.run(start, stdout=out, stderr=out, timeout=60, check=False)
            assert done.returncode == 0, f"{start} ended with {done.returncode}: {_said(folder)}"
        yield found
    finally:
        for pid in (folder / "queue/pid/master.pid", folder / "dovecot/run/master.pid"):
            with suppress(FileNotFoundError, ProcessLookupError):
                os.kill(int(pid.read_text()), signal.SIGTERM)


def _said(folder: Path) -> str:
    """What the two wrote down, for whoever reads of a failure."""
    logs = (folder / "said", folder / "postfix.log", folder / "dovecot/log")
    return "\n".join(log.read_text() for log in logs if log.exists())


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _postfix(folder: Path, port: int) -> list[str]:
    etc, queue, mail = folder / "postfix", folder / "queue", folder / "mail"
    for place in (etc, queue, folder / "data", mail):
        place.mkdir()
    owner = pwd.getpwnam("postfix")
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    (etc / "mailboxes").write_text("".join(f"{one} {one}/\n" for one in MAILBOXES))
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": queue,
        "data_directory": folder / "data",
        "maillog_file": folder / "postfix.log",
        "maillog_file_prefixes": folder,
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": f"mail.{OURS}",
        "mydestination": "",
        "mynetworks": "127.0.0.0/8",
        "relay_domains": "",
        "default_transport": "error:nothing leaves this machine",
        "alias_maps": "",
        "recipient_delimiter": "+",
        "smtpd_relay_restrictions": "permit_mynetworks, reject",
        # An address that is not there is found out later, as it is with most servers that stand before others.
        "smtpd_reject_unlisted_recipient": "no",
        "virtual_mailbox_domains": f"{OURS}, {THEIRS}",
        "virtual_mailbox_base": mail,
        "virtual_mailbox_maps": f"texthash:{etc}/mailboxes",
        "virtual_minimum_uid": "1",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
    }
    (etc / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
    services = (
        f"127.0.0.1:{port} inet n - n - - smtpd",
        "cleanup unix n - n - 0 cleanup",
        "qmgr unix n - n 300 1 qmgr",
        "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce",
        "trace unix - - n - 0 bounce",
        "proxymap unix - - n - - proxymap",
        "error unix - - n - - error",
        "retry unix - - n - - error",
        "virtual unix - n n - - virtual",
        "anvil unix - - n - 1 anvil",
        "postlog unix-dgram n - n - 1 postlogd",
    )
    (etc / "master.cf").write_text("".join(f"{line}\n" for line in services))
    return [str(POSTFIX), "-c", str(etc)]


def _dovecot(folder: Path, port: int) -> list[str]:
    etc = folder / "dovecot"
    etc.mkdir()
    owner = pwd.getpwnam("postfix")
    (etc / "dovecot.conf").write_text(
        f"""
base_dir = {etc}/run
state_dir = {etc}
log_path = {etc}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
    )
    return [str(DOVECOT), "-c", str(etc / "dovecot.conf")]
