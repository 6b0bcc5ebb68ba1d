"""Calls for evidence, and what was submitted to them."""

from roundtable.evidence.models.attachments import Attachment
from roundtable.evidence.models.calls import Call
from roundtable.evidence.models.drafts import Draft
from roundtable.evidence.models.imports import SubmissionImport
from roundtable.evidence.models.questions import FieldType, Question, QuestionWording
from roundtable.evidence.models.submissions import (
    Attribution,
    Kind,
    Numbering,
    Source,
    Submission,
    SubmissionVersion,
)

__all__ = [
    "Attachment",
    "Attribution",
    "Call",
    "Draft",
    "FieldType",
    "Kind",
    "Numbering",
    "Question",
    "QuestionWording",
    "Source",
    "Submission",
    "SubmissionImport",
    "SubmissionVersion",
]
