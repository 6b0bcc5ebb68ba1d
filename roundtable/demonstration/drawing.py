"""The findings of the demonstration: drawn, agreed on, one called otherwise than what follows, two gaps merged."""

from sqlalchemy import select

from roundtable.db import db
from roundtable.demonstration import findings
from roundtable.events.models import Event
from roundtable.findings import actions
from roundtable.findings.aims import aims_of
from roundtable.findings.models import Recommendation
from roundtable.literature.models import Reference
from roundtable.programmes.models import Programme
from roundtable.themes.models import Excerpt, Theme
from roundtable.trail import Actor

Excerpts = dict[tuple[str, str], Excerpt]


def draw_findings(
    programme: Programme, themes: dict[str, Theme], excerpts: Excerpts, event: Event, *, by: Actor
) -> None:
    """Draw what the demonstration draws from the words of its invented people."""
    gaps = {
        each.key: actions.draw_gap(
            programme,
            each.title,
            text=each.text,
            theme=themes[each.theme],
            excerpts=_chosen(excerpts, each.words_of),
            by=by,
        )
        for each in findings.GAPS
    }
    audiences = {audience.name: audience for audience in programme.audiences}
    for each in findings.RECOMMENDATIONS:
        made = actions.draw_recommendation(
            programme,
            each.title,
            text=each.text,
            owner=each.owner,
            timescale=each.timescale,
            measure=each.measure,
            strength=each.strength,
            strength_reason=findings.REASONS.get(each.strength, ""),
            theme=themes[each.theme],
            gaps=[gaps[key] for key in each.gaps],
            excerpts=_chosen(excerpts, each.words_of),
            by=by,
        )
        for audience, text in each.asks.items():
            actions.ask(made, audiences[audience], text, by=by)
        _found(made, programme, event, by)
    actions.build_on(gaps["follow"], _references(programme, ("oecd2014",)), by=by)
    _merge(programme, themes, excerpts, by)


def _found(made: Recommendation, programme: Programme, event: Event, by: Actor) -> None:
    """What it builds on and serves, and whether it was agreed on at the table."""
    more = findings.FOUNDATIONS.get(made.title)
    if more is None:
        return
    aims, indicators = aims_of(programme), programme.indicators
    actions.build_on(made, _references(programme, more.references), by=by)
    chosen = [indicators[place] for place in more.indicators]
    actions.serve(made, aims=[aims[place] for place in more.aims], indicators=chosen, by=by)
    if more.agreed:
        actions.agree(made, more.agreed, origin=f"event:{event.id}", event=event, by=by)


def _merge(programme: Programme, themes: dict[str, Theme], excerpts: Excerpts, by: Actor) -> None:
    """Two gaps that turned out to be one."""
    parents = [
        actions.draw_gap(programme, title, theme=themes["waiting"], excerpts=_chosen(excerpts, words), by=by)
        for title, words in findings.SAME
    ]
    actions.merge(parents, findings.MERGED, by=by)


def _chosen(excerpts: Excerpts, words_of: tuple[tuple[str, str], ...]) -> list[Excerpt]:
    return [excerpts[words] for words in words_of if words in excerpts]


def _references(programme: Programme, keys: tuple[str, ...]) -> list[Reference]:
    query = select(Reference).where(Reference.programme_id == programme.id, Reference.key.in_(keys))
    return list(db.session.scalars(query))
