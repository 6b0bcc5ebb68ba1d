"""The reports of the demonstration: one in the making, and the employers' briefing, published."""

from roundtable.db import db
from roundtable.demonstration import reports
from roundtable.events.models import Event
from roundtable.programmes.models import Programme
from roundtable.reports import actions, quotations
from roundtable.reports.compiling import compile
from roundtable.reports.models import Answer, Report, ReportKind
from roundtable.trail import Actor, ActorKind

WORDS = {
    "Summary": reports.SUMMARY,
    "Background": reports.BACKGROUND,
    "Method and numbers": reports.METHOD,
    "Why this matters": reports.BRIEFING,
}
SUBTITLE = "What the table said about mental health and employment, and what should be done"
IN_SHORT = (
    "Help comes too late. People who struggle at work, and those who employ them, need somebody to ask while the job "
    "can still be kept."
)
FOR_EMPLOYERS = "What employers can do in the first two weeks, and what helps them to do it."


def write_reports(programme: Programme, event: Event, *, by: Actor) -> None:
    """Make the round-table report in the making and the employers' briefing, and publish the briefing."""
    whole = actions.make_report(
        programme,
        "Keeping work: what the round table found",
        subtitle=SUBTITLE,
        summary=IN_SHORT,
        event=event,
        by=by,
    )
    _fill(whole, by)
    _check_quotations(whole, by)
    employers = next(audience for audience in programme.audiences if audience.name == "Employers")
    briefing = actions.make_report(
        programme,
        "Keeping people in work: what employers can do",
        kind=ReportKind.BRIEFING,
        summary=FOR_EMPLOYERS,
        event=event,
        audience=employers,
        by=by,
    )
    _fill(briefing, by)
    actions.publish(actions.freeze(briefing, by=by), by=by)


def _check_quotations(report: Report, by: Actor) -> None:
    """Ask two contributors about words of theirs that it prints; one of them has agreed."""
    asked = [line for line in quotations.lines(report, compile(report)) if line.address][:2]
    quotations.ask(report, asked, by=by)
    for one in db.session.scalars(quotations.of_report(report).limit(1)):
        quotations.respond(one, Answer.AGREED, attribution=None, note="", by=Actor(ActorKind.GUEST))


def _fill(report: Report, by: Actor) -> None:
    for section in report.sections:
        if section.title in WORDS:
            actions.edit_section(section, title=section.title, body=WORDS[section.title], by=by)
