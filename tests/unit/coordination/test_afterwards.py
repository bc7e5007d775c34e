"""Measures, reviews, evidence, talk, files, deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trimtab.app.coordination import check_case, files_of, require_intact
from trimtab.app.coordination_job import DEADLINES, check_deadlines_job, queue_deadlines
from trimtab.app.coordination_review import write_evidence_file
from trimtab.coordination import (
    EvidenceWords,
    InboxKind,
    Stage,
    act_again,
    add_action,
    add_working_days,
    assign_action,
    assign_case,
    attach,
    begin_review,
    close_case,
    comment,
    default_procedure,
    drop_action,
    escalate,
    escalate_overdue,
    finish_action,
    folder_of,
    get_case,
    inbox,
    involve,
    overdue,
    read_attachment,
    resume_action,
    review_again,
    write_evidence,
    write_review,
)
from trimtab.coordination.discussing import BYTES_MOST, clean_name
from trimtab.evidence import evidence_register
from trimtab.kernel import (
    InputRejectedError,
    NotAllowedError,
    StateError,
    UnknownCodeError,
    UsageError,
    Wording,
)
from trimtab.kernel.evidence_vocabulary import Design, Lever, Outcome
from trimtab.office.types import Actor, Department, Grant, Job, Role, Task


def test_measures_are_handed_out_finished_dropped_and_resumed(bureau):
    case_id = bureau.walk(Stage.ACTION)
    first, second = f"{case_id}:m1", f"{case_id}:m2"
    with pytest.raises(UsageError, match="COORDINATION-061"):
        bureau.run("approver", assign_action, first, "analyst")
    assert bureau.run("caseworker", assign_action, first, "caseworker").owner == "caseworker"
    with pytest.raises(StateError, match="COORDINATION-091"):
        bureau.run("designer", begin_review, case_id)
    with pytest.raises(InputRejectedError, match="COORDINATION-011"):
        bureau.run("caseworker", finish_action, first, "")
    bureau.run("caseworker", finish_action, first, "已发放 312 家")
    with pytest.raises(StateError, match="COORDINATION-062"):
        bureau.run("caseworker", finish_action, first, "again")
    assert bureau.run("caseworker", resume_action, first, "漏发").finished_at is None
    bureau.run("caseworker", finish_action, first, "补发")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("caseworker", drop_action, second, "x")
    bureau.run("approver", drop_action, second, "并入其他项目")
    assert bureau.run("designer", begin_review, case_id).stage is Stage.REVIEW
    with pytest.raises(StateError, match="COORDINATION-002"):
        bureau.run("approver", resume_action, second, "x")
    bureau.run("designer", act_again, case_id, "尚需落实")
    more = bureau.run(
        "approver", add_action, case_id, "走访企业", "monitoring", date(2027, 1, 8)
    )  # fmt: skip
    assert more.action_id == f"{case_id}:m3"
    assert "monitoring" in bureau.read(get_case, case_id).departments
    with pytest.raises(InputRejectedError, match="COORDINATION-060"):
        bureau.run("approver", add_action, case_id, "x", "monitoring", date(2026, 1, 8))


def test_a_review_is_of_this_decision_and_of_no_later_day(bureau, bureaus):
    case_id = bureau.walk(Stage.ACTION)
    bureau.act(case_id)
    bureau.run("designer", begin_review, case_id)
    with pytest.raises(StateError, match="COORDINATION-093"):
        bureau.run("designer", close_case, case_id)
    later = bureaus.comparison(bureau.clock.at + timedelta(days=1))
    with pytest.raises(InputRejectedError, match="COORDINATION-092"):
        bureau.run("designer", write_review, case_id, later, "x")
    made = bureaus.comparison(bureau.clock.at)
    other = replace(made, expected={**made.expected, "value": 0.011})
    with pytest.raises(InputRejectedError, match="COORDINATION-092"):
        bureau.run("designer", write_review, case_id, other, "x")
    review = bureau.run("designer", write_review, case_id, made, "x")
    assert review.known_at <= review.written_at
    bureau.run("designer", close_case, case_id)
    bureau.run("designer", review_again, case_id, "年报发布")
    with pytest.raises(StateError, match="COORDINATION-093"):
        bureau.run("designer", close_case, case_id)  # it needs a review of its own


WORDS = EvidenceWords(
    Lever.HIRING_SUBSIDY,
    Outcome.EMPLOYMENT,
    Wording("Job retention subsidy", "稳岗补贴"),
    Wording("firms in Shanghai", "上海企业"),
)


def test_a_review_becomes_evidence_that_the_register_reads(bureau, tmp_path):
    case_id = bureau.walk(Stage.CLOSED)
    review_id = f"{case_id}:r1"
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", write_evidence, review_id, WORDS)
    entry = bureau.run("designer", write_evidence, review_id, WORDS)
    with pytest.raises(StateError, match="COORDINATION-094"):
        bureau.run("designer", write_evidence, review_id, WORDS)
    path, rows = write_evidence_file(bureau.office, tmp_path, "auditor")
    effect = evidence_register(path).get(entry.evidence_id)
    assert rows == 1 and effect.lever is Lever.HIRING_SUBSIDY
    # Before and after is no study: it is read, and never a default of a simulation.
    assert effect.design is Design.DESCRIPTIVE and not effect.usable_as_default
    with pytest.raises(NotAllowedError, match="OFFICE-017"):
        write_evidence_file(bureau.office, tmp_path, "nobody")


def test_evidence_in_one_language_is_refused(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    words = replace(WORDS, programme=Wording("Only English", ""))
    with pytest.raises(InputRejectedError, match="EVIDENCE-016"):
        bureau.run("designer", write_evidence, f"{case_id}:r1", words)


def test_people_talk_and_nobody_else_does(bureau):
    case_id = bureau.begin().case_id
    assert bureau.run("caseworker", comment, case_id, " 已联系企业 ").text == "已联系企业"
    for actor in ("auditor", "nobody"):
        with pytest.raises(NotAllowedError):
            bureau.run(actor, comment, case_id, "x")
    for text, code in (("", "COORDINATION-011"), ("长" * 4001, "COORDINATION-010")):
        with pytest.raises(InputRejectedError, match=code):
            bureau.run("analyst", comment, case_id, text)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"<html>", "COORDINATION-071"),
        ("a.html", b"<html>", "COORDINATION-071"),
        ("a.svg", b"<svg/>", "COORDINATION-071"),
        ("a.exe.pdf", b"MZ", "COORDINATION-071"),
        ("a.csv", b"\x00\x01", "COORDINATION-071"),
        ("a.txt", b"", "COORDINATION-070"),
        ("a.txt", b"x" * (BYTES_MOST + 1), "COORDINATION-070"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_not_what_they_say_are_refused(bureau, name, content, code):
    case_id = bureau.begin().case_id
    with pytest.raises(InputRejectedError, match=code):
        bureau.run("analyst", attach, files_of(bureau.office), case_id, name, content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\tmp\\报告.PDF", "报告.pdf"),
        ("../../a/b.txt", "b.txt"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("con<>|.csv", "con___.csv"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("...", "file."),
    ],
)
def test_names_are_cleaned(name, kept):
    assert clean_name(name) == kept


def test_a_file_comes_back_as_it_was_and_a_changed_one_does_not(bureau):
    case_id, files = bureau.begin().case_id, files_of(bureau.office)
    content = b"\xff\xd8\xff" + bytes(range(256)) * 4000
    added = bureau.run("analyst", attach, files, case_id, "现场.jpg", content, "照片")
    found = bureau.read(read_attachment, files, "auditor", added.attachment_id)
    assert found == (added, content)

    class Spoiled:
        def read(self, reading, attachment_id):
            return content[:-1] + b"x"

    with pytest.raises(StateError, match="COORDINATION-073"):
        bureau.read(read_attachment, Spoiled(), "auditor", added.attachment_id)
    assert [one.holds for one in bureau.read(check_case, Spoiled(), "auditor", case_id)] == [False]
    with pytest.raises(StateError, match="COORDINATION-099"):
        bureau.read(require_intact, Spoiled(), "auditor", case_id)
    with pytest.raises(UnknownCodeError, match="COORDINATION-001"):
        bureau.read(read_attachment, files, "auditor", "2026-0001:f9")


def test_what_is_overdue_is_escalated_once_in_each_stage(bureau):
    case_id = bureau.begin(level=4).case_id
    today = bureau.clock.at.date()
    assert bureau.read(overdue, today) == ()
    late = today + timedelta(days=2)
    assert [one.case_id for one in bureau.read(overdue, late)] == [case_id]
    (done,) = bureau.run("system:worker", escalate_overdue, late)
    assert done.automatic and done.department_to == "bureau"
    assert bureau.run("system:worker", escalate_overdue, late) == ()
    with pytest.raises(StateError, match="COORDINATION-081"):
        bureau.run("analyst", escalate, case_id, "x")
    kinds = {one.kind for one in bureau.read(inbox, "approver", late)}
    assert InboxKind.ESCALATED in kinds
    (task,) = bureau.read(lambda reading: reading.find(Task))
    assert task.kind == "case_overdue" and task.department_id == "bureau"
    bureau.assess(case_id)
    assert bureau.run("analyst", escalate, case_id, "需要支持").stage is Stage.DRAFTING


def test_whoever_works_in_one_department_only_can_escalate(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Actor("clerk", "Clerk", department_id="policy"))
        work.add(Grant("clerk:1", "clerk", Role.ANALYST, bureaus.SHANGHAI, "policy"))
    case_id = bureau.begin().case_id
    assert bureau.run("clerk", escalate, case_id, "需要支持").department_to == "bureau"
    assert bureau.read(lambda reading: reading.find(Task))[0].department_id == "bureau"


def test_a_case_of_the_highest_department_stays_and_is_told_of_once(bureau):
    case_id = bureau.begin(department_id="bureau", level=4).case_id
    with pytest.raises(StateError, match="COORDINATION-082"):
        bureau.run("analyst", escalate, case_id, "x")
    late = bureau.clock.at.date() + timedelta(days=9)
    for _ in range(2):
        assert bureau.run("system:worker", escalate_overdue, late) == ()
    assert len(bureau.read(lambda reading: reading.find(Task))) == 1


def test_a_person_needs_the_right_to_escalate_what_is_overdue(bureau):
    bureau.begin(level=4)
    late = bureau.clock.at.date() + timedelta(days=9)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", escalate_overdue, late)
    assert len(bureau.run("approver", escalate_overdue, late)) == 1


def test_a_closed_department_is_passed_over_on_the_way_up(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Department("middle", "Middle", bureaus.SHANGHAI, "bureau", active=False))
        work.replace(Department("policy", "policy", bureaus.SHANGHAI, "middle"))
    case_id = bureau.begin().case_id
    assert bureau.run("analyst", escalate, case_id, "x").department_to == "bureau"


def test_the_daily_job_escalates_and_is_queued_once_a_day(bureau, monkeypatch):
    bureau.begin(level=4)

    class Run:
        def progress(self, step, done, total=None):
            assert step == "coordination.step.deadlines"

    case = bureau.begin(alert_id="old", level=4)
    with bureau.office.work("operator", "x") as work:
        work.replace(replace(case, due=date(2020, 1, 1)))
    outcome = check_deadlines_job(Run(), bureau.office)
    assert case.case_id in outcome.result["cases"]
    bureau.run("system:worker", outcome.finish)
    assert bureau.read(folder_of, "auditor", case.case_id).escalations[0].automatic
    for _ in range(2):
        bureau.run("operator", queue_deadlines)
    (job,) = bureau.read(lambda reading: reading.find(Job, kind=DEADLINES))
    assert job.once_key == f"{DEADLINES}:2026-11-23"


def test_the_lead_passes_on_and_the_former_takes_part(bureau):
    case_id = bureau.begin().case_id
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", assign_case, case_id, assignee="analyst")
    with pytest.raises(UsageError, match="COORDINATION-080"):
        bureau.run("approver", assign_case, case_id, assignee="auditor")
    moved = bureau.run(
        "approver", assign_case, case_id, department_id="monitoring", assignee="analyst"
    )
    assert (moved.department_id, moved.departments) == ("monitoring", ("policy",))
    item, *_ = bureau.read(inbox, "analyst", bureau.clock.at.date())
    assert item.mine and item.kind is InboxKind.ALERT
    joined = bureau.run("analyst", involve, case_id, "insurance")
    assert joined.departments == ("policy", "insurance")
    assert bureau.run("analyst", involve, case_id, "insurance") == joined
    signing = bureau.walk(Stage.SIGNING)
    with pytest.raises(StateError, match="COORDINATION-002"):
        bureau.run("approver", assign_case, signing, department_id="monitoring")


@pytest.mark.parametrize(
    ("day", "days", "wanted"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-09-30", 1, "2026-10-08"),  # over the holiday
        ("2026-10-09", 1, "2026-10-10"),  # a working Saturday
        ("2026-11-23", 5, "2026-11-30"),
    ],
)
def test_working_days_follow_the_calendar_that_is_stated(day, days, wanted):
    holidays = tuple(f"2026-10-0{number}" for number in range(1, 8))
    stated = replace(default_procedure("CN"), holidays=holidays, workdays=("2026-10-10",))
    found = add_working_days(date.fromisoformat(day), days, stated)
    assert found == date.fromisoformat(wanted)
