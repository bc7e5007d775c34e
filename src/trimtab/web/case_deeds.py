"""The forms of a case: what each asks for, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile

from trimtab.app.workbench.case_basis import BasisAsked, part_of
from trimtab.app.workbench.case_desk import CaseDesk
from trimtab.app.workbench.case_work import CaseWork
from trimtab.coordination import MOVES, BasisKind, EvidenceWords, ReleaseKind, find_case
from trimtab.kernel import Wording
from trimtab.kernel.evidence_vocabulary import Lever, Outcome
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.web.case_forms import Reader, read_decision, said

Run = Callable[[CaseDesk, str, FormData], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """A form: by whose right, what happens, where the page goes on."""

    right: Right
    run: Run
    section: str = ""


def _move(name: str) -> Run:
    def run(desk: CaseDesk, case_id: str, form: FormData) -> None:
        desk.go(name, case_id, said(form, "note"))

    return run


def _revision(form: FormData) -> int:
    text = said(form, "revision")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _write_assessment(desk: CaseDesk, case_id: str, form: FormData) -> None:
    """Saved first: what follows may be refused, what was written is kept."""
    texts = [said(form, name) for name in ("situation", "causes", "advice")]
    desk.write_assessment(case_id, _revision(form), *texts)
    if said(form, "then") == "complete":
        desk.complete(case_id)


def _add_basis(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    kind = reader.choice("kind", BasisKind)
    on = reader.day("on")
    if kind in (BasisKind.SIMULATION, BasisKind.RULE) and not said(form, "id"):
        reader.wrong("WEB-144", "id")
    reader.done()
    assert kind is not None
    with desk.bench.office.reading() as reading:
        case = find_case(reading, desk.viewer.name, case_id)
    asked = BasisAsked(kind, said(form, "id"), said(form, "region"), said(form, "by"), on)
    desk.add_basis(case_id, part_of(desk.bench, desk.viewer, case, asked))


def _remove_basis(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    kind = reader.choice("kind", BasisKind)
    reader.done()
    assert kind is not None
    desk.remove_basis(case_id, kind, said(form, "id"))


def _begin_decision(desk: CaseDesk, case_id: str, form: FormData) -> None:
    desk.begin_decision(case_id)


def _write_decision(desk: CaseDesk, case_id: str, form: FormData) -> None:
    desk.write_decision(case_id, _revision(form), read_decision(form))
    if said(form, "then") == "submit":
        desk.submit(case_id)


def _sign(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    if said(form, "read") != "1":
        reader.wrong("WEB-148", "read")
    reader.done()
    desk.sign(case_id, said(form, "approval"), said(form, "note"))


def _add_action(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    due = reader.wanted_day("due")
    if not said(form, "department"):
        reader.wrong("WEB-144", "department")
    reader.done()
    assert due is not None
    owner = said(form, "owner") or None
    CaseWork(desk).add_action(case_id, said(form, "title"), said(form, "department"), due, owner)


def _assign_action(desk: CaseDesk, case_id: str, form: FormData) -> None:
    CaseWork(desk).assign_action(case_id, said(form, "action"), said(form, "owner") or None)


def _end_action(deed: str) -> Run:
    def run(desk: CaseDesk, case_id: str, form: FormData) -> None:
        CaseWork(desk).end_action(case_id, said(form, "action"), deed, said(form, "note"))

    return run


def _write_review(desk: CaseDesk, case_id: str, form: FormData) -> None:
    CaseWork(desk).write_review(case_id, said(form, "lessons"))


def _write_evidence(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    lever, outcome = reader.choice("lever", Lever), reader.choice("outcome", Outcome)
    named = {}
    for name in ("programme", "population"):
        for language in Language:
            if not said(form, f"{name}_{language.value}"):
                reader.wrong("WEB-144", f"{name}_{language.value}")
        named[name] = Wording(said(form, f"{name}_en"), said(form, f"{name}_zh"))
    reader.done()
    assert lever is not None and outcome is not None
    words = EvidenceWords(lever, outcome, named["programme"], named["population"])
    CaseWork(desk).write_evidence(case_id, words)


def _comment(desk: CaseDesk, case_id: str, form: FormData) -> None:
    CaseWork(desk).comment(case_id, said(form, "comment"))


def _attach(desk: CaseDesk, case_id: str, form: FormData) -> None:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        reader = Reader(form)
        reader.wrong("WEB-149", "file")
        reader.done()
        return
    content = file.file.read()
    CaseWork(desk).attach(case_id, file.filename, content, said(form, "note"))


def _assign(desk: CaseDesk, case_id: str, form: FormData) -> None:
    department = said(form, "department") or None
    CaseWork(desk).assign(case_id, department, said(form, "assignee") or None)


def _involve(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    if not said(form, "department"):
        reader.wrong("WEB-144", "department")
    reader.done()
    CaseWork(desk).involve(case_id, said(form, "department"))


def _escalate(desk: CaseDesk, case_id: str, form: FormData) -> None:
    CaseWork(desk).escalate(case_id, said(form, "note"))


def _release(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    kind, on = reader.choice("kind", ReleaseKind), reader.wanted_day("on")
    reader.done()
    assert kind is not None and on is not None
    CaseWork(desk).release(case_id, kind, said(form, "key"), on)


def _withdraw_release(desk: CaseDesk, case_id: str, form: FormData) -> None:
    reader = Reader(form)
    kind = reader.choice("kind", ReleaseKind)
    reader.done()
    assert kind is not None
    CaseWork(desk).withdraw_release(case_id, kind, said(form, "key"))


_PLAIN_MOVES = {
    "dismiss": "now",
    "reopen": "now",
    "undo": "now",
    "assess": "assessment",
    "find_nothing": "now",
    "reassess": "assessment",
    "abandon": "now",
    "take_back": "decision",
    "return": "decision",
    "revoke": "now",
    "review": "review",
    "act_again": "actions",
    "close": "now",
    "review_again": "review",
}
DEEDS: Mapping[str, Deed] = {
    **{
        name: Deed(MOVES[name].right, _move(name), section)
        for name, section in _PLAIN_MOVES.items()
    },
    "write_assessment": Deed(Right.ASSESSMENTS_WRITE, _write_assessment, "assessment"),
    "add_basis": Deed(Right.ASSESSMENTS_WRITE, _add_basis, "basis"),
    "remove_basis": Deed(Right.ASSESSMENTS_WRITE, _remove_basis, "basis"),
    "begin_decision": Deed(Right.DECISIONS_DRAFT, _begin_decision, "decision"),
    "write_decision": Deed(Right.DECISIONS_DRAFT, _write_decision, "decision"),
    "sign": Deed(Right.DECISIONS_COSIGN, _sign, "decision"),
    "add_action": Deed(Right.CASES_ASSIGN, _add_action, "actions"),
    "assign_action": Deed(Right.CASES_SEE, _assign_action, "actions"),
    "finish_action": Deed(Right.ACTIONS_WORK, _end_action("finish_action"), "actions"),
    "drop_action": Deed(Right.CASES_ASSIGN, _end_action("drop_action"), "actions"),
    "resume_action": Deed(Right.ACTIONS_WORK, _end_action("resume_action"), "actions"),
    "write_review": Deed(Right.REVIEWS_WRITE, _write_review, "review"),
    "write_evidence": Deed(Right.EVIDENCE_WRITE, _write_evidence, "review"),
    "comment": Deed(Right.CASES_COMMENT, _comment, "comments"),
    "attach": Deed(Right.CASES_COMMENT, _attach, "files"),
    "assign": Deed(Right.CASES_ASSIGN, _assign, "people"),
    "involve": Deed(Right.CASES_COMMENT, _involve, "people"),
    "escalate": Deed(Right.CASES_COMMENT, _escalate, "people"),
    "release": Deed(Right.DECISIONS_SIGN, _release, "release"),
    "withdraw_release": Deed(Right.DECISIONS_SIGN, _withdraw_release, "release"),
}
"""Each is a form at ``/cases/<id>/<name>``. The services ask for the right of the very matter
again."""
