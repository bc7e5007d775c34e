"""What people do with a case from its measures on, and together at any time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from trimtab import coordination
from trimtab.app.coordination import files_of
from trimtab.app.coordination_review import compare_with_store, write_evidence_file
from trimtab.app.workbench.case_desk import CaseDesk, require_own
from trimtab.coordination import (
    Attachment,
    Case,
    CaseAction,
    CaseComment,
    CaseReview,
    Comparison,
    Delegation,
    Escalation,
    EvidenceEntry,
    EvidenceWords,
    ReleaseKind,
)
from trimtab.kernel import NotAllowedError, StateError
from trimtab.office.rights import Right


@dataclass(frozen=True, slots=True)
class CaseWork:
    """The same desk, its second drawer."""

    desk: CaseDesk

    # Measures

    def add_action(
        self, case_id: str, title: str, department_id: str, due: date, owner: str | None
    ) -> CaseAction:
        """One more measure."""
        with self.desk.work("add_action", case_id) as work:
            return coordination.add_action(work, case_id, title, department_id, due, owner)

    def assign_action(self, case_id: str, action_id: str, owner: str | None) -> CaseAction:
        """Hand a measure to somebody."""
        require_own(case_id, action_id)
        own = owner in (None, self.desk.viewer.name)
        self.desk.require(Right.ACTIONS_WORK if own else Right.CASES_ASSIGN)
        with self.desk.work("assign_action", case_id) as work:
            return coordination.assign_action(work, action_id, owner)

    def end_action(self, case_id: str, action_id: str, deed: str, note: str) -> CaseAction:
        """``finish_action``, ``drop_action`` or ``resume_action``."""
        require_own(case_id, action_id)
        dropping = deed == "drop_action"
        self.desk.require(Right.CASES_ASSIGN if dropping else Right.ACTIONS_WORK)
        with self.desk.work(deed, case_id) as work:
            done: CaseAction = {
                "finish_action": coordination.finish_action,
                "drop_action": coordination.drop_action,
                "resume_action": coordination.resume_action,
            }[deed](work, action_id, note)
            return done

    # Review

    def compare(self, case_id: str) -> Comparison:
        """What happened, as known now, beside what the decision expected.

        Raises StateError COORDINATION-097, UnknownCodeError COORDINATION-096, and as
        ``find_case``.
        """
        bench, viewer = self.desk.bench, self.desk.viewer
        with bench.office.reading() as reading:
            coordination.find_case(reading, viewer.name, case_id)
            decision = coordination.decision_of(reading, case_id)
        if decision is None:
            raise StateError("COORDINATION-097", case=case_id)
        return compare_with_store(bench.store, decision, datetime.now(UTC))

    def write_review(self, case_id: str, lessons: str) -> CaseReview:
        """Keep the comparison made now, with what was learnt."""
        comparison = self.compare(case_id)
        with self.desk.work("write_review", case_id) as work:
            return coordination.write_review(work, case_id, comparison, lessons)

    def write_evidence(self, case_id: str, words: EvidenceWords) -> EvidenceEntry:
        """Make the last review a row of the office's own evidence; its file is written anew."""
        with self.desk.work("write_evidence", case_id) as work:
            review = coordination.latest_review(work, case_id)
            if review is None:
                raise StateError("COORDINATION-093", case=case_id)
            entry = coordination.write_evidence(work, review.review_id, words)
        # The record is what counts; the file can be made again by whoever sees the whole office.
        with suppress(NotAllowedError):
            write_evidence_file(
                self.desk.bench.office, self.desk.bench.folder, self.desk.viewer.name
            )
        return entry

    # Together

    def comment(self, case_id: str, said: str) -> CaseComment:
        """Say something."""
        with self.desk.work("comment", case_id) as work:
            return coordination.comment(work, case_id, said)

    def attach(self, case_id: str, name: str, content: bytes, note: str) -> Attachment:
        """Put a file beside the case."""
        files = files_of(self.desk.bench.office)
        with self.desk.work("attach", case_id) as work:
            return coordination.attach(work, files, case_id, name, content, note)

    def file(self, case_id: str, attachment_id: str) -> tuple[Attachment, bytes]:
        """A file of the case, held against its hash."""
        require_own(case_id, attachment_id)
        bench = self.desk.bench
        with bench.office.reading() as reading:
            return coordination.read_attachment(
                reading, files_of(bench.office), self.desk.viewer.name, attachment_id
            )

    def assign(self, case_id: str, department_id: str | None, assignee: str | None) -> Case:
        """Name who is responsible."""
        with self.desk.work("assign", case_id) as work:
            return coordination.assign_case(
                work, case_id, department_id=department_id, assignee=assignee
            )

    def involve(self, case_id: str, department_id: str) -> Case:
        """Let another department take part."""
        with self.desk.work("involve", case_id) as work:
            return coordination.involve(work, case_id, department_id)

    def escalate(self, case_id: str, note: str) -> Escalation:
        """Put it before the department above."""
        with self.desk.work("escalate", case_id) as work:
            return coordination.escalate(work, case_id, note)

    def release(self, case_id: str, kind: ReleaseKind, key: str, on: date) -> None:
        """Let everybody see something from a day on."""
        if kind is not ReleaseKind.CASE:
            require_own(case_id, key)
        with self.desk.work("release", case_id) as work:
            coordination.release(work, kind, key, on)

    def withdraw_release(self, case_id: str, kind: ReleaseKind, key: str) -> None:
        """Keep it inside again."""
        if kind is not ReleaseKind.CASE:
            require_own(case_id, key)
        with self.desk.work("withdraw_release", case_id) as work:
            coordination.withdraw_release(work, kind, key)

    # Delegation

    def delegate(
        self, receiver: str, right: Right, region: str, department_id: str, until: date
    ) -> Delegation:
        """Hand a duty of the viewer's to somebody for a time."""
        self.desk.require(right)
        with self.desk.work("delegate") as work:
            return coordination.delegate(work, receiver, right, region, department_id, until)

    def end_delegation(self, delegation_id: str) -> Delegation:
        """Take it back."""
        with self.desk.work("end_delegation") as work:
            return coordination.end_delegation(work, delegation_id)
