"""Deeds on events: make, move, cancel; invite, answer, seat; register."""

from roundtable.events.actions.again import ask_again
from roundtable.events.actions.answering import (
    answer,
    choose_group,
    forget_needs,
    go_back_to_answer,
    nominate,
    take_back_answer,
    tell_needs,
)
from roundtable.events.actions.attending import note_attendance
from roundtable.events.actions.diaries import Heard, answer_from_diary, nominate_from_diary
from roundtable.events.actions.documents import add_document, remove_document
from roundtable.events.actions.feeds import end_feed, open_feed, renew_feed
from roundtable.events.actions.forgetting import forget_what_is_done_with
from roundtable.events.actions.inviting import invite, withdraw
from roundtable.events.actions.making import cancel, confirm_date, edit, make, plan_seats
from roundtable.events.actions.meetings import add_meeting, call_off, edit_meeting, set_agenda
from roundtable.events.actions.nominations import accept_nomination, decline_nomination
from roundtable.events.actions.proposals import accept_proposal, decline_proposal, propose
from roundtable.events.actions.registering import confirm, register
from roundtable.events.actions.reminders import add_reminder, remind, remove_reminder, run_reminder
from roundtable.events.actions.series import add_to_series, edit_series
from roundtable.events.actions.values import EventFacts, MeetingFacts, Repeats, SessionFacts, TargetFacts

__all__ = [
    "EventFacts",
    "Heard",
    "MeetingFacts",
    "Repeats",
    "SessionFacts",
    "TargetFacts",
    "accept_nomination",
    "accept_proposal",
    "add_document",
    "add_meeting",
    "add_reminder",
    "add_to_series",
    "answer",
    "answer_from_diary",
    "ask_again",
    "call_off",
    "cancel",
    "choose_group",
    "confirm",
    "confirm_date",
    "decline_nomination",
    "decline_proposal",
    "edit",
    "edit_meeting",
    "edit_series",
    "end_feed",
    "forget_needs",
    "forget_what_is_done_with",
    "go_back_to_answer",
    "invite",
    "make",
    "nominate",
    "nominate_from_diary",
    "note_attendance",
    "open_feed",
    "plan_seats",
    "propose",
    "register",
    "remind",
    "remove_document",
    "remove_reminder",
    "renew_feed",
    "run_reminder",
    "set_agenda",
    "take_back_answer",
    "tell_needs",
    "withdraw",
]
