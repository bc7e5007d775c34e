"""Worked cases a caseworker can read and write, run against the computations."""

from trimtab.rules.cases.reading import find_case_files, read_cases, region_text
from trimtab.rules.cases.running import run_case, run_cases
from trimtab.rules.cases.types import Case, CaseResult, Expectation, Failure, Margin

__all__ = [
    "Case",
    "CaseResult",
    "Expectation",
    "Failure",
    "Margin",
    "find_case_files",
    "read_cases",
    "region_text",
    "run_case",
    "run_cases",
]
