"""Kept decisions come out the same, whatever happens to the rule book afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from trimtab.app.rule_records import opened_office, recompute_kept
from trimtab.app.unemployment import entitle, record_decisions
from trimtab.cli.unemployment import application
from trimtab.kernel import Region, StateError
from trimtab.office.types import RuleDecisionRecord
from trimtab.rules.decision import FrozenLookup, RuleDecision, recompute
from trimtab.rules.types import Accrual, AccrualBand, Reference
from trimtab.stores.office.store import open_office
from trimtab.unemployment import COMPUTATIONS, ENTITLEMENT

KNOWN = date(2026, 11, 22)
ROWS = ("one,310000,2026-09-01,120,14,no", "two,440100,2026-09-01,36,1,no")
GENEROUS = Accrual("contribution_months", (AccrualBand(0, 1, 1),), 1, 24)
AWARD = "unemployment.benefit_duration_months"


@pytest.fixture
def kept(claims, tmp_path):
    """Two decisions, kept; and the office that keeps them."""
    open_office(tmp_path / "ws", create=True).close()
    found = entitle(claims(*ROWS), known_on=KNOWN)
    with opened_office(tmp_path / "ws", None, required=True) as office:
        ids = record_decisions(found, office, "operator")
        assert record_decisions(found, office, "operator") == ids  # a second time keeps nothing new
        yield office, ids


def decisions(office):
    with office.reading() as reading:
        return [RuleDecision.of_content(one.content) for one in reading.find(RuleDecisionRecord)]


def test_kept_decisions_agree_from_frozen_values_and_from_the_book(kept, book):
    office, ids = kept
    again = recompute_kept(office, COMPUTATIONS, book)
    assert {one.decision_id for one in again} == set(ids)
    assert all(one.agrees for one in again)


def test_a_decision_reads_back_as_the_same_text(kept):
    office, _ = kept
    for decision in decisions(office):
        assert RuleDecision.of_content(decision.content).content == decision.content
        assert decision.inputs["claim_date"] == "2026-09-01"


def test_a_rule_recorded_later_changes_no_decision(kept, book):
    office, _ = kept
    region = Region("CN-310000")
    held = book.parameter(AWARD, region).values
    later = replace(held[-1], recorded=date(2027, 1, 1), value=GENEROUS, reference=Reference("x"))
    reformed = book.with_values({(AWARD, region): (*held, later)})
    assert reformed.at(AWARD, region, date(2026, 9, 1)).value == GENEROUS
    assert all(one.agrees for one in recompute_kept(office, COMPUTATIONS, reformed))


def test_rewritten_history_is_named_while_the_frozen_values_still_agree(kept, book):
    office, _ = kept
    region = Region("CN-310000")
    held = book.parameter(AWARD, region).values
    forged = tuple(replace(one, value=GENEROUS) for one in held)
    rewritten = book.with_values({(AWARD, region): forged})
    wrong = [one for one in recompute_kept(office, COMPUTATIONS, rewritten) if not one.agrees]
    (shanghai,) = wrong
    assert shanghai.again.frozen == ()
    assert {one.output: one.now for one in shanghai.again.from_book}["months"] == 24
    assert shanghai.again.rewritten == (f"{AWARD}@CN-310000@2026-09-01@2026-11-22",)


def test_an_altered_output_is_found(kept, book):
    office, _ = kept
    decision = decisions(office)[0]
    raised = replace(decision, outputs={**decision.outputs, "amount_cny_month": 9999})
    found = recompute(ENTITLEMENT, raised, book)
    assert [one.output for one in found.frozen] == ["amount_cny_month"]
    assert raised.decision_id != decision.decision_id


def test_frozen_answers_do_not_answer_what_was_never_asked(kept):
    office, _ = kept
    lookup = FrozenLookup(decisions(office)[0].answers)
    with pytest.raises(StateError, match="DECISION-001"):
        lookup.at(AWARD, Region("CN"), date(2026, 9, 1))


@pytest.mark.parametrize("content", ["{}", "not json", '{"answers":[1]}'])
def test_what_is_no_decision_is_refused(content):
    with pytest.raises(StateError, match="DECISION-002"):
        RuleDecision.of_content(content)


def test_record_and_recompute_on_the_command_line(claims, tmp_path):
    open_office(tmp_path / "ws", create=True).close()
    common = ["-w", str(tmp_path / "ws"), "--json"]
    source = ["--input", str(claims(*ROWS))]
    recorded = CliRunner().invoke(application, ["entitlement", *source, "--record", *common])
    assert recorded.exit_code == 0, recorded.output
    made = json.loads(recorded.output)
    assert len(made["decisions"]) == 2 and made["known_on"]
    again = CliRunner().invoke(application, ["recompute", *common])
    assert again.exit_code == 0, again.output
    found = {one["decision_id"]: one["agrees"] for one in json.loads(again.output)["decisions"]}
    assert found == dict.fromkeys(made["decisions"], True)
    shown = CliRunner().invoke(application, ["recompute", "-w", str(tmp_path / "ws")])
    assert shown.exit_code == 0 and "2" in shown.output


def test_keeping_needs_a_workspace(claims, tmp_path):
    arguments = ["entitlement", "--input", str(claims(*ROWS)), "--record"]
    result = CliRunner().invoke(application, [*arguments, "-w", str(tmp_path / "none")])
    assert isinstance(result.exception, StateError)
