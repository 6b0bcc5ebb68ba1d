"""What other programs wrote, read."""

import csv
from pathlib import Path

import pytest

from roundtable.calendar.reading import read
from roundtable.errors import Refusal

REFUSED = {
    "bad_custom_ms_tz2", "broken_dtstart", "created_calendar_with_unicode_fields", "event_with_escaped_character3",
    "event_with_escaped_character4", "event_with_escaped_characters", "fuzz_testcase_0_char_in_component_name",
    "invalid_duration", "issue_100_transformed_doctests_into_unittests", "issue_104_broken_calendar",
    "issue_1050_multiple_calendars", "issue_1081_invalid_start_valid_end", "issue_1561_image_value",
    "issue_722_missing_timezones", "issue_798_related_to", "ms_timezones", "pacific_fiji", "pr_480_summary_with_colon",
    "rfc_6868", "rfc_7265_request_status", "rfc_7986_conferences", "small_bad_calendar",
}  # fmt: skip
"""Events without a beginning, or with one that is none; several calendars or none; lines that are no lines."""


def test_real_calendars_are_read_or_refused_with_a_sentence(samples: Path) -> None:
    with (samples / "INVENTORY_ics.csv").open(newline="") as file:
        inventory = list(csv.DictReader(file))
    refused = set()
    for said in inventory:
        try:
            entries = read((samples / said["file"]).read_bytes())
        except Refusal as refusal:
            assert refusal.sentence.startswith("This is not a calendar file that can be read: ")
            refused.add(Path(said["file"]).stem)
            continue
        assert len(entries) == int(said["n_vevent"]), said["file"]
        if entries:
            assert entries[0].method == said["method"], said["file"]
            assert entries[0].uid in (said["uid"], ""), said["file"]
    bare_rules = {f"rrules{number}" for number in (1, 3, 6, 8, 9, 10, 11, 17, 22, 24, 27)}
    assert refused == REFUSED | bare_rules


def test_what_is_no_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal, match="not a calendar file"):
        read(b"<html>")
