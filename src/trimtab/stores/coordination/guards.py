"""Triggers that keep cases as the state machine allows, whoever writes and however.

Made from ``coordination.states``. A guard is a condition under which a row is refused; each is
written once, in SQL that SQLite and PostgreSQL read alike. Guards of new rows hold in a store that
has its id: a backup that is read back brings rows as they had become.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, Table

from trimtab.coordination.states import ACTION_MOVES, BEGIN, steps
from trimtab.coordination.types import Stage
from trimtab.office.types import OPERATOR
from trimtab.stores.coordination import schema

_RELEASE = frozenset({"classification", "approver", "release_on"})
_APPEND_ONLY = (
    schema.case_step,
    schema.approval,
    schema.signature,
    schema.case_review,
    schema.case_comment,
    schema.attachment,
    schema.attachment_part,
    schema.escalation,
    schema.evidence_entry,
)


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses a change of a table's row where the condition holds."""

    table: Table
    event: str  # INSERT or UPDATE
    name: str
    condition: str
    says: str


def guards(dialect: str) -> tuple[Guard, ...]:
    """Every guard, in the SQL of a dialect (``sqlite`` or ``postgresql``)."""
    return (
        *_of_cases(dialect),
        *_of_assessments(dialect),
        *_of_decisions(dialect),
        *_of_approvals(dialect),
        *_of_actions(dialect),
        *_of_what_stays(dialect),
    )


def _stage(stages: Sequence[Stage]) -> str:
    return ", ".join(f"'{stage.value}'" for stage in stages)


def _case_stage(row: str = "NEW") -> str:
    return f"(SELECT c.stage FROM coordination_case c WHERE c.case_id = {row}.case_id)"


def _changed(table: Table, dialect: str, names: Sequence[str]) -> str:
    """Whether one of the columns is another than before; JSON as its text."""

    def side(row: str, name: str) -> str:
        column = f'{row}."{name}"'
        if isinstance(table.c[name].type, JSON):
            return f"CAST({column} AS TEXT)"
        return column

    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    return "(" + " OR ".join(f"{side('NEW', n)} {differs} {side('OLD', n)}" for n in names) + ")"


def _others(table: Table, *names: str) -> list[str]:
    """The columns that are not named."""
    return [column.name for column in table.columns if column.name not in names]


_BOUND = "EXISTS (SELECT 1 FROM store)"


def _of_cases(dialect: str) -> Iterator[Guard]:
    table = schema.coordination_case
    pairs = " OR ".join(
        f"(OLD.stage = '{source.value}' AND NEW.stage = '{target.value}')"
        for source, target in sorted(steps())
    )
    final = _stage([stage for stage in Stage if stage.is_final])
    identity = ("case_id", "region", "opened_by", "opened_at", "alert_id", "alert", "title")
    yield Guard(
        table, "INSERT", "begins",
        f"{_BOUND} AND (NEW.stage <> '{BEGIN.value}' OR NEW.moves <> 1 OR NEW.reopened <> 0 "
        "OR NEW.level NOT IN (1, 2, 3, 4))",
        "a case begins with its alert",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "moves",
        f"(NEW.stage <> OLD.stage AND NOT ({pairs})) OR "
        "NEW.moves <> OLD.moves + CASE WHEN NEW.stage <> OLD.stage THEN 1 ELSE 0 END OR "
        "NEW.reopened <> OLD.reopened + CASE WHEN NEW.stage <> OLD.stage "
        f"AND OLD.stage IN ({final}) THEN 1 ELSE 0 END",
        "a case cannot go from this stage to that one",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "stays",
        f"{_changed(table, dialect, identity)} OR (OLD.stage = NEW.stage AND "
        f"OLD.stage IN ({final}) AND {_changed(table, dialect, _others(table, *_RELEASE))})",
        "this of a case does not change",
    )  # fmt: skip
    yield from _limits(table)


def _limits(table: Table) -> Iterator[Guard]:
    """What a move needs beside its stage."""

    def entering(source: Stage, target: Stage) -> str:
        return f"OLD.stage = '{source.value}' AND NEW.stage = '{target.value}' AND "

    yield Guard(
        table, "UPDATE", "assessed",
        entering(Stage.ASSESSMENT, Stage.DRAFTING)
        + "(EXISTS (SELECT 1 FROM assessment a WHERE a.case_id = NEW.case_id "
        "AND a.frozen_at IS NULL) OR NOT EXISTS (SELECT 1 FROM assessment a "
        "WHERE a.case_id = NEW.case_id))",
        "the assessment is not frozen",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "submitted",
        entering(Stage.DRAFTING, Stage.SIGNING)
        + "NOT EXISTS (SELECT 1 FROM approval p JOIN decision d ON d.decision_id = p.decision_id "
        "AND d.submission = p.submission WHERE d.case_id = NEW.case_id)",
        "nothing was submitted",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "signed",
        entering(Stage.SIGNING, Stage.ACTION)
        + "(NOT EXISTS (SELECT 1 FROM decision d WHERE d.case_id = NEW.case_id "
        "AND d.signed_at IS NOT NULL) OR EXISTS (SELECT 1 FROM approval p "
        "JOIN decision d ON d.decision_id = p.decision_id AND d.submission = p.submission "
        "WHERE d.case_id = NEW.case_id AND NOT EXISTS (SELECT 1 FROM signature s "
        "WHERE s.approval_id = p.approval_id)))",
        "a signature is missing",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "acted",
        entering(Stage.ACTION, Stage.REVIEW)
        + "EXISTS (SELECT 1 FROM case_action m WHERE m.case_id = NEW.case_id "
        "AND m.state = 'open')",
        "a measure is still open",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "reviewed",
        entering(Stage.REVIEW, Stage.CLOSED)
        + "NOT EXISTS (SELECT 1 FROM case_review r WHERE r.case_id = NEW.case_id)",
        "there is no review",
    )  # fmt: skip


def _of_assessments(dialect: str) -> Iterator[Guard]:
    table = schema.assessment
    stage = f"{_case_stage()} IS NULL OR {_case_stage()} <> '{Stage.ASSESSMENT.value}'"
    yield Guard(
        table, "INSERT", "begins",
        f"{_BOUND} AND (NEW.frozen_at IS NOT NULL OR NEW.digest IS NOT NULL OR {stage})",
        "an assessment begins as a draft of a case under assessment",
    )  # fmt: skip
    content = _changed(table, dialect, _others(table, *_RELEASE))
    identity = ("assessment_id", "case_id", "number", "started_at")
    yield Guard(
        table, "UPDATE", "frozen",
        f"{content} AND (OLD.frozen_at IS NOT NULL OR {stage} "
        f"OR {_changed(table, dialect, identity)} "
        "OR (NEW.frozen_at IS NULL) <> (NEW.digest IS NULL))",
        "a frozen assessment does not change",
    )  # fmt: skip


def _of_decisions(dialect: str) -> Iterator[Guard]:
    table = schema.decision
    stage = _case_stage()
    yield Guard(
        table, "INSERT", "begins",
        f"{_BOUND} AND (NEW.signed_at IS NOT NULL OR NEW.submission <> 0 OR {stage} IS NULL "
        f"OR {stage} <> '{Stage.DRAFTING.value}')",
        "a decision begins as a draft",
    )  # fmt: skip
    identity = ("decision_id", "case_id", "number", "started_at")
    content = _others(table, *_RELEASE, "signed_at")
    yield Guard(
        table, "UPDATE", "stands",
        f"{_changed(table, dialect, identity)} OR NEW.submission < OLD.submission OR "
        f"({_changed(table, dialect, content)} AND (OLD.signed_at IS NOT NULL OR {stage} IS NULL "
        f"OR {stage} <> '{Stage.DRAFTING.value}'))",
        "a decision that was submitted does not change",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "signed",
        f"{_changed(table, dialect, ('signed_at',))} AND (OLD.signed_at IS NOT NULL "
        f"OR {stage} IS NULL OR {stage} <> '{Stage.SIGNING.value}' OR EXISTS (SELECT 1 "
        "FROM approval p WHERE p.decision_id = NEW.decision_id AND p.submission = NEW.submission "
        "AND NOT EXISTS (SELECT 1 FROM signature s WHERE s.approval_id = p.approval_id)))",
        "a signature is missing",
    )  # fmt: skip


def _of_approvals(dialect: str) -> Iterator[Guard]:
    drafter = (
        "CAST(d.drafters AS jsonb) @> to_jsonb(CAST(NEW.actor AS TEXT))"
        if dialect == "postgresql"
        else "EXISTS (SELECT 1 FROM json_each(d.drafters) j WHERE j.value = NEW.actor)"
    )
    yield Guard(
        schema.approval, "INSERT", "begins",
        f"{_BOUND} AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.case_id = NEW.case_id "
        "AND d.decision_id = NEW.decision_id AND d.submission = NEW.submission AND "
        f"{_case_stage()} = '{Stage.DRAFTING.value}')",
        "approvals are asked for when a draft is submitted",
    )  # fmt: skip
    yield Guard(
        schema.signature, "INSERT", "begins",
        f"{_BOUND} AND (NEW.actor = '{OPERATOR}' OR NOT EXISTS (SELECT 1 FROM approval p "
        "JOIN decision d ON d.decision_id = p.decision_id AND d.submission = p.submission "
        "WHERE p.approval_id = NEW.approval_id AND p.kind = NEW.kind "
        "AND p.case_id = NEW.case_id AND d.decision_id = NEW.decision_id "
        "AND d.submission = NEW.submission AND d.digest = NEW.digest "
        f"AND {_case_stage()} = '{Stage.SIGNING.value}' AND NOT ({drafter}) "
        "AND EXISTS (SELECT 1 FROM actor a WHERE a.actor_id = NEW.actor AND a.kind = 'person') "
        "AND NOT EXISTS (SELECT 1 FROM approval b WHERE b.decision_id = p.decision_id "
        "AND b.submission = p.submission AND b.position < p.position AND NOT EXISTS "
        "(SELECT 1 FROM signature s WHERE s.approval_id = b.approval_id))))",
        "this signature cannot be given here",
    )  # fmt: skip


def _of_actions(dialect: str) -> Iterator[Guard]:
    table = schema.case_action
    stage = _case_stage()
    elsewhere = f"{stage} IS NULL OR {stage} <> '{Stage.ACTION.value}'"
    pairs = " OR ".join(
        f"(OLD.state = '{source.value}' AND NEW.state = '{target.value}')"
        for source, target in sorted(ACTION_MOVES)
    )
    identity = ("action_id", "case_id", "number", "title", "department_id", "due", "added_by",
                "added_at")  # fmt: skip
    yield Guard(
        table, "INSERT", "begins",
        f"{_BOUND} AND (NEW.state <> 'open' OR {elsewhere})",
        "a measure begins open, in the stage of action",
    )  # fmt: skip
    yield Guard(
        table, "UPDATE", "moves",
        f"{elsewhere} OR (NEW.state <> OLD.state AND NOT ({pairs})) OR "
        f"{_changed(table, dialect, identity)}",
        "a measure cannot change like this",
    )  # fmt: skip
    given = schema.delegation
    yield Guard(
        given, "UPDATE", "ends",
        f"OLD.ended_at IS NOT NULL OR {_changed(given, dialect, _others(given, 'ended_at'))}",
        "a delegation only ends",
    )  # fmt: skip


def _of_what_stays(dialect: str) -> Iterator[Guard]:
    stage = _case_stage()
    yield Guard(
        schema.case_step, "INSERT", "follows",
        f"{_BOUND} AND NOT EXISTS (SELECT 1 FROM coordination_case c WHERE c.case_id = NEW.case_id "
        "AND c.moves = NEW.number AND c.stage = NEW.stage_to)",
        "a step tells of the move that was made",
    )  # fmt: skip
    yield Guard(
        schema.case_review, "INSERT", "begins",
        f"{_BOUND} AND ({stage} IS NULL OR {stage} <> '{Stage.REVIEW.value}')",
        "a review is written in its stage",
    )  # fmt: skip
    for table in _APPEND_ONLY:
        condition = "1 = 1" if dialect == "sqlite" else "TRUE"
        yield Guard(table, "UPDATE", "stays", condition, "this row does not change")
