"""One lever as a scenario uses it: which, how large, where, when; checked when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.simulation.levers.fields import NUMBERS, FieldValue, LeverForm
from trimtab.simulation.levers.forms import FORMS
from trimtab.simulation.levers.uncertain import Uncertain

if TYPE_CHECKING:
    from trimtab.simulation.levers.evidence import LeverEvidence


@dataclass(frozen=True)
class Policy:
    """A lever in use; made by ``make_policy``. ``values`` holds every field of its form.

    ``label`` tells two uses of one form apart in the names of their uncertain numbers; ``line`` is
    where it stands in a scenario file.
    """

    form: str
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    label: str = ""
    line: int | None = None

    @property
    def lever(self) -> LeverForm:
        """The form it fills."""
        return FORMS[self.form]

    def path(self, name: str) -> str:
        """Name of a field's number in ``Column.uniforms``: the same in every mix, so that the
        mixes share its draws. Give labels to let two uses of one form differ.

        Examples
        --------
        >>> values = {"from_year": 0, "share": 0.5, "cost_person": 290, "search_lift": 0.1}
        >>> make_policy("reemployment_service", values).path("search_lift")
        'reemployment_service.search_lift'
        """
        return f"{self.label or self.form}.{name}"

    @property
    def uncertain(self) -> Mapping[str, Uncertain]:
        """Its numbers that have a range, by path."""
        return {
            self.path(name): value
            for name, value in self.values.items()
            if isinstance(value, Uncertain) and not value.is_known
        }

    def number(self, name: str, uniforms: Mapping[str, float] | None = None) -> float:
        """A numeric field: the quantile of its path in ``uniforms``, else the best value."""
        value = self.values[name]
        if isinstance(value, Uncertain):
            u = (uniforms or {}).get(self.path(name))
            return value.best if u is None else value.draw(u)
        return float(cast("float", value))

    def chosen(self, name: str) -> str:
        """A choice."""
        return str(self.values[name])

    def codes(self, name: str) -> tuple[str, ...]:
        """A list of codes; empty where it was left out."""
        return cast("tuple[str, ...]", self.values.get(name) or ())

    def traits(self, name: str = "kinds") -> Mapping[str, tuple[str, ...]]:
        """The kinds of persons asked for, by axis; empty where left out."""
        return cast("Mapping[str, tuple[str, ...]]", self.values.get(name) or {})

    def evidence(self, to_country: str) -> LeverEvidence:
        """What is known about its effect, carried over to a country (ISO 3166)."""
        from trimtab.simulation.levers.evidence import lever_evidence

        return lever_evidence(self.lever, to_country)


def make_policy(
    form: str, values: Mapping[str, object], line: int | None = None, label: str = ""
) -> Policy:
    """Check the fields of a lever and fill its defaults.

    Raises UnknownCodeError SIMULATION-051 for a lever that does not exist; InputRejectedError
    SIMULATION-052 (field that the lever does not have), 053 to 057 and 050 (value), 058 (required
    field left out), 059 (window).
    """
    if form not in FORMS:
        near = get_close_matches(form, FORMS, n=3, cutoff=0.3) or list(FORMS)
        raise UnknownCodeError("SIMULATION-051", lever=form, near=", ".join(near), line=line or "-")
    lever = FORMS[form]
    given = dict(values)
    label = str(given.pop("label", label) or "")
    for name in given:
        if lever.field(name) is None:
            allowed = ", ".join(one.name for one in lever.fields)
            raise InputRejectedError(
                "SIMULATION-052", lever=form, field=name, allowed=allowed, line=line or "-"
            )
    read: dict[str, FieldValue] = {}
    for one in lever.fields:
        if given.get(one.name) is not None:
            read[one.name] = one.read(form, given[one.name], line)
        elif one.required:
            raise InputRejectedError("SIMULATION-058", lever=form, field=one.name, line=line or "-")
        else:
            numeric = one.unit in NUMBERS and one.default is not None
            read[one.name] = float(cast("float", one.default)) if numeric else one.default
    _check_window(form, read, line)
    return Policy(form, read, label, line)


def _check_window(form: str, values: Mapping[str, FieldValue], line: int | None) -> None:
    start, stop = values.get("from_year"), values.get("until_year")
    if isinstance(start, float) and isinstance(stop, float) and not start < stop:
        raise InputRejectedError(
            "SIMULATION-059", lever=form, start=f"{start:g}", stop=f"{stop:g}", line=line or "-"
        )
