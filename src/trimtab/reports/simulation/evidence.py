"""What stands behind each lever: the study, its reach, or that it is an assumption."""

from __future__ import annotations

from trimtab.reports.simulation.settings import distinct_policies
from trimtab.reports.simulation.tables import Listed, listed
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.levers import evidence_in_words, lever_title


def evidence_table(wording: SimulationWording) -> Listed | None:
    """One row a fact of a lever; levers that stand in several mixes are told once."""
    report = wording.report
    headers = [wording.tell(f"column.{name}") for name in ("lever", "fact", "evidence")]
    rows = [
        (lever_title(policy.form, wording.language), label, value)
        for policy in distinct_policies(report)
        for label, value in evidence_in_words(policy, report.to_country, wording.language)
    ]
    shown = [
        ("" if at and rows[at - 1][0] == lever else lever, label, value)
        for at, (lever, label, value) in enumerate(rows)
    ]
    return listed(wording, "evidence", headers, shown, (headers, rows), 3) if rows else None
