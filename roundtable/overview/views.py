"""What an account sees across rooms: a programme's history, a person's whole story."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, may, needs
from roundtable.mail.composing import label_of
from roundtable.overview.people import whole_story
from roundtable.overview.stories import tell
from roundtable.programmes.entrance import enter
from roundtable.stakeholders import queries as stakeholders
from roundtable.trail import queries as trail
from roundtable.web.pages import find_or_404, page_of

blueprint = Blueprint("overview", __name__)


@blueprint.get("/programmes/<programme>/history")
@needs(Permission.SEE)
def history(programme: str) -> ResponseReturnValue:
    """What was done in this programme, newest first."""
    entered = enter(programme)
    page = page_of(trail.in_programme(entered.id))
    lines = tell(page.items, entered.slug, sees_people=may(Permission.SEE_PEOPLE, entered.id))
    return render_template("overview/history.html", programme=entered, page=page, lines=lines)


@blueprint.get("/programmes/<programme>/stakeholders/<int:person_id>/story")
@needs(Permission.SEE_PEOPLE)
def story(programme: str, person_id: int) -> ResponseReturnValue:
    """One person's whole story here: asked, answered, sent, written to."""
    entered = enter(programme, Permission.SEE_PEOPLE)
    person = find_or_404(stakeholders.ever_in_programme(entered), person_id)
    found = whole_story(person, entered)
    return render_template(
        "overview/story.html",
        programme=entered,
        person=person,
        story=found,
        lines=tell(found.deeds, entered.slug, sees_people=True),
        label_of=label_of,
        sees_evidence=may(Permission.SEE_EVIDENCE, entered.id),
        sees_letters=may(Permission.SEND, entered.id),
    )
