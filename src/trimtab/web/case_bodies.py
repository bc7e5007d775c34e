"""What the API is sent about cases."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trimtab.coordination import BasisKind, ExpectedKind, ReleaseKind
from trimtab.kernel.evidence_vocabulary import Lever, Outcome
from trimtab.office.rights import Right

Key = Annotated[str, Field(min_length=1, max_length=80)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]
Note = Annotated[str, Field(max_length=2_000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
PeriodText = Annotated[str, Field(max_length=10)]


class Body(BaseModel):
    """Nothing but the named fields."""

    model_config = ConfigDict(extra="forbid")


class MoveName(StrEnum):
    """Changes of stage that need no more than a reason."""

    ASSESS = "assess"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    UNDO = "undo"
    FIND_NOTHING = "find_nothing"
    REASSESS = "reassess"
    ABANDON = "abandon"
    TAKE_BACK = "take_back"
    RETURN = "return"
    REVOKE = "revoke"
    REVIEW = "review"
    ACT_AGAIN = "act_again"
    CLOSE = "close"
    REVIEW_AGAIN = "review_again"


class Titles(Body):
    """A title in both languages."""

    zh: Title
    en: Title


class CaseOpened(Body):
    """A matter without an alert; an alert is acknowledged at its own address."""

    title: Titles
    region: Key
    level: int = Field(ge=1, le=4)
    department_id: Key | None = Field(None, description="Who leads; the asker's own if not given.")


class MoveAsked(Body):
    """A change of stage."""

    move: MoveName
    note: Note = Field("", description="The reason, where the move asks for one.")


class AssessmentWritten(Body):
    """The text of a draft, whole."""

    revision: int = Field(ge=0, le=1_000_000_000, description="Of the draft you read.")
    situation: Text
    causes: Text = ""
    advice: Text


class BasisGiven(Body):
    """Something to rest on, as it is now."""

    kind: BasisKind
    id: str = Field("", max_length=120, description="The run or rule; of no other kind.")
    region: str = Field("", max_length=40, description="Of exposure and of a rule.")
    by: str = Field("industry", max_length=20, description="How exposure is grouped.")
    on: date | None = Field(None, description="The day a rule is asked for; today if not given.")


class ExpectedGiven(Body):
    """What is expected of one series; relative changes and shares as numbers from 0 to 1."""

    series: str = Field(max_length=200, examples=["employment|CN-980100|||M|count|N"])
    kind: ExpectedKind
    by: PeriodText
    value: Number
    low: Number
    high: Number
    unit: str = Field(max_length=40)
    base: PeriodText = ""
    coverage: float = Field(0.9, gt=0, lt=1)
    without_low: Number | None = None
    without_high: Number | None = None


class MeasureGiven(Body):
    """A measure of a decision."""

    title: Title
    department_id: Key
    due: date


class DecisionWritten(Body):
    """A draft, whole."""

    revision: int = Field(ge=0, le=1_000_000_000)
    title: str = Field(max_length=200)
    text: Text
    document_number: str = Field("", max_length=200)
    expected: ExpectedGiven | None = None
    measures: list[MeasureGiven] = Field(default_factory=list, max_length=50)
    cosigners: list[Key] = Field(default_factory=list, max_length=20)
    review_on: date | None = None


class SignatureGiven(Body):
    """A signature. ``digest``: of what you read, so that nobody signs another text."""

    approval_id: Key
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    note: Note = ""


class ActionAdded(Body):
    """One more measure."""

    title: Title
    department_id: Key
    due: date
    owner: Key | None = None


class OwnerGiven(Body):
    """Who carries a measure out; null for nobody."""

    owner: Key | None


class ActionDeed(StrEnum):
    """What becomes of a measure."""

    FINISH = "finish_action"
    DROP = "drop_action"
    RESUME = "resume_action"


class ActionEnded(Body):
    """What became of a measure, and how it went."""

    deed: ActionDeed
    note: Note


class ReviewWritten(Body):
    """What was learnt; the comparison is made from what is known now."""

    lessons: Text


class EvidenceGiven(Body):
    """What only a person can say of a programme under review."""

    lever: Lever
    outcome: Outcome
    programme: Titles
    population: Titles


class CommentGiven(Body):
    """Something to say."""

    text: str = Field(max_length=4_000)


class AssignmentGiven(Body):
    """Who is responsible, and perhaps another leading department."""

    department_id: Key | None = None
    assignee: Key | None = None


class DepartmentGiven(Body):
    """A department that shall take part."""

    department_id: Key


class NoteGiven(Body):
    """A reason."""

    note: Note


class ReleaseGiven(Body):
    """What everybody may read from a day on."""

    kind: ReleaseKind
    key: Key
    on: date


class DelegationGiven(Body):
    """A duty handed to somebody until (not including) a day."""

    receiver: Key
    right: Right
    region: Key
    department_id: Key
    until: date
