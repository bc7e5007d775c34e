"""The people, departments, places and series of a case in words, looked up once a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trimtab.app.demonstration_titles import title_in
from trimtab.app.office import place_title
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import place_words
from trimtab.kernel import Problem, SeriesKey, TrimtabError
from trimtab.messages import Language, has_text, text
from trimtab.office.rights import SYSTEM_PREFIX
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading

_SEPARATOR = ", "
_WORDED = ("field", "stage", "move", "kind", "right", "state", "allowed", "column")
"""Parameters of errors that are names of the program: each has a word for people."""
_TABLES: Mapping[str, tuple[str, ...]] = {
    "field": ("web.cases.field.",),
    "column": ("web.cases.field.",),
    "stage": ("coordination.stage.",),
    "move": ("coordination.move.",),
    "kind": ("coordination.approval.", "coordination.basis."),
    "right": ("office.right.",),
    "state": ("coordination.action.",),
    "allowed": ("coordination.stage.", "coordination.move.", "office.right."),
}
_MISSING = "COORDINATION-021"
"""Stands at each missing field: said once what a decision needs, not five times."""
_PEOPLE = ("actor", "assignee", "receiver", "owner", "named", "drafters", "able", "who")
_OFFICES = ("department", "departments")


@dataclass(frozen=True, slots=True)
class Words:
    """Titles by id, in one language. An id that is not registered stands for itself."""

    language: Language
    people: Mapping[str, str]
    departments: Mapping[str, str]
    active_departments: tuple[str, ...]

    def person(self, actor: str | None) -> str:
        """Who acts; Trimtab's own programs by one word."""
        if actor is None:
            return text("web.cases.nobody", self.language)
        if actor.startswith(SYSTEM_PREFIX):
            return text("web.cases.program", self.language)
        return self.people.get(actor, actor)

    def department(self, department_id: str | None) -> str:
        """A department; a dash for none."""
        return self.departments.get(department_id or "", department_id or "-")

    def region(self, code: str) -> str:
        """A region."""
        return place_title(code, self.language)

    def series(self, key: str) -> str:
        """What is counted and where, of the text of a series key."""
        parsed = SeriesKey.parse(key)
        place = place_words(parsed, self.language)
        indicator = indicator_title(parsed.indicator, self.language)
        return text("web.cases.series", self.language, place=place, indicator=indicator)

    def named(self, people: Iterable[str]) -> str:
        """People in a row."""
        return text("web.cases.separator", self.language).join(map(self.person, people))

    def offices(self, departments: Iterable[str]) -> str:
        """Departments in a row."""
        return text("web.cases.separator", self.language).join(map(self.department, departments))

    def told(self, error: TrimtabError | Problem) -> str:
        """The sentence of an error, its parameters in words."""
        if error.code == _MISSING and "field" in error.params:
            named = self._word("field", error.params["field"])
            return text("web.cases.missing", self.language, field=named)
        key = f"error.{error.code}"
        if not has_text(key, self.language):
            return str(error)
        shown = {name: self._word(name, value) for name, value in error.params.items()}
        return text(key, self.language, **shown)

    def _word(self, name: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = value.split(_SEPARATOR)
        if name in _PEOPLE:
            return self.named(parts)
        if name in _OFFICES:
            return self.offices(parts)
        if name in _WORDED:
            separator = text("web.cases.separator", self.language)
            return separator.join(self._named(name, part) for part in parts)
        return value

    def _named(self, name: str, value: str) -> str:
        for table in _TABLES[name]:
            if has_text(f"{table}{value}", self.language):
                return text(f"{table}{value}", self.language)
        return value


def words_of(reading: Reading, language: Language) -> Words:
    """The titles of an office's people and departments."""
    departments = reading.find(Department)
    return Words(
        language,
        {one.actor_id: title_in(one.title, language) for one in reading.find(Actor)},
        {one.department_id: title_in(one.title, language) for one in departments},
        tuple(one.department_id for one in departments if one.active),
    )
