"""Set submissions aside, gather campaigns, raise a concern; each can be undone."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import moderation_letters as letters
from roundtable.evidence.actions.keeping import account_of
from roundtable.evidence.actions.submissions import counting, hold
from roundtable.evidence.models import Aside, Campaign, Likeness, SafeguardingFlag, Submission, Verdict
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record


def set_out_of_scope(submission: Submission, reason: str, *, tell: bool, by: Actor) -> None:
    """Keep a submission and count it no longer. The contributor is told why where that is wanted: a letter waits."""
    hold(submission)
    _refuse_withdrawn(submission)
    if submission.set_aside_at is not None:
        return
    _set_aside(submission, Aside.OUT_OF_SCOPE, reason)
    record("set aside", submission, by=by, told=tell)
    if tell:
        letters.out_of_scope(submission)


def set_as_duplicate(submission: Submission, of: Submission, *, by: Actor) -> None:
    """Keep what was sent twice, and count it once. Refuses a circle, and one of another programme."""
    hold(submission)
    _refuse_withdrawn(submission)
    if of.id == submission.id or of.programme_id != submission.programme_id:
        raise Refusal("Give the number of another submission to this programme.", field="duplicate_of")
    if not of.stands:
        raise Refusal(
            f"{of.reference} does not count itself. Choose the one that does.", field="duplicate_of"
        )
    if submission.set_aside_at is not None:
        return
    submission.duplicate_of_id = of.id
    _set_aside(submission, Aside.DUPLICATE, f"Says again what {of.reference} says.")
    record("set aside as a duplicate", submission, by=by, of=of.id)


def _set_aside(submission: Submission, kind: Aside, reason: str) -> None:
    with counting(submission):
        submission.set_aside_at, submission.set_aside_as = clock.now(), kind
        submission.set_aside_reason = reason


def take_back(submission: Submission, *, by: Actor) -> None:
    """Let what was set aside count again."""
    hold(submission)
    if submission.set_aside_at is None:
        return
    with counting(submission):
        submission.set_aside_at = submission.set_aside_as = submission.duplicate_of_id = None
        submission.set_aside_reason = ""
    reopened = update(Likeness).where(
        Likeness.submission_id == submission.id, Likeness.verdict == Verdict.DUPLICATE
    )
    db.session.execute(
        reopened.values(verdict=None, decided_at=None), execution_options={"synchronize_session": "fetch"}
    )
    record("counted again", submission, by=by)


def gather(programme: Programme, submissions: Iterable[Submission], title: str, *, by: Actor) -> Campaign:
    """Gather submissions with nearly the same words: each counts, and says of how many it is one."""
    chosen = list(submissions)
    if len(chosen) < 2:
        raise Refusal("A campaign is made of two submissions or more. Choose them.", field="chosen")
    live = _live(chosen)
    if held := [each for each in chosen if each.campaign_id in live]:
        raise Refusal(f"{held[0].reference} is in a campaign already.", field="chosen")
    campaign = Campaign(programme_id=programme.id, title=title.strip() or "Campaign", made_at=clock.now())
    db.session.add(campaign)
    db.session.flush()
    for each in chosen:
        each.campaign_id = campaign.id
    db.session.flush()
    record("gathered", campaign, by=by, number=len(chosen))
    return campaign


def dissolve(campaign: Campaign, *, by: Actor) -> None:
    """Let its submissions stand by themselves again."""
    if campaign.dissolved_at is None:
        campaign.dissolved_at = clock.now()
        db.session.flush()
        record("dissolved", campaign, by=by)


def gather_again(campaign: Campaign, *, by: Actor) -> None:
    """Undo that."""
    if campaign.dissolved_at is not None:
        campaign.dissolved_at = None
        db.session.flush()
        record("gathered again", campaign, by=by)


def decide(
    first: Submission, alike: Sequence[Likeness], verdict: Verdict, *, title: str = "", by: Actor
) -> None:
    """Say what submissions are that say nearly what the first one says. Nothing is applied without this."""
    hold(first)
    numbers = [each.id for each in alike]
    query = select(Likeness).where(Likeness.id.in_(numbers), Likeness.verdict.is_(None)).with_for_update()
    chosen = db.session.scalars(query, execution_options={"populate_existing": True}).all()
    if not chosen:
        raise Refusal("Choose at least one of those that are alike.", field="chosen")
    programme = db.session.get_one(Programme, first.programme_id)
    if verdict is Verdict.CAMPAIGN:
        _gather_with(programme, first, [each.submission for each in chosen], title, by=by)
    for each in chosen:
        if verdict is Verdict.DUPLICATE:
            set_as_duplicate(each.submission, first, by=by)
        each.verdict, each.decided_at = verdict, clock.now()
    db.session.flush()
    record("decided what is like", first, by=by, verdict=verdict.value, number=len(chosen))


def _gather_with(
    programme: Programme, first: Submission, others: list[Submission], title: str, *, by: Actor
) -> None:
    """Join the campaign that one of them is in, the first before the others, or begin one."""
    together = [first, *others]
    live = _live(together)
    known = next((each.campaign_id for each in together if each.campaign_id in live), None)
    if known is None:
        gather(programme, together, title, by=by)
        return
    joining = [each for each in together if each.campaign_id not in live]
    for each in joining:
        each.campaign_id = known
    record("gathered", db.session.get_one(Campaign, known), by=by, number=len(joining))


def _live(submissions: Iterable[Submission]) -> set[int | None]:
    """The campaigns that any of these is in, without those that were dissolved."""
    numbers = {each.campaign_id for each in submissions}
    query = select(Campaign.id).where(Campaign.id.in_(numbers), Campaign.dissolved_at.is_(None))
    return set(db.session.scalars(query))


def reconsider(first: Submission, *, by: Actor) -> None:
    """Ask again about those that were said to be alike by chance."""
    undone = db.session.scalars(
        select(Likeness).where(Likeness.first_id == first.id, Likeness.verdict == Verdict.APART)
    ).all()
    for each in undone:
        each.verdict = each.decided_at = None
    if undone:
        db.session.flush()
        record("asked again what is like", first, by=by, number=len(undone))


def raise_concern(submission: Submission, concern: str, *, by: Actor) -> SafeguardingFlag:
    """Tell whom the programme names that somebody may be in danger: at once, and without the words.

    The letter does not wait in the outbox. That rule keeps what nobody has seen from reaching people outside; this one
    goes to a colleague, holds nothing but a number and an address to sign in at, and hours matter.
    """
    programme = db.session.get_one(Programme, submission.programme_id)
    if not programme.safeguarding_email:
        raise Refusal(
            "This programme names nobody who is told of such a concern, so no letter would go. Tell somebody yourself "
            "now, by telephone; an organiser can put the name under Settings, Safeguarding."
        )
    flag = SafeguardingFlag(
        programme_id=programme.id,
        submission_id=submission.id,
        raised_at=clock.now(),
        account_id=account_of(by),
        concern=concern,
        told=programme.safeguarding_email,
    )
    db.session.add(flag)
    db.session.flush()
    record("raised a concern about", submission, by=by)
    letters.safeguarding(flag, name=programme.safeguarding_name)
    return flag


def settle(flag: SafeguardingFlag, outcome: str, *, by: Actor) -> None:
    """Say what was done about a concern, or that it was raised by mistake."""
    if flag.settled_at is None:
        flag.settled_at, flag.outcome = clock.now(), outcome
        db.session.flush()
        record("settled", flag, by=by)


def open_again(flag: SafeguardingFlag, *, by: Actor) -> None:
    """Let a concern be open again; what was said of it stays until it is settled anew."""
    if flag.settled_at is not None:
        flag.settled_at = None
        db.session.flush()
        record("opened again", flag, by=by)


def _refuse_withdrawn(submission: Submission) -> None:
    if submission.withdrawn_at is not None:
        raise Refusal(f"{submission.reference} was withdrawn, so it does not count as it is.")
