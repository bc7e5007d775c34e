"""The fields of the forms of a case by name: what an error summary can link to."""

from __future__ import annotations

from trimtab.web.case_forms import MEASURE_ROWS_MOST

_MEASURES = (
    f"measure_{part}_{at}"
    for at in range(1, MEASURE_ROWS_MOST + 1)
    for part in ("title", "department", "due")
)
FIELDS = frozenset(
    {
        *("title", "region", "level", "department", "situation", "causes", "advice", "kind", "id"),
        *("text", "document_number", "review_on", "cosigners", "read", "note", "lessons", "lever"),
        *("expected_series", "expected_kind", "expected_value", "expected_low", "expected_high"),
        *("expected_base", "expected_by", "expected_without_low", "expected_without_high"),
        *("outcome", "comment", "file", "assignee", "on", "due"),
        *("owner", "receiver", "until", "right", "by"),
        *("programme_zh", "programme_en", "population_zh", "population_en"),
        *_MEASURES,
    }
)
