"""What people do with a case before its measures: assess, decide, sign. In somebody's name, each
in one transaction whose reason the trail keeps in the language they read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from trimtab import coordination
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import (
    Approval,
    Assessment,
    BasisKind,
    BasisPart,
    Case,
    Decision,
    ExpectedEffect,
    Measure,
    Signature,
    Stage,
)
from trimtab.coordination.deciding import RIGHT_OF
from trimtab.coordination.moving import get_record, require_stage
from trimtab.kernel import NotAllowedError, UnknownCodeError
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.ports import Work


@dataclass(frozen=True, slots=True)
class DecisionText:
    """The fields of a decision's draft."""

    title: str = ""
    text: str = ""
    document_number: str = ""
    expected: ExpectedEffect | None = None
    measures: tuple[Measure, ...] = ()
    cosigners: tuple[str, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """Each method raises what the service of ``trimtab.coordination`` of its name raises."""

    bench: Workbench
    viewer: Viewer
    language: Language

    def work(self, deed: str, case_id: str = "") -> AbstractContextManager[Work]:
        """A transaction whose reason says what is done."""
        said = text(f"web.cases.deed.{deed}", self.language)
        reason = text("web.cases.trail", self.language, deed=said, case=case_id or "-")
        return self.bench.office.work(self.viewer.name, reason)

    def require(self, right: Right) -> None:
        """Refuse who comes with a token whose scopes leave a right out; the services ask for the
        right of the person. Raises NotAllowedError WEB-002."""
        if not self.viewer.may(right):
            raise NotAllowedError("WEB-002", right=right.value)

    def open(
        self, title: Mapping[str, str], region: str, level: int, department_id: str | None = None
    ) -> Case:
        """A matter without an alert; ``title`` in every language."""
        with self.work("open") as work:
            return coordination.open_case(
                work, title=title, region=region, level=level, department_id=department_id
            )

    def go(self, move: str, case_id: str, reason: str = "") -> Case:
        """A change of stage that needs no more than its name and perhaps a reason."""
        self.require(coordination.MOVES[move].right)
        with self.work(move, case_id) as work:
            with_reason = {
                "dismiss": coordination.dismiss_case,
                "reopen": coordination.reopen_case,
                "find_nothing": coordination.find_nothing,
                "reassess": coordination.reassess,
                "abandon": coordination.abandon,
                "return": coordination.return_decision,
                "revoke": coordination.revoke,
                "act_again": coordination.act_again,
                "review_again": coordination.review_again,
            }
            plain = {
                "undo": coordination.undo_case,
                "assess": coordination.begin_assessment,
                "take_back": coordination.take_back,
                "review": coordination.begin_review,
                "close": coordination.close_case,
            }
            if move in with_reason:
                with_reason[move](work, case_id, reason)
            else:
                plain[move](work, case_id)
            return coordination.get_case(work, case_id)

    # Assessment

    def write_assessment(
        self, case_id: str, revision: int, situation: str, causes: str, advice: str
    ) -> Assessment:
        """Keep the text of the draft."""
        with self.work("write_assessment", case_id) as work:
            return coordination.write_assessment(
                work, _assessment(work, case_id).assessment_id, revision,
                situation=situation, causes=causes, advice=advice,
            )  # fmt: skip

    def add_basis(self, case_id: str, part: BasisPart) -> Assessment:
        """Rest the draft on something, as it is now."""
        with self.work("add_basis", case_id) as work:
            return coordination.add_basis(work, _assessment(work, case_id).assessment_id, part)

    def remove_basis(self, case_id: str, kind: BasisKind, part_id: str) -> Assessment:
        """Rest it on something no longer."""
        with self.work("remove_basis", case_id) as work:
            key = _assessment(work, case_id).assessment_id
            return coordination.remove_basis(work, key, kind, part_id)

    def complete(self, case_id: str) -> Assessment:
        """Freeze it."""
        with self.work("complete", case_id) as work:
            return coordination.complete_assessment(work, _assessment(work, case_id).assessment_id)

    # Decision

    def begin_decision(self, case_id: str) -> Decision:
        """Begin the draft, or go on with it."""
        with self.work("begin_decision", case_id) as work:
            return coordination.begin_decision(work, case_id)

    def write_decision(self, case_id: str, revision: int, draft: DecisionText) -> Decision:
        """Keep the draft whole."""
        with self.work("write_decision", case_id) as work:
            return coordination.write_decision(
                work, _decision(work, case_id).decision_id, revision,
                title=draft.title, text=draft.text, document_number=draft.document_number,
                expected=draft.expected, measures=draft.measures, cosigners=draft.cosigners,
                review_on=draft.review_on,
            )  # fmt: skip

    def submit(self, case_id: str) -> Decision:
        """Into the approval chain."""
        with self.work("submit", case_id) as work:
            return coordination.submit_decision(work, _decision(work, case_id).decision_id)

    def sign(self, case_id: str, approval_id: str, note: str = "") -> Signature:
        """Put the viewer's name to it."""
        require_own(case_id, approval_id)
        with self.work("sign", case_id) as work:
            self.require(RIGHT_OF[get_record(work, Approval, approval_id).kind])
            return coordination.sign(work, approval_id, note)


def _assessment(work: Work, case_id: str) -> Assessment:
    """The draft that counts. Raises UnknownCodeError COORDINATION-001, StateError -002."""
    require_stage(coordination.get_case(work, case_id), Stage.ASSESSMENT)
    found = coordination.latest_assessment(work, case_id)
    if found is None:
        raise UnknownCodeError("COORDINATION-001", key=f"{case_id}:a1")
    return get_record(work, Assessment, found.assessment_id)


def _decision(work: Work, case_id: str) -> Decision:
    """The decision. Raises UnknownCodeError COORDINATION-001 before it was begun."""
    found = coordination.decision_of(work, case_id)
    if found is None:
        raise UnknownCodeError("COORDINATION-001", key=f"{case_id}:d1")
    return found


def require_own(case_id: str, key: str) -> None:
    """Refuse the key of another case. Raises UnknownCodeError COORDINATION-001."""
    if not key.startswith(f"{case_id}:"):
        raise UnknownCodeError("COORDINATION-001", key=key[:100])
