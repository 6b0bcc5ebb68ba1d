"""Calls for evidence, and what was submitted to them."""

from roundtable.evidence.models.attachments import Attachment
from roundtable.evidence.models.calls import Call
from roundtable.evidence.models.drafts import Draft
from roundtable.evidence.models.imports import SubmissionImport
from roundtable.evidence.models.keeping import (
    Campaign,
    Likeness,
    LikenessBand,
    LikenessSearch,
    SafeguardingFlag,
    SealedWords,
    Verdict,
)
from roundtable.evidence.models.questions import FieldType, Question, QuestionWording
from roundtable.evidence.models.submissions import (
    Aside,
    Attribution,
    Change,
    Kind,
    Numbering,
    Source,
    Submission,
    SubmissionVersion,
)

__all__ = [
    "Aside",
    "Attachment",
    "Attribution",
    "Call",
    "Campaign",
    "Change",
    "Draft",
    "FieldType",
    "Kind",
    "Likeness",
    "LikenessBand",
    "LikenessSearch",
    "Numbering",
    "Question",
    "QuestionWording",
    "SafeguardingFlag",
    "SealedWords",
    "Source",
    "Submission",
    "SubmissionImport",
    "SubmissionVersion",
    "Verdict",
]
