"""One's own vote, by its personal link: one item a screen, or all on one page. No account, no script needed."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import public
from roundtable.documents.html import to_html
from roundtable.priorities import actions
from roundtable.priorities.forms.ballots import ENDS, BallotForm, ballot_form
from roundtable.priorities.guest_views import blueprint
from roundtable.priorities.guest_views.frame import OFTEN, Sheet, actor_of, before, find, sheet_of, whose
from roundtable.priorities.guest_views.results import may_be_seen
from roundtable.priorities.models import Item, Place
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.limits import limiter

PAGE = 20


@blueprint.get("/v/<token>")
@public
def vote(token: str) -> ResponseReturnValue:
    """Who asks and why, how far one is, and where to go on."""
    sheet = sheet_of(find(token))
    round = sheet.participant.round
    return render_template(
        "priorities/guest/vote.html",
        **_frame(sheet, token),
        introduction=to_html(round.introduction, base_level=2),
        following=sheet.after(None),
        released=may_be_seen(round),
        form=DeedForm(formdata=None),
    )


@blueprint.route("/v/<token>/items/<int:number>", methods=["GET", "POST"])
@public
@limiter.limit(OFTEN, methods=["POST"], key_func=whose)
def item(token: str, number: int) -> ResponseReturnValue:
    """One item on a screen: saved when it is sent, then the next that has no answer."""
    sheet = sheet_of(find(token))
    found = next((one for one in sheet.items if one.number == number), None)
    if found is None or sheet.is_whole:
        abort(404)
    form = ballot_form(sheet.participant.round, [found], sheet.votes)
    if not form.validate_on_submit():
        return show_form(
            "priorities/guest/item.html",
            form,
            item=found,
            firsts=before(sheet.participant, [found]),
            **_frame(sheet, token),
        )
    _save(sheet, form)
    return redirect(_onward(sheet, found, token), 303)


@blueprint.route("/v/<token>/all", methods=["GET", "POST"])
@public
@limiter.limit(OFTEN, methods=["POST"], key_func=whose)
def table(token: str) -> ResponseReturnValue:
    """All items on one page, or twenty where each is answered by itself."""
    sheet = sheet_of(find(token))
    last = 1 if sheet.is_whole else max(1, -(-len(sheet.items) // PAGE))
    number = min(max(1, request.args.get("page", 1, type=int) or 1), last)
    shown = sheet.items if sheet.is_whole else sheet.items[(number - 1) * PAGE : number * PAGE]
    form = ballot_form(sheet.participant.round, shown, sheet.votes)
    if not form.validate_on_submit():
        context: dict[str, Any] = _frame(sheet, token) | {"page": number, "last": last}
        return show_form(
            "priorities/guest/table.html", form, firsts=before(sheet.participant, shown), **context
        )
    saved = _save(sheet, form)
    flash("Your votes are saved." if saved else "Nothing was changed.", "success" if saved else "quiet")
    onward = (
        {"page": number + 1}
        if number < last and form.leads_on.data
        else {"page": number if number > 1 else None}
    )
    return redirect(url_for(".table", token=token, **onward), 303)


@blueprint.post("/v/<token>/completion")
@public
@limiter.limit(OFTEN, key_func=whose)
def finish(token: str) -> ResponseReturnValue:
    """Say that one is done; everything can be changed until the round closes."""
    participant = find(token)
    actions.finish(participant, by=actor_of(participant))
    flash("Thank you. You can change your votes until the round closes.", "success")
    return redirect(url_for(".vote", token=token), 303)


def _frame(sheet: Sheet, token: str) -> dict[str, Any]:
    round = sheet.participant.round
    return {
        "sheet": sheet,
        "participant": sheet.participant,
        "round": round,
        "programme": round.programme,
        "organiser": round.programme.organiser or round.programme.title,
        "token": token,
        "ends": ENDS,
    }


def _save(sheet: Sheet, form: BallotForm) -> int:
    place = Place.ROOM if sheet.participant.round.in_room_since else Place.HOME
    return actions.cast(sheet.participant, form.said, by=actor_of(sheet.participant), place=place)


def _onward(sheet: Sheet, item: Item, token: str) -> str:
    """The next item, in their order, until the last; then what is still open, or the end."""
    place = sheet.items.index(item) + 1
    if place < len(sheet.items):
        return url_for(".item", token=token, number=sheet.items[place].number)
    return url_for(".vote", token=token)
