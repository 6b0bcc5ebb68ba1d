"""Two coders who read the same submissions apart, a merge that can be undone, and rules that suggest themes."""

from sqlalchemy import select

from roundtable.access import Account
from roundtable.db import db
from roundtable.programmes.models import Programme
from roundtable.themes import actions
from roundtable.themes.models import PassCoder, PassSubmission, Theme
from roundtable.trail import Actor, ActorKind

PAIR = ("olive@roundtable.example", "ana@roundtable.example")
RULES = {"waiting": ("waiting list*", "turned away"), "early": ("sick leave",), "referral": ("refer*",)}
# By the key of the theme that they suggest.


def read_apart(programme: Programme, themes: dict[str, Theme], *, by: Actor) -> None:
    """Let Olive and Ana read four submissions apart and differ about one, and tidy the codebook."""
    coders = db.session.scalars(select(Account).where(Account.email.in_(PAIR)).order_by(Account.id)).all()
    made = actions.start_pass(programme, "Is the codebook clear?", coders=coders, count=4, spread=True, by=by)
    chosen = list(themes.values())
    for place, each in enumerate(made.submissions):
        for coder in made.coders:
            _mark(coder, each, chosen[place % len(chosen)], differs=place == 1 and coder is made.coders[1])
    for coder in made.coders:
        actor = Actor(ActorKind.ACCOUNT, coder.account_id)
        for each in made.submissions:
            actions.finish_reading(coder, each.submission, by=actor)
    spare = actions.add_theme(programme, "Turned away", "Who is told that it is not for them.", by=by)
    actions.merge_themes(spare, into=themes["waiting"], by=by)
    for key, phrases in RULES.items():
        for phrase in phrases:
            actions.add_rule(themes[key], phrase, by=by)


def _mark(coder: PassCoder, each: PassSubmission, theme: Theme, *, differs: bool) -> None:
    text = each.version.text
    ends = text.find(". ") + 1 or len(text)
    if differs:
        return
    actor = Actor(ActorKind.ACCOUNT, coder.account_id)
    actions.mark_in_pass(coder, each.version, 0, ends, themes=[theme], by=actor)
