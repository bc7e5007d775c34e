"""OpenFisca's parameter files as parameters of ours.

Every value keeps the reference written beside it, else the parameter's, else the ``source`` the
caller names; a value with none of them is a finding, and cites the file. What others wrote was not
read at its source by us: it is unverified, unless the file is an export of ours that says more. A
range is not known of foreign figures. Announced (``expected``) values are left out, as OpenFisca
leaves them out, each with a finding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.kernel import InputRejectedError, Problem, Region, Wording
from trimtab.rules.openfisca.documents import Entry, Leaf, Node, Timeline, read_tree
from trimtab.rules.openfisca.facets import WHOLE, from_facets
from trimtab.rules.openfisca.own_metadata import OWN, restore_entry, restore_parameter
from trimtab.rules.openfisca.references import references_at
from trimtab.rules.openfisca.units import unit_from_openfisca
from trimtab.rules.scales import Bracket, Scale, ScaleKind
from trimtab.rules.types import (
    Amount,
    Condition,
    DatedValue,
    Kind,
    Parameter,
    Reference,
    Statement,
    Validity,
    Verification,
)
from trimtab.rules.units import NO_UNIT


@dataclass(frozen=True)
class Imported:
    """Parameters of one place, in the order of the files, and what a person should know of them."""

    parameters: tuple[Parameter, ...]
    findings: tuple[Problem, ...]


def load_openfisca(
    path: Path, region: Region, *, recorded: date, source: str = "", prefix: str = ""
) -> Imported:
    """Read a parameter file or folder of OpenFisca.

    Inputs       region: the place the rules are of; recorded: since when we know them; source: the
                 text or publication values without a reference are cited from; prefix: what their
                 keys start with (a lone file is named by it, or by its own name)
    Raises       InputRejectedError RULES-047 with file, line and key of every problem: a property
                 OpenFisca does not know, a date that is none, a value or scale of the wrong form
    """
    if not path.exists():
        raise InputRejectedError("RULES-062", path=str(path))
    importer = _Importer(region, recorded, source)
    problems = importer.problems
    key = prefix or ("" if path.is_dir() else path.stem)
    parameters = [importer.parameter(one) for one in _wholes(read_tree(path, key, problems))]
    if problems:
        raise InputRejectedError("RULES-047", file=str(path), n=len(problems), problems=problems)
    held = tuple(one for one in parameters if one is not None)
    return Imported(held, tuple(importer.findings))


def _wholes(tree: Node | Leaf | None) -> Iterator[Node | Leaf]:
    """Leaves, and nodes that hold the parts of one parameter of ours."""
    if isinstance(tree, Node) and OWN not in tree.metadata:
        for child in tree.children:
            yield from _wholes(child)
    elif tree is not None:
        yield tree


@dataclass
class _Importer:
    region: Region
    recorded: date
    source: str
    problems: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)

    def parameter(self, whole: Node | Leaf) -> Parameter | None:
        own: Mapping[str, Any] = whole.metadata.get(OWN) or {}
        leaves = {WHOLE: whole} if isinstance(whole, Leaf) else {}
        if isinstance(whole, Node):
            leaves = {
                child.key.rpartition(".")[2]: child
                for child in whole.children
                if isinstance(child, Leaf)
            }
        elif own.get("facet"):
            leaves = {str(own["facet"]): whole}
        values = tuple(self._entries(whole.key, own, leaves))
        if not values:
            return None
        if own:
            try:
                return restore_parameter(whole.key, self.region, own, values)
            except InputRejectedError as error:
                self._refuse(whole.key, next(iter(leaves.values())), values[0].line, error)
                return None
        assert isinstance(whole, Leaf)
        kind = _kind(values)
        unit = NO_UNIT if kind in (Kind.CONDITION, Kind.STATEMENT) else self._unit(whole)
        title = Wording(en=whole.description or whole.key)
        return Parameter(
            whole.key, self.region, title, kind, unit, values, file=whole.file, line=whole.line
        )

    def _unit(self, leaf: Leaf) -> str:
        names = ("unit",) if leaf.values is not None else ("amount_unit", "rate_unit", "unit")
        written = next((str(leaf.metadata[name]) for name in names if leaf.metadata.get(name)), "")
        unit = unit_from_openfisca(written)
        if unit is None:
            self._find("RULES-063", leaf, leaf.line, unit=written or "-")
        return unit or written or NO_UNIT

    def _entries(
        self, key: str, own: Mapping[str, Any], leaves: Mapping[str, Leaf]
    ) -> Iterator[DatedValue]:
        timelines = {name: dict(self._facets(leaf, bool(own))) for name, leaf in leaves.items()}
        days = sorted({day for timeline in timelines.values() for day in timeline})
        about = {str(day): entry for day, entry in (own.get("entries") or {}).items()}
        first = next(iter(leaves.values()))
        for day in days:
            facets = {
                name: value
                for name, timeline in timelines.items()
                if (value := _standing(timeline, day)) is not None
            }
            line = _line(first, day)
            mine = about.get(str(day))
            if own and mine is None:
                continue  # the day after one on which a rule was seen to hold: ours say so already
            shape = (mine or {}).get("shape") or {}
            if mine is not None:
                facets = {name: facets[name] for name in shape.get("facets", ()) if name in facets}
            try:
                amount = from_facets(shape, facets) if facets else None
                yield self._dated(key, first, day, amount, mine, line)
            except (InputRejectedError, KeyError, TypeError, ValueError) as error:
                self._refuse(key, first, line, error)

    def _dated(
        self,
        key: str,
        leaf: Leaf,
        day: date,
        amount: Amount | None,
        about: Mapping[str, Any] | None,
        line: int,
    ) -> DatedValue:
        if about is not None:
            return restore_entry(key, self.region, day, amount, about)
        title, article, url = references_at(leaf, day)
        if not title:
            title = self.source or leaf.file
            if not self.source:
                self._find("RULES-064", leaf, line, day=str(day))
        return DatedValue(
            key,
            self.region,
            day,
            self.recorded,
            Reference(title, article, url),
            amount,
            validity=Validity.EXPIRED if amount is None else Validity.IN_FORCE,
            verification=Verification.UNVERIFIED,
            file=leaf.file,
            line=line,
        )

    def _facets(self, leaf: Leaf, ours: bool) -> Iterator[tuple[date, Any]]:
        """The values of a leaf by day; None where it stops. Scales are put together per day."""
        if leaf.values is not None:
            for day, entry in self._in_force(leaf, leaf.values, ours):
                yield day, entry.value
            return
        brackets = [
            {name: dict(self._in_force(leaf, line, ours)) for name, line in bracket.items()}
            for bracket in leaf.brackets
        ]
        days = {day for bracket in brackets for timeline in bracket.values() for day in timeline}
        before: Scale | None = None
        for day in sorted(days):
            scale = self._scale(leaf, brackets, day)
            if ours or scale != before:
                yield day, scale
            before = scale

    def _in_force(self, leaf: Leaf, timeline: Timeline, ours: bool) -> Iterator[tuple[date, Entry]]:
        for day, entry in timeline.items():
            if entry.expected and not ours:
                self._find("RULES-066", leaf, entry.line, day=str(day))
            else:
                yield day, entry

    def _scale(
        self, leaf: Leaf, brackets: list[dict[str, dict[date, Entry]]], day: date
    ) -> Scale | None:
        """The scale of the brackets that have both threshold and figure on that day."""
        standing = [
            {name: _standing(line, day) for name, line in bracket.items()} for bracket in brackets
        ]
        values = [
            {name: entry.value for name, entry in bracket.items() if entry is not None}
            for bracket in standing
        ]
        present = [{n: v for n, v in bracket.items() if v is not None} for bracket in values]
        kind = scale_kind(leaf.metadata.get("type"), present)
        figure = _FIGURE[kind]
        made = tuple(
            Bracket(bracket["threshold"], bracket[figure])
            for bracket in present
            if "threshold" in bracket and figure in bracket
        )
        by = (leaf.metadata.get(OWN) or {}).get("by") or "base"
        try:
            return Scale(kind, made, by) if made else None
        except (InputRejectedError, TypeError, ValueError) as error:
            self._refuse(leaf.key, leaf, leaf.line, error)
            return None

    def _find(self, code: str, leaf: Leaf, line: int, **params: object) -> None:
        self.findings.append(
            Problem(code, file=leaf.file, row=line, column=leaf.key, params=params)
        )

    def _refuse(self, key: str, leaf: Leaf, line: int, error: Exception) -> None:
        code, params = "RULES-060", {"value": str(error)}
        if isinstance(error, InputRejectedError):
            code, params = error.code, {name: str(value) for name, value in error.params.items()}
        self.problems.append(
            Problem(code, file=leaf.file, row=line, column=key, params=dict(params))
        )


_FIGURE = {
    ScaleKind.SINGLE_AMOUNT: "amount",
    ScaleKind.MARGINAL_AMOUNT: "amount",
    ScaleKind.MARGINAL_RATE: "rate",
    ScaleKind.LINEAR_AVERAGE_RATE: "average_rate",
}


def scale_kind(named: object, brackets: list[dict[str, Any]]) -> ScaleKind:
    """What kind of scale brackets are: as OpenFisca decides, by type and by what they hold.

    Examples
    --------
    >>> scale_kind(None, [{"threshold": 0, "amount": 1}]).value
    'marginal_amount'
    """
    if named == ScaleKind.SINGLE_AMOUNT:
        return ScaleKind.SINGLE_AMOUNT
    held = {name for bracket in brackets for name in bracket}
    if "amount" in held:
        return ScaleKind.MARGINAL_AMOUNT
    if "average_rate" in held:
        return ScaleKind.LINEAR_AVERAGE_RATE
    return ScaleKind.MARGINAL_RATE


def _standing(timeline: Mapping[date, Any], day: date) -> Any:
    days = list(timeline)
    position = bisect_right(days, day) - 1
    return timeline[days[position]] if position >= 0 else None


def _line(leaf: Leaf, day: date) -> int:
    entry = (leaf.values or {}).get(day)
    return leaf.line if entry is None else entry.line


def _kind(values: tuple[DatedValue, ...]) -> Kind:
    amount = next((value.value for value in values if value.value is not None), None)
    match amount:
        case Condition():
            return Kind.CONDITION
        case Statement():
            return Kind.STATEMENT
        case Scale():
            return Kind.FORMULA
    return Kind.VALUE
