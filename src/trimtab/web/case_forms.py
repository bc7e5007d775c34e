"""What people type into the forms of a case: read into values, kept when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from fastapi import Request
from starlette.datastructures import FormData

from trimtab.app.workbench.case_desk import DecisionText
from trimtab.app.workbench.case_numbers import scale_of
from trimtab.app.workbench.case_words import Words
from trimtab.coordination import ExpectedEffect, ExpectedKind, Measure
from trimtab.kernel import InputRejectedError, Period, Problem, SeriesKey, TrimtabError

V = TypeVar("V")
MEASURE_ROWS_LEAST, MEASURE_ROWS_SPARE, MEASURE_ROWS_MOST = 3, 2, 50


async def typed_form(request: Request) -> FormData:
    """The fields of a form; large files wait on disk."""
    return await request.form(max_fields=400, max_files=1)


@dataclass(frozen=True, slots=True)
class FormState:
    """The form that was refused, with what was typed and what is wrong with it. Field names are
    those of the form; ids on the page are ``<deed>-<name>``."""

    deed: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[tuple[str, str], ...] = ()  # field ("" for the whole), sentence

    def value(self, deed: str, name: str, stored: Any = "") -> Any:
        """What was typed, else what is stored."""
        return self.typed.get(name, "") if deed == self.deed else stored

    def checked(self, deed: str, name: str, value: str, stored: bool = False) -> bool:
        """Whether a box was ticked, else whether it is."""
        if deed != self.deed:
            return stored
        return value in self.typed.get(f"{name}[]", ())

    def error(self, deed: str, name: str) -> str:
        """What is wrong with a field."""
        if deed != self.deed:
            return ""
        return " ".join(told for at, told in self.problems if at == name)

    def summary(self, names: frozenset[str]) -> list[dict[str, str]]:
        """The problems for the summary: linked to the field where it stands on the page."""
        return [
            {"text": told, **({"field": f"{self.deed}-{at}"} if at in names else {})}
            for at, told in self.problems
        ]


_COLUMNS = {"expected": "expected_value", "measures": "measure_title_1", "measure": "title"}
"""Fields of records that are several fields of a form: the first of them."""


def refused(deed: str, form: FormData, error: TrimtabError, words: Words) -> FormState:
    """A refused form; the error's problems at their fields."""
    typed: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != "csrf_token":
            typed[name] = value
            typed.setdefault(f"{name}[]", []).append(value)
    found = [(_column(one), words.told(one)) for one in error.problems]
    if not found:
        found = [(_field_of(error), words.told(error))]
    return FormState(deed, typed, tuple(found))


def _column(problem: Problem) -> str:
    column = problem.column or ""
    return _COLUMNS.get(column, column)


def _field_of(error: TrimtabError) -> str:
    """The field an error is about, by the parameter that says so."""
    named = str(error.params.get("field", ""))
    return _COLUMNS.get(named, named) or _FIELDS.get(error.code, "")


_FIELDS = {
    "COORDINATION-012": "expected_value",
    "COORDINATION-013": "expected_by",
    "COORDINATION-051": "until",
    "COORDINATION-052": "receiver",
    "COORDINATION-060": "due",
    "COORDINATION-061": "owner",
    "COORDINATION-070": "file",
    "COORDINATION-071": "file",
    "COORDINATION-080": "assignee",
    "COORDINATION-101": "on",
}


def said(form: FormData, name: str) -> str:
    """The text of a field, without blanks around it."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


@dataclass(slots=True)
class Reader:
    """Reads fields and collects what is wrong, so that everything is told at once."""

    form: FormData
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, name: str, value: str = "") -> None:
        """One more problem."""
        self.problems.append(Problem(code, column=name, params={"value": value[:60]}))

    def day(self, name: str) -> date | None:
        """A day as ``2026-11-23``; None for an empty field."""
        text = said(self.form, name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong("WEB-141", name, text)
            return None

    def wanted_day(self, name: str) -> date | None:
        """A day that must be given."""
        found = self.day(name)
        if found is None and not said(self.form, name):
            self.wrong("WEB-144", name)
        return found

    def number(self, name: str, scale: float) -> float | None:
        """A number, divided by a scale; None for an empty field."""
        text = said(self.form, name).replace("，", "").replace(",", "").removesuffix("%")
        try:
            return float(text) / scale if text else None
        except ValueError:
            self.wrong("WEB-142", name, text)
            return None

    def choice(self, name: str, kind: type[V]) -> V | None:
        """One of a list of words."""
        text = said(self.form, name)
        try:
            return kind(text)  # type: ignore[call-arg]
        except ValueError:
            self.wrong("WEB-144", name)
            return None

    def period(self, name: str) -> str:
        """A period as ``2026-11`` or ``2026Q1``; empty for an empty field."""
        text = said(self.form, name)
        try:
            return str(Period.parse(text)) if text else ""
        except InputRejectedError:
            self.wrong("WEB-143", name, text)
            return ""

    def done(self) -> None:
        """Refuse the form where anything was wrong. Raises InputRejectedError WEB-140."""
        if self.problems:
            raise InputRejectedError("WEB-140", n=len(self.problems), problems=tuple(self.problems))


def read_decision(form: FormData) -> DecisionText:
    """The draft of a decision. Raises InputRejectedError WEB-140."""
    reader = Reader(form)
    draft = DecisionText(
        title=said(form, "title"),
        text=said(form, "text"),
        document_number=said(form, "document_number"),
        expected=_expected(reader),
        measures=_measures(reader),
        cosigners=tuple(str(one) for one in form.getlist("cosigners")),
        review_on=reader.day("review_on"),
    )
    reader.done()
    return draft


_NUMBERS = ("value", "low", "high", "without_low", "without_high")


def _expected(reader: Reader) -> ExpectedEffect | None:
    """The expected effect; None where none of it is filled in, refused where half of it is."""
    form = reader.form
    if not any(said(form, f"expected_{name}") for name in (*_NUMBERS, "by")):
        return None
    kind = reader.choice("expected_kind", ExpectedKind)
    series = said(form, "expected_series")
    if not series or kind is None:
        reader.wrong("WEB-144", "expected_series")
        return None
    unit = SeriesKey.parse(series).unit
    scale = scale_of(kind, unit)
    read = {name: reader.number(f"expected_{name}", scale) for name in _NUMBERS}
    by, base = reader.period("expected_by"), reader.period("expected_base")
    for name in ("value", "low", "high"):
        if not said(form, f"expected_{name}"):
            reader.wrong("WEB-145", f"expected_{name}")
    if not said(form, "expected_by"):
        reader.wrong("WEB-145", "expected_by")
    value, low, high = read["value"], read["low"], read["high"]
    if reader.problems or value is None or low is None or high is None:
        return None
    return ExpectedEffect(
        series=series, kind=kind, by=by, value=value, low=low, high=high, unit=unit,
        base="" if kind is ExpectedKind.LEVEL else base,
        without_low=read["without_low"], without_high=read["without_high"],
    )  # fmt: skip


def _measures(reader: Reader) -> tuple[Measure, ...]:
    """The rows in which anything stands; half a row is refused."""
    found = []
    for at in range(1, MEASURE_ROWS_MOST + 1):
        names = (f"measure_title_{at}", f"measure_department_{at}", f"measure_due_{at}")
        title, department = said(reader.form, names[0]), said(reader.form, names[1])
        if not title and not said(reader.form, names[2]):
            continue
        due = reader.day(names[2])
        for name in names:
            if not said(reader.form, name):
                reader.wrong("WEB-146", name)
        if title and department and due:
            found.append(Measure(title, department, due))
    return tuple(found)


def measure_rows(state: FormState, stored: tuple[Measure, ...]) -> list[dict[str, str]]:
    """The rows of the form: those typed or stored, and some to spare."""
    typed = [at for at in range(1, MEASURE_ROWS_MOST + 1) if f"measure_title_{at}" in state.typed]
    count = max(MEASURE_ROWS_LEAST, len(stored) + MEASURE_ROWS_SPARE, *typed, 0)
    rows = []
    for at in range(1, min(count, MEASURE_ROWS_MOST) + 1):
        one = stored[at - 1] if at <= len(stored) else None
        kept = {
            "title": one.title if one else "",
            "department": one.department_id if one else "",
            "due": one.due.isoformat() if one else "",
        }
        row = {
            name: state.value("write_decision", f"measure_{name}_{at}", value)
            for name, value in kept.items()
        }
        rows.append(row)
    return rows
