"""What may not be printed is printed nowhere, and stops publication."""

import pytest
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.documents import Format, export
from roundtable.errors import Refusal
from roundtable.events.models import Answer
from roundtable.evidence.models import Attribution, Kind, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.reports import actions
from roundtable.reports.compiling import compile
from roundtable.reports.consent import breaches
from roundtable.stakeholders.models import Consent, Use
from tests import make
from tests.reports import stage

SECRET = "My manager told the whole canteen about my diagnosis"


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme(code="MHE")


def _everything(programme: Programme) -> str:
    """All that the report says in the text formats."""
    document = compile(stage.report(programme))
    return "\n".join(export(document, each).decode() for each in (Format.HTML, Format.MARKDOWN))


@pytest.mark.parametrize("kind", list(Kind))
def test_names_are_printed_as_far_as_was_agreed(programme: Programme, kind: Kind) -> None:
    call = make.call(programme)
    for attribution, name, place in (
        (Attribution.NAMED, "Nora Named", "Northern Works"),
        (Attribution.ORGANISATION, "Otto Organised", "Orchard Care"),
        (Attribution.ANONYMOUS, "Anna Anonym", "Anvil Forge"),
        (Attribution.WITHHELD, "Will Withheld", "Willow Bakery"),
    ):
        said = make.submission(
            call,
            kind=kind,
            attribution=attribution,
            contributor=name,
            on_behalf_of=place,
            email=f"{name[:4]}@people.example",
            text=SECRET if attribution is Attribution.WITHHELD else f"Words of {attribution.value}.",
        )
        said.latest.contact = f"Ring {name}"
        stage.recommendation(programme, make.excerpt(said), number=said.number)
        stage.gap(programme, make.excerpt(said, ends=18), number=said.number)
    db.session.flush()
    printed = _everything(programme)
    for seen in ("Nora Named", "Northern Works", "Orchard Care", "Words of anonymous", "MHE-0004"):
        assert seen in printed
    for hidden in (
        "Otto",
        "Anna Anonym",
        "Anvil",
        "Will Withheld",
        "Willow",
        SECRET[:18],
        "people.example",
        "Ring",
    ):
        assert hidden not in printed


def test_people_are_named_only_where_they_agreed_and_came(programme: Programme) -> None:
    event = make.event(programme)
    group = make.group(programme, name="Employers")
    for name, answer, use in (
        ("Ada Agreed", Answer.ACCEPTED, Use.NAME),
        ("Bob Silent", Answer.ACCEPTED, None),
        ("Cem Photographed", Answer.ACCEPTED, Use.PHOTOGRAPH),
        ("Dora Declined", Answer.DECLINED, Use.NAME),
    ):
        person = make.stakeholder(programme, group=group, name=name)
        make.invitation(event, person, group_id=group.id, answer=answer)
        if use is not None:
            db.session.add(
                Consent(person_id=person.id, programme_id=programme.id, use=use, given_at=clock.now())
            )
    db.session.expire_all()
    printed = export(compile(stage.report(programme, event=event)), Format.HTML).decode()
    assert "3 people took part, of 4 who were invited." in printed
    assert "Ada Agreed" in printed
    assert not [name for name in ("Bob Silent", "Cem Photo", "Dora Declined") if name in printed]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (f"One said “{SECRET}”.", True),
        ("One of them: my MANAGER  told\nthe whole canteen about it.", True),
        ("A manager told the canteen.", False),
        ("The whole canteen", False),
    ],
)
def test_a_narrative_that_holds_withheld_words_is_found(
    programme: Programme, written: str, found: bool
) -> None:
    make.submission(make.call(programme), text=SECRET, attribution=Attribution.WITHHELD)
    report = stage.report(programme)
    actions.edit_section(report.sections[1], title="Background", body=written, by=stage.BY)
    places = [(each.place, each.reference) for each in breaches(compile(report), programme.id)]
    assert places == ([("Background", "MHE-0001")] if found else [])


def test_a_finding_that_holds_withdrawn_words_is_found(programme: Programme) -> None:
    said = make.submission(make.call(programme), text=SECRET, withdrawn_at=clock.now())
    stage.recommendation(
        programme, make.excerpt(said), number=1, title="Teach discretion", text=f"> {SECRET}"
    )
    found = breaches(compile(stage.report(programme)), programme.id)
    assert [(each.place, each.reference) for each in found] == [("R1 Teach discretion", "MHE-0001")]


def test_a_version_whose_quotation_lost_its_consent_is_not_published(programme: Programme) -> None:
    said = make.submission(make.call(programme), text=SECRET, attribution=Attribution.ANONYMOUS)
    version = actions.freeze(stage.report(programme), by=stage.BY)
    said.attribution = Attribution.WITHHELD
    db.session.flush()
    with pytest.raises(Refusal, match="MHE-0001 in “Evidence”"):
        actions.publish(version, by=stage.BY)
    assert version.published_at is None


def test_the_same_words_from_somebody_who_agreed_are_no_breach(programme: Programme) -> None:
    call = make.call(programme)
    make.submission(call, text=SECRET, attribution=Attribution.WITHHELD)
    make.submission(call, text=SECRET, attribution=Attribution.ANONYMOUS)
    assert breaches(compile(stage.report(programme)), programme.id) == []


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        (Attribution.NAMED, False),
        (Attribution.ORGANISATION, True),
        (Attribution.ANONYMOUS, True),
    ],
)
def test_a_version_that_names_who_no_longer_agrees_to_it_is_not_published(
    programme: Programme, after: Attribution, refused: bool
) -> None:
    call = make.call(programme)
    said = make.submission(call, contributor="Nora Named", on_behalf_of="Northern Works")
    make.submission(call, contributor="Anna Anonym", attribution=Attribution.ANONYMOUS)
    version = actions.freeze(stage.report(programme), by=stage.BY)
    said.attribution = after
    db.session.flush()
    if refused:
        with pytest.raises(Refusal, match="MHE-0001 in “Evidence”"):
            actions.publish(version, by=stage.BY)
    else:
        actions.publish(version, by=stage.BY)
    assert (version.published_at is None) is refused


@pytest.mark.parametrize("taken_back", [Use.NAME, Use.ORGANISATION, Use.QUOTATION])
def test_a_version_that_lists_who_took_their_name_back_is_not_published(
    programme: Programme, taken_back: Use
) -> None:
    event = make.event(programme)
    consents = {}
    for name in ("Ada Agreed", "Bob Stays"):
        person = make.stakeholder(programme, name=name)
        make.post(person, make.organisation(name="Example Foundry"))
        make.invitation(event, person, answer=Answer.ACCEPTED)
        for use in (Use.NAME, Use.ORGANISATION, Use.QUOTATION):
            consent = Consent(person_id=person.id, programme_id=programme.id, use=use, given_at=clock.now())
            db.session.add(consent)
            consents[name, use] = consent
    db.session.flush()
    version = actions.freeze(stage.report(programme, event=event), by=stage.BY)
    consents["Ada Agreed", taken_back].withdrawn_at = clock.now()
    db.session.flush()
    if taken_back is Use.QUOTATION:
        actions.publish(version, by=stage.BY)
        return
    with pytest.raises(Refusal, match="Ada Agreed, Example Foundry in “Those who agreed") as refusal:
        actions.publish(version, by=stage.BY)
    assert "Bob" not in refusal.value.sentence


def test_words_that_their_giver_edited_away_are_no_longer_quoted(programme: Programme) -> None:
    submission = make.submission(
        make.call(programme), text="I was sent home in tears that day.", contributor="Ada"
    )
    stage.recommendation(programme, make.excerpt(submission))
    assert "“I was sent home in tears that day.”" in _everything(programme)
    db.session.add(
        SubmissionVersion(
            submission_id=submission.id, number=2, text="I was given no support.", created_at=clock.now()
        )
    )
    submission.current_version = 2
    db.session.flush()
    db.session.expire_all()
    assert "sent home in tears" not in _everything(programme)
