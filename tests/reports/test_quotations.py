"""Check my quotation: asked by a letter, answered by a link, and what was answered holds when it is published."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions import attribute, withdraw
from roundtable.evidence.actions.keeping import unseal
from roundtable.evidence.models import Attribution, Change, Kind, Submission
from roundtable.mail.composing import compose, filled
from roundtable.mail.models import Letter
from roundtable.overview.keeping import take_out
from roundtable.reports import actions, consent, printed, quotations
from roundtable.reports.compiling import compile
from roundtable.reports.models import Answer, Quotation, Report
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

SAID = "Managers learned to ask before anybody went off sick, and nobody had to say why."


def a_report(**values: object) -> Report:
    """A report that quotes a support need under the name of who said it."""
    programme = make.programme(code="MHE")
    make.submission(
        make.call(programme),
        text=SAID,
        kind=Kind.SUPPORT_NEED,
        contributor="Ada Okafor",
        email="ada@people.example",
        **values,
    )
    return actions.make_report(programme, "What was said", by=SYSTEM)


def asked(report: Report) -> Quotation:
    quotations.ask(report, quotations.lines(report, compile(report)), by=SYSTEM)
    return db.session.scalars(select(Quotation)).one()


def test_a_contributor_sees_the_words_and_the_place_and_answers(client: Client) -> None:
    report = a_report()
    client.sign_in(make.account(programme=report.programme))
    page = f"/programmes/{report.programme.slug}/reports/{report.id}/quotations"
    (line,) = quotations.lines(report, compile(report))
    assert line.printed.words == SAID
    assert SAID in client.get(page).text
    assert client.send(page, {"chosen": line.key}).status_code == 303
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_email, letter.approved_at) == ("quotation", "ada@people.example", None)
    sent = filled(compose([letter])[0], live=True)
    link = re.search(r"/quotations/\S+?(?=[)\s])", sent.text + " ")
    assert link
    guest = client.application.test_client()
    mine = guest.get(link[0])
    assert SAID in mine.text
    assert line.printed.place in mine.text
    assert db.session.scalars(select(Quotation)).one().answer is None
    answer = {"answer": "agreed", "attribution": "anonymous", "note": ""}
    assert guest.post(link[0], data=answer).status_code == 303
    assert "Agreed" in client.get(page).text
    (now,) = quotations.lines(report, compile(report))
    assert now.printed.line == "A respondent"

    quotation = db.session.scalars(select(Quotation)).one()
    client.send(f"{page}/{quotation.id}/withdrawal")
    assert guest.get(link[0]).status_code == 404
    (again,) = quotations.lines(report, compile(report))
    assert (again.printed.line, again.standing) == ("Ada Okafor", "not asked")


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.OTHER_WORDS])
def test_what_was_refused_since_cannot_be_published(app: Flask, answer: Answer) -> None:
    report = a_report()
    quotation = asked(report)
    version = actions.freeze(report, by=SYSTEM)
    quotations.respond(quotation, answer, attribution=None, note="No.", by=SYSTEM)
    with pytest.raises(Refusal, match="MHE-0001 in “"):
        actions.publish(version, by=SYSTEM)
    (line,) = quotations.lines(report, compile(report))
    assert line.standing == answer.value
    if answer is Answer.REFUSED:
        assert printed.quoted(compile(report)) == []


def test_another_name_than_the_submissions_is_published_where_its_giver_agreed(app: Flask) -> None:
    report = a_report(attribution=Attribution.ANONYMOUS)
    quotation = asked(report)
    quotations.respond(quotation, Answer.AGREED, attribution=Attribution.NAMED, note="", by=SYSTEM)
    version = actions.freeze(report, by=SYSTEM)
    actions.publish(version, by=SYSTEM)
    assert {each.line for each in printed.quoted(compile(report))} == {"Ada Okafor"}


def test_nobody_is_asked_twice_and_who_gave_no_address_cannot_be(app: Flask) -> None:
    report = a_report()
    lines = quotations.lines(report, compile(report))
    assert quotations.ask(report, lines, by=SYSTEM) == 1
    assert quotations.ask(report, quotations.lines(report, compile(report)), by=SYSTEM) == 0
    lines[0].submission.email = None
    quotations.take_back(db.session.scalars(select(Quotation)).one(), by=SYSTEM)
    with pytest.raises(Refusal, match="without an address"):
        quotations.ask(report, quotations.lines(report, compile(report)), by=SYSTEM)


def test_what_is_withdrawn_after_publication_is_shown_where_it_was_printed_and_as_an_erratum(
    client: Client,
) -> None:
    from roundtable.evidence.actions import withdraw

    report = a_report()
    version = actions.freeze(report, by=SYSTEM)
    actions.publish(version, by=SYSTEM)
    (line,) = quotations.lines(report, compile(report))
    submission = line.submission
    assert [place.version for place in printed.places_of(submission)] == [None, version]
    db.session.commit()
    assert "Erratum" not in client.get(f"/publications/{report.slug}").text
    withdraw(submission, by=SYSTEM)
    assert [place.version for place in printed.places_of(submission)] == [version]
    db.session.commit()
    page = client.get(f"/publications/{report.slug}").text
    assert "Erratum" in page
    assert "MHE-0001" in page
    client.sign_in(make.account(programme=report.programme))
    where = client.get(f"/programmes/{report.programme.slug}/evidence/{submission.id}/printed").text
    assert "What was said, version 1" in where


def test_redacted_words_go_from_what_was_asked(app: Flask) -> None:
    report = a_report()
    quotation = asked(report)
    take_out(quotation.submission, ["went off sick"], change=Change.REDACTED, reason="Health.", by=SYSTEM)
    assert "off sick" not in quotation.words


def test_what_was_taken_out_since_cannot_be_published(app: Flask) -> None:
    report = a_report()
    whose = quotations.lines(report, compile(report))[0].submission
    version = actions.freeze(report, by=SYSTEM)
    consent.refuse_breaches(printed.thawed(version), report.programme_id)
    take_out(whose, ["went off sick"], change=Change.REDACTED, reason="Health.", by=SYSTEM)
    with pytest.raises(Refusal, match="MHE-0001"):
        consent.refuse_breaches(printed.thawed(version), report.programme_id)
    consent.refuse_breaches(printed.thawed(actions.freeze(report, by=SYSTEM)), report.programme_id)
    unseal(whose, reason="They may stand.", by=SYSTEM)
    consent.refuse_breaches(printed.thawed(version), report.programme_id)


@pytest.mark.parametrize("way", ["anonymised", "changed for all uses"])
def test_a_name_that_was_chosen_for_one_use_goes_when_it_is_taken_back_for_all(app: Flask, way: str) -> None:
    report = a_report()
    quotation = asked(report)
    quotations.respond(quotation, Answer.AGREED, attribution=Attribution.NAMED, note="", by=SYSTEM)
    version = actions.freeze(report, by=SYSTEM)
    if way == "anonymised":
        make_nameless(quotation.submission)
    else:
        attribute(quotation.submission, Attribution.ANONYMOUS, by=SYSTEM)
    assert "Ada Okafor" not in str(compile(report))
    with pytest.raises(Refusal, match="MHE-0001"):
        consent.refuse_breaches(printed.thawed(version), report.programme_id)
    quotations.respond(quotation, Answer.AGREED, attribution=Attribution.NAMED, note="", by=SYSTEM)
    assert "Ada Okafor" in str(compile(report))


def test_nobody_is_asked_about_what_they_took_back(app: Flask) -> None:
    quotation = asked(a_report())
    withdraw(quotation.submission, by=SYSTEM)
    (letter,) = db.session.scalars(select(Letter).where(Letter.kind == "quotation"))
    assert compose([letter])[0] is None


def make_nameless(submission: Submission) -> None:
    submission.latest.setting = "A clinic in Leeds."
    take_out(submission, ["Leeds"], change=Change.ANONYMISED, reason="They asked.", by=SYSTEM)
