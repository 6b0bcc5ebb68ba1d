"""What the demonstration's call asks beside its core, and what some answered."""

from decimal import Decimal
from typing import Any

from roundtable.evidence import actions, answers
from roundtable.evidence.models import Call, FieldType, Kind, Question
from roundtable.trail import Actor

WEEKLY = {"lowest": 1, "highest": 5, "low": "once a year or less", "high": "every week"}
QUESTIONS: dict[str, tuple[FieldType, dict[str, Any]]] = {
    "place": (FieldType.SECTION, {"label": "From where you see it"}),
    "side": (
        FieldType.CHOICE,
        {
            "label": "From which side do you see it?",
            "options": [
                "A health service",
                "An employer",
                "A charity or a community group",
                "A public body",
                "Research",
                "I have been through it myself",
            ],
        },
    ),
    "often": (FieldType.SCALE, {"label": "How often does it come up?", "limits": WEEKLY}),
    "people": (
        FieldType.NUMBER,
        {
            "label": "How many people does it concern where you are, in a year?",
            "guidance": "A rough count helps: say *what you count* in your own words above.",
            "limits": {"least": "0", "most": "1000000", "unit": "people"},
        },
    ),
    "tries": (FieldType.SECTION, {"label": "What was tried"}),
    "tried": (
        FieldType.CHOICE,
        {"label": "Has anybody tried to change it?", "options": ["Yes", "No", "I do not know"]},
    ),
    "what": (
        FieldType.LONG,
        {
            "label": "What was tried, and what came of it?",
            "guidance": "What failed teaches as much as what worked.",
            "needed": True,
            "after": ("tried", "Yes"),
        },
    ),
    "cost": (
        FieldType.MONEY,
        {
            "label": "What would it cost in a year, roughly?",
            "guidance": "Leave out what would be spent in any case.",
            "kinds": [Kind.RECOMMENDATION.value, Kind.GOOD_PRACTICE.value],
            "limits": {"currency": "GBP"},
        },
    ),
    "read": (
        FieldType.REFERENCE,
        {
            "label": "Is there something that we should read?",
            "kinds": [Kind.GAP.value, Kind.RECOMMENDATION.value, Kind.SUPPORT_NEED.value],
        },
    ),
}

ANSWERED: dict[tuple[str, Kind], dict[str, Any]] = {
    ("Siobhan O'Marrow", Kind.GAP): {
        "side": "A charity or a community group",
        "often": 5,
        "people": 180,
        "tried": "Yes",
        "what": "We opened our sessions to people who were still in work, for one winter. Forty came, and the grant "
        "ended before anybody could say what had become of them.",
    },
    ("Dr Conrad Millrace", Kind.GAP): {"side": "A health service", "often": 5, "tried": "I do not know"},
    ("Olumide Fairweather", Kind.GAP): {
        "side": "A health service",
        "often": 4,
        "people": 60,
        "tried": "Yes",
        "what": "Two of our teams let people book the adviser before their first therapy session. It worked where the "
        "diary was shared, and stopped where it was not.",
    },
    ("Ignatius Pell", Kind.GAP): {"side": "An employer", "often": 2, "people": 11, "tried": "No"},
    ("Ruth Adeyemi-Stone", Kind.GAP): {"side": "Research", "often": 3, "read": "Our own review, in press"},
    ("Hester Nightingale-Poe", Kind.RECOMMENDATION): {
        "side": "A health service",
        "often": 5,
        "cost": (Decimal(38_000), 2026),
        "tried": "Yes",
        "what": "In one of three sites, for a year. The therapists asked about work in half of all first sessions, "
        "where it had been one in ten.",
    },
    ("Marcus Tollgate", Kind.RECOMMENDATION): {
        "side": "An employer",
        "often": 4,
        "people": 240,
        "cost": (Decimal(4_500), 2026),
    },
    ("Kofi Lanternwood", Kind.GOOD_PRACTICE): {
        "side": "A charity or a community group",
        "often": 5,
        "people": 64,
        "cost": (Decimal(39_680), 2025),
    },
    ("Yusuf Pennywell", Kind.SUPPORT_NEED): {"side": "I have been through it myself", "often": 5},
}


def ask(call: Call, *, by: Actor) -> dict[str, Question]:
    """Put the call's questions together."""
    made: dict[str, Question] = {}
    for key, (type, values) in QUESTIONS.items():
        given = dict(values)
        after, answer = given.pop("after", ("", ""))
        if after:
            source = made[after]
            chosen = next(each["key"] for each in source.options if each["label"] == answer)
            given |= {"shown_if_id": source.id, "shown_if_key": chosen}
        made[key] = actions.add_question(call, type, given, by=by)
    return made


def answered(who: str, kind: Kind, questions: dict[str, Question]) -> dict[str, Any]:
    """What somebody answered, as a submission takes it."""
    given = ANSWERED.get((who, kind), {})
    return {
        str(question.id): answers.kept(question, *_read(question, given[key]))
        for key, question in questions.items()
        if key in given
    }


def _read(question: Question, given: Any) -> tuple[Any, str]:
    match question.type:
        case FieldType.CHOICE:
            return next(each["key"] for each in question.options if each["label"] == given), given
        case FieldType.SCALE:
            return given, dict(answers.scale(question))[str(given)]
        case FieldType.NUMBER:
            return str(given), f"{given:,} {question.limits['unit']}"
        case FieldType.MONEY:
            amount, year = given
            value = {"amount": answers.plainly(amount), "currency": "GBP", "year": year}
            return value, answers.money(amount, "GBP", year)
        case FieldType.REFERENCE:
            return {"named": given}, given
        case _:
            return given, given
