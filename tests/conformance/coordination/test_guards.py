"""What the services refuse the database refuses too, whoever writes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import text

from trimtab.app.audit import verify_trail
from trimtab.app.coordination import Checked, check_guards
from trimtab.coordination import Stage, find_nothing, get_case, steps
from trimtab.coordination.states import MOVES
from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES, has_text
from trimtab.stores import database
from trimtab.stores.coordination.guards import guards
from trimtab.stores.coordination.schema import TABLES
from trimtab.stores.coordination.triggers import statements

REACHED = (Stage.ALERT, Stage.ASSESSMENT, Stage.DRAFTING, Stage.SIGNING, Stage.ACTION,
           Stage.REVIEW, Stage.CLOSED)  # fmt: skip


def refused(bureau, table: str, statement: str, **values) -> str:
    """The guard's words; a statement that is not SQL, or passes, fails the test."""
    with (
        pytest.raises(StateError, match="STORE-003") as failure,
        database.writing(bureau.office.engine) as opened,
    ):
        opened.execute(text(statement), values)
    reason = str(failure.value.params["reason"])
    assert reason.startswith(f"{table}: "), reason
    return reason


def force(bureau, statement: str, **values) -> int:
    with database.writing(bureau.office.engine) as opened:
        return opened.execute(text(statement), values).rowcount


MOVE = "UPDATE coordination_case SET stage = :to, moves = moves + 1, reopened = reopened + :more"


def test_no_move_outside_the_table_is_possible(bureau):
    for stage in REACHED:
        case_id = bureau.walk(stage)
        possible = {target for source, target in steps() if source is stage}
        more = int(stage.is_final)
        for target in set(Stage) - possible - {stage}:
            refused(
                bureau, "coordination_case", f"{MOVE} WHERE case_id = :id",
                id=case_id, to=target.value, more=more,
            )  # fmt: skip
        assert bureau.read(get_case, case_id).stage is stage


def test_a_possible_move_made_behind_the_services_is_found_by_the_trail(bureau):
    case_id = bureau.walk(Stage.ALERT)
    assert force(bureau, f"{MOVE} WHERE case_id = :id", id=case_id, to="dismissed", more=0) == 1
    with pytest.raises(StateError, match="AUDIT-001"):
        verify_trail(bureau.office)


LIMITS = {
    Stage.ASSESSMENT: ("drafting", "not frozen"),
    Stage.DRAFTING: ("signing", "nothing was submitted"),
    Stage.SIGNING: ("action", "a signature is missing"),
    Stage.ACTION: ("review", "a measure is still open"),
}


def test_a_move_needs_what_goes_before_it(bureau):
    for stage, (target, says) in LIMITS.items():
        case_id = bureau.walk(stage)
        statement = f"{MOVE} WHERE case_id = :id"
        reason = refused(bureau, "coordination_case", statement, id=case_id, to=target, more=0)
        assert says in reason


def test_a_case_is_closed_only_after_a_review(bureau):
    case_id = bureau.walk(Stage.ACTION)
    bureau.act(case_id)
    assert force(bureau, f"{MOVE} WHERE case_id = :id", id=case_id, to="review", more=0) == 1
    statement = f"{MOVE} WHERE case_id = :id"
    reason = refused(bureau, "coordination_case", statement, id=case_id, to="closed", more=0)
    assert "there is no review" in reason


def test_what_was_frozen_and_signed_stays(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    changes = {
        "assessment": ("situation = 'x'", "basis = '[]'", "digest = NULL, frozen_at = NULL"),
        "decision": ("text = 'x'", "drafters = '[]'", "signed_at = NULL", "submission = 0",
                     "expected = '{}'"),
        "case_action": ("state = 'open'", "title = 'x'"),
        "coordination_case": ("region = 'CN'", "opened_by = 'x'", "moves = 99", "assignee = 'x'",
                              "alert = '{\"a\": 1}'", "level = 1"),
        "signature": ("actor = 'analyst'", "note = 'x'"),
        "approval": ("department_id = 'x'",),
        "case_step": ("note = 'x'",),
        "case_review": ("lessons = 'x'",),
    }  # fmt: skip
    for table, found in changes.items():
        for change in found:
            refused(bureau, table, f"UPDATE {table} SET {change} WHERE case_id = :id", id=case_id)
    assert verify_trail(bureau.office).intact


def test_who_may_see_what_was_frozen_can_still_be_settled(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    for table in ("assessment", "decision", "coordination_case"):
        statement = f"UPDATE {table} SET classification = 'public' WHERE case_id = :id"
        assert force(bureau, statement, id=case_id) == 1


def test_a_submitted_text_stands_while_people_sign(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    where = "WHERE case_id = :id"
    for change in ("text = 'x'", "digest = 'x'", "submission = submission + 1"):
        refused(bureau, "decision", f"UPDATE decision SET {change} {where}", id=case_id)
    now = "signed_at = started_at"
    reason = refused(bureau, "decision", f"UPDATE decision SET {now} {where}", id=case_id)
    assert "a signature is missing" in reason


SIGN = """INSERT INTO signature (signature_id, approval_id, case_id, decision_id, submission, kind,
    actor, at, digest, note) SELECT 'forged', p.approval_id, p.case_id, p.decision_id, p.submission,
    p.kind, :actor, d.started_at, {digest}, '' FROM approval p JOIN decision d
    ON d.decision_id = p.decision_id WHERE p.case_id = :id AND p.kind = :kind"""


def test_nobody_signs_who_drafted_or_is_no_person(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    statement = SIGN.format(digest="d.digest")
    for actor in ("designer", "operator", "nobody"):
        refused(bureau, "signature", statement, id=case_id, actor=actor, kind="cosign")


def test_a_signature_is_of_the_text_and_in_its_turn(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    other, right = SIGN.format(digest="'x'"), SIGN.format(digest="d.digest")
    refused(bureau, "signature", other, id=case_id, actor="caseworker", kind="cosign")
    refused(bureau, "signature", right, id=case_id, actor="approver", kind="sign")
    given = {"id": case_id, "actor": "caseworker", "kind": "cosign"}
    assert force(bureau, right, **given) == 1  # the statement itself is sound
    with pytest.raises(StateError, match="STORE-003"):  # a person, and a place, only once
        force(bureau, right.replace("'forged'", "'again'"), **given)


def test_no_row_is_ever_taken_away(bureau):
    bureau.walk(Stage.ALERT)
    postgresql = bureau.office.engine.dialect.name == "postgresql"
    for table in (one for one in TABLES if one.name != "procedure"):
        if postgresql:
            refused(bureau, table.name, f"TRUNCATE {table.name}")
        if table.name not in ("coordination_case", "case_step"):
            continue
        refused(bureau, table.name, f"DELETE FROM {table.name}")
        columns = ", ".join(column.name for column in table.columns)
        copied = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        if not postgresql:
            refused(bureau, table.name, copied)


def test_no_case_begins_in_the_middle(bureau):
    case_id = bureau.walk(Stage.ALERT)
    columns = [column.name for column in TABLES[0].columns]
    for name, value in (("stage", "'closed'"), ("moves", "7"), ("level", "9")):
        changed = {"case_id": "'other'", name: value}
        given = ", ".join(changed.get(column, column) for column in columns)
        statement = (
            f"INSERT INTO coordination_case ({', '.join(columns)}) "
            f"SELECT {given} FROM coordination_case WHERE case_id = :id"
        )
        refused(bureau, "coordination_case", statement, id=case_id)


ELSEWHERE = {
    "assessment": "'forged', case_id, 9, '[]', opened_at, '', '', '', '[]', 0, NULL, NULL, NULL, "
    "'internal', NULL, NULL",
    "case_action": "'forged', case_id, 9, 'x', 'policy', due, 'x', opened_at, NULL, 'open', NULL, "
    "NULL, ''",
    "case_review": "'forged', case_id, 'd', 9, 'x', opened_at, opened_at, '', '', ''",
    "case_step": "'forged', case_id, 9, 'sign', 'signing', 'action', 'x', opened_at, ''",
    "approval": "'forged', case_id, '2026-0001\\:d1', 1, 0, 'sign', 'policy', NULL",
}


def test_nothing_comes_in_a_stage_that_is_not_its_own(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    for table, values in ELSEWHERE.items():
        statement = f"INSERT INTO {table} SELECT {values} FROM coordination_case WHERE case_id=:id"
        refused(bureau, table, statement, id=case_id)


def test_an_ended_case_is_not_moved_on(bureau):
    case_id = bureau.walk(Stage.ASSESSMENT)
    bureau.run("analyst", find_nothing, case_id, "数据修订所致")
    refused(bureau, "coordination_case", "UPDATE coordination_case SET due = NULL, level = 4")


def test_guards_that_were_taken_off_are_missed(bureau):
    assert check_guards(bureau.office) == Checked("guards", "-", True)
    postgresql = bureau.office.engine.dialect.name == "postgresql"
    name = "coordination_guard_signature_" + ("rows" if postgresql else "delete")
    force(bureau, f"DROP TRIGGER {name}" + (" ON signature" if postgresql else ""))
    assert check_guards(bureau.office) == Checked("guards", name, False)


def test_the_guards_say_what_the_table_says():
    for dialect in ("sqlite", "postgresql"):
        moves = next(one for one in guards(dialect) if one.name == "moves")
        for source, target in steps():
            assert f"OLD.stage = '{source.value}' AND NEW.stage = '{target.value}'" in (
                moves.condition
            )
        assert moves.condition.count("AND NEW.stage = '") == len(steps())


@pytest.mark.parametrize(("dialect", "known"), [("sqlite", "SQLITE"), ("postgresql", "POSTGRESQL")])
def test_a_change_of_the_guards_needs_a_migration(dialect, known):
    """Databases that are there keep what migration 0005 put on. Whoever changes the table of
    moves writes a migration that takes the guards off and puts them on again, and states the new
    hash here."""
    found = sha256("\n".join(statements(dialect)).encode()).hexdigest()[:16]
    assert found == HASHES[known]


HASHES = {"SQLITE": "26d7393f969b998e", "POSTGRESQL": "210fa905ade62f80"}


def test_every_move_has_words():
    for move in ("open", *MOVES):
        assert all(has_text(f"coordination.move.{move}", language) for language in LANGUAGES)
