"""What may be printed of a submission, and under which name."""

import pytest
from flask import Flask

from roundtable import clock
from roundtable.evidence.attribution import attribution_line, may_be_quoted
from roundtable.evidence.models import Attribution
from tests import make

WHO = {"contributor": "Ada Okafor", "on_behalf_of": "Example Mind", "pseudonym": "r-17"}


@pytest.mark.parametrize(
    "attribution, given, line",
    [
        (Attribution.NAMED, WHO, "Ada Okafor, Example Mind"),
        (Attribution.NAMED, {**WHO, "on_behalf_of": ""}, "Ada Okafor"),
        (Attribution.NAMED, {"pseudonym": "r-17"}, "A respondent (Employers)"),
        (Attribution.ORGANISATION, WHO, "Example Mind"),
        (Attribution.ORGANISATION, {**WHO, "on_behalf_of": ""}, "A respondent (Employers)"),
        (Attribution.ANONYMOUS, WHO, "A respondent (Employers)"),
        (Attribution.WITHHELD, WHO, None),
    ],
)
def test_a_name_is_printed_only_as_far_as_its_bearer_agreed(
    app: Flask, attribution: Attribution, given: dict[str, str], line: str | None
) -> None:
    call = make.call(make.programme())
    employers = make.group(call.programme, name="Employers")
    submission = make.submission(call, attribution=attribution, group_id=employers.id, **given)
    assert attribution_line(submission) == line


def test_a_respondent_of_no_group_is_just_that(app: Flask) -> None:
    submission = make.submission(make.call(make.programme()), attribution=Attribution.ANONYMOUS, **WHO)
    assert attribution_line(submission) == "A respondent"


def test_what_was_withdrawn_is_not_printed(app: Flask) -> None:
    submission = make.submission(make.call(make.programme()), withdrawn_at=clock.now(), **WHO)
    assert attribution_line(submission) is None
    assert not may_be_quoted(submission)
