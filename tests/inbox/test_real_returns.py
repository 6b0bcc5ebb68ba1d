"""Bounces, complaints and automatic replies of seventeen mail systems: each sorted as it says, or as a person would."""

import csv
from pathlib import Path

from roundtable.inbox.reading import Mail
from roundtable.inbox.sorting import Automatic, Complaint, Return, Sorted, sort

HARD, SOFT = "hard", "soft"

# Those whose inventory names no recipient: what a person who reads them would say, one by one.
BY_EYE: dict[str, object] = {
    "sisimai/arf-01.eml": Complaint,  # whose is redacted
    "sisimai/arf-02.eml": (Complaint, "this-local-part-does-not-exist-on-yahoo@yahoo.com"),
    "sisimai/lhost-exim-01.eml": (HARD, "kijitora@example.ed.jp"),
    "sisimai/lhost-exim-02.eml": (HARD, "kijitora@example.jp", "sabatora@example.jp"),
    "sisimai/lhost-exim-03.eml": (HARD, "kijitora@example.jp"),
    "sisimai/lhost-exim-04.eml": (HARD, "kijitora@example.ed.jp"),
    "sisimai/lhost-gmail-01.eml": (HARD, "userunknown@example.jp"),
    "sisimai/lhost-gmail-03.eml": (HARD, "kijitora@example.co.jp"),
    "sisimai/lhost-gmail-04.eml": (HARD, "kijitora@example.com"),
    "sisimai/lhost-googlegroups-01.eml": (HARD, "libsisimai@googlegroups.com"),
    "sisimai/lhost-office365-01.eml": (HARD, "kijitora@example.com"),
    "sisimai/lhost-office365-02.eml": (HARD, "kijitora@example.onmicrosoft.com"),
    "sisimai/lhost-qmail-01.eml": (HARD, "kijitora@example.ne.jp"),
    "sisimai/lhost-qmail-02.eml": (HARD, "filtered@example.jp", "userunknown@example.jp"),
    "sisimai/lhost-qmail-03.eml": (HARD, "kijitora@example.org"),
    "sisimai/lhost-yahoo-01.eml": (HARD, "kijitora@example.org"),
    "sisimai/lhost-yahoo-02.eml": (HARD, "kijitora@example.ed.jp"),
    "sisimai/lhost-zoho-01.eml": (HARD, "kijitora@example.co.jp"),
    "sisimai/rfc3464-04.eml": (
        HARD,
        "kijitora@mailx-53.neko.example.edu",
    ),  # no boundary; its report in the body
    "sisimai/rfc3464-06.eml": (HARD, "kijitora@example.net"),  # the same
    "sisimai/rfc3834-01.eml": Automatic,
    "sisimai/rfc3834-02.eml": Automatic,
    "sisimai/rfc3834-03.eml": Automatic,
    "sisimai/rhost-google-02.eml": (HARD, "neko-nyaan@example.org"),  # boundaries that do not fit
}


def sorted_as(samples: Path, name: str) -> Sorted:
    return sort(Mail((samples / "bounces" / name).read_bytes()))


def test_returns_are_sorted_as_the_inventory_says(samples: Path) -> None:
    with (samples / "INVENTORY_bounces.csv").open(newline="") as lines:
        rows = {row["file"].removeprefix("bounces/"): row["recipients"] for row in csv.DictReader(lines)}
    named = {name: recipients for name, recipients in rows.items() if recipients}
    assert (len(named), set(rows) - set(named)) == (30, set(BY_EYE))
    for name, recipients in named.items():
        found = sorted_as(samples, name)
        assert isinstance(found, Return), name
        expected = []
        for one in recipients.split(" | "):
            address, action, status = one.split(",")
            status = status.partition(" ")[0]
            hard = action == "failed" and status.startswith("5")
            expected.append((address.strip("<>"), action, status, hard))
        got = [(one.address, one.action, one.status, one.hard) for one in found.recipients]
        assert sorted(got) == sorted(expected), name


def test_the_others_end_where_a_person_would_put_them(samples: Path) -> None:
    for name, expected in BY_EYE.items():
        found = sorted_as(samples, name)
        match found:
            case Return():
                assert {one.hard for one in found.recipients} == {True}, name
                assert (HARD, *sorted(one.address for one in found.recipients)) == expected, name
            case Complaint() if found.recipients:
                assert (Complaint, *found.recipients) == expected, name
            case _:
                assert type(found) is expected, name


def test_letters_that_people_wrote_are_letters(samples: Path) -> None:
    for place in sorted((samples / "reply_quoting").rglob("*.eml")):
        assert type(sort(Mail(place.read_bytes()))).__name__ == "Written", place.name
