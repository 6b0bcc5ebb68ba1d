"""The ledger of diaries: what each person was sent, whether it arrived, and what they answered to."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.events import actions, ledger, queries
from roundtable.events.models import Event, Meeting
from roundtable.events.views.frame import blueprint, find_event
from roundtable.trail.counting import page_since
from roundtable.web.addresses import here
from roundtable.web.words import count


@blueprint.get("/<int:event_id>/diaries")
@needs(Permission.INVITE)
def diaries(programme: str, event_id: int) -> ResponseReturnValue:
    """Each person's diary, of one meeting or of a whole series."""
    event = find_event(programme, event_id, Permission.INVITE)
    meeting = _meeting_of(event)
    only, search = request.args.get("only", ""), request.args.get("q", "").strip()
    page = page_since(
        event.programme_id, queries.with_people, ledger.ledger, event, meeting, only=only, search=search
    )
    applied = [(ledger.FILTERS[only], here(only=None, page=None))] if only in ledger.FILTERS else []
    if search:
        applied.append((f"“{search}”", here(q=None, page=None)))
    return render_template(
        "events/diaries.html",
        event=event,
        meeting=meeting,
        page=page,
        lines=ledger.lines(event, meeting, page.items),
        only=only,
        search=search,
        filter_choices=list(ledger.FILTERS.items()),
        applied=applied,
        stale=ledger.count_stale(event),
    )


def _meeting_of(event: Event) -> Meeting:
    """The meeting that is asked for; a series is one entry, for which its first stands."""
    number = request.args.get("meeting", type=int)
    found = next((each for each in event.meetings if each.id == number), None)
    return found or (event.coming or event.meetings)[0]


@blueprint.post("/<int:event_id>/diaries/questions")
@needs(Permission.INVITE)
def ask_again(programme: str, event_id: int) -> ResponseReturnValue:
    """Ask those again who said yes to an earlier time; their letters wait in the outbox."""
    event = find_event(programme, event_id, Permission.INVITE)
    written = actions.ask_again(event, by=current_actor())
    if written:
        flash(
            f"{count(written, 'letter waits', 'letters wait')} in the outbox for you to look at.", "success"
        )
    else:
        flash("They were asked already, or have answered since. No letter was written.", "quiet")
    return redirect(url_for(".diaries", programme=programme, event_id=event.id, only="stale"), 303)
