"""What waits in the moderation queue: a campaign's letter three times, roads, a name that was taken out, a concern."""

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence import likeness
from roundtable.evidence.actions import Contribution, Said, moderating, submit
from roundtable.evidence.models import Attribution, Call, Change, Kind, Submission
from roundtable.overview.keeping import take_out
from roundtable.programmes.actions import edit_safeguarding
from roundtable.trail import Actor, ActorKind

LETTER = (
    "I ask the round table to recommend that every talking therapies team has its own employment adviser. People who "
    "are still in work are left to wait until the job is gone, and nobody rings them in between. {}"
)
SIGNED = (
    ("Perpetua Lindqvist", "I have waited eleven months myself."),
    ("Barnaby Stowe", "My brother lost his job in this way."),
    ("Odette Marlowe", ""),
)
ROADS = "The bus to the clinic is late every Tuesday, and the road at the bridge is never mended."
NAMED = (
    "Our service turned away Thaddeus Wickham-Lee, a lorry driver, because he was still at work. He had asked for help "
    "in good time. [Invented for the demonstration.]"
)
CONCERN = "The last sentence may mean more than it says. Please look at it today."


def keep_whole(call: Call, by: Actor) -> None:
    """Receive them as the public does, and let an organiser do what organisers do."""
    guest = Actor(ActorKind.GUEST)
    for name, sentence in SIGNED:
        _send(call, name, Kind.RECOMMENDATION, LETTER.format(sentence).strip(), guest)
    roads = _send(call, "", Kind.GAP, ROADS, guest)
    moderating.set_out_of_scope(
        roads, "It is about transport; this call asks about support in work.", tell=False, by=by
    )
    named = _send(call, "", Kind.EVIDENCE, NAMED, guest)
    take_out(
        named,
        ["Thaddeus Wickham-Lee"],
        change=Change.ANONYMISED,
        reason="It named somebody who did not ask.",
        by=by,
    )
    edit_safeguarding(
        call.programme,
        safeguarding_name="Olive Organiser",
        safeguarding_email="olive@roundtable.example",
        by=by,
    )
    tired = _send(
        call,
        "",
        Kind.SUPPORT_NEED,
        "I am tired of explaining. Some mornings I do not see the point of it.",
        guest,
    )
    moderating.raise_concern(tired, CONCERN, by=by)
    everything = db.session.scalars(
        select(Submission).where(Submission.call_id == call.id).order_by(Submission.id)
    )
    likeness.compare(call.programme_id, [likeness.text_of(each) for each in everything])


def _send(call: Call, name: str, kind: Kind, text: str, by: Actor) -> Submission:
    contribution = Contribution(
        kind=kind,
        said=Said(text=text, needed_by="clients" if kind is Kind.SUPPORT_NEED else ""),
        attribution=Attribution.NAMED if name else Attribution.ANONYMOUS,
        contributor=name,
    )
    return submit(call, contribution, by=by)
