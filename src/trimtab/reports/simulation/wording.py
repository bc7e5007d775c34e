"""One language of the report: names of mixes and groups, figures in their form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trimtab.messages import Language, format_instant, text
from trimtab.reports import numbers
from trimtab.reports.simulation.figures import FigureForm, form_of, spread_values, unit_word
from trimtab.reports.simulation.titles import axis_title, economy_title, group_title
from trimtab.reports.simulation.types import SimulationReport
from trimtab.simulation.answers import OUTCOMES, OutcomeUnit, Spread, Standing
from trimtab.simulation.answers.spreads import LEAST_DRAWS
from trimtab.simulation.levers import item_title, parameter_title

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SimulationWording:
    """Speaks one language about one report. Every word comes from the catalogue."""

    report: SimulationReport
    language: Language

    def tell(self, key: str, **params: object) -> str:
        """The sentence ``simulation_report.<key>``."""
        return text(f"simulation_report.{key}", self.language, **params)

    def shared(self, key: str, **params: object) -> str:
        """The sentence ``brief.<key>``: what all pages say alike."""
        return text(f"brief.{key}", self.language, **params)

    def answer(self, key: str, **params: object) -> str:
        """The sentence ``answers.<key>``."""
        return text(f"answers.{key}", self.language, **params)

    def outcome(self, name: str) -> str:
        return self.answer(f"outcome.{name}.title")

    def mix(self, name: str) -> str:
        """The title of a mix, or its name."""
        found = next((one for one in self.report.mixes if one.name == name), None)
        title = found.title.in_language(self.language.value) if found else ""
        return title or name.replace("_", " ")

    @property
    def first(self) -> str:
        """The mix that the others are compared with."""
        return self.mix(self.report.runs.mixes[0])

    def axis(self, axis: str) -> str:
        return axis_title(axis, self.language)

    def group(self, axis: str, group: str) -> str:
        return group_title(axis, group, self.report.occupation_titles, self.language)

    @property
    def economy(self) -> str:
        """The title of the economy, or its name."""
        return economy_title(self.report.economy, self.report.occupation_titles, self.language)

    def parameter(self, path: str) -> str:
        return parameter_title(path, self.language)

    def item(self, name: str) -> str:
        return item_title(name, self.language)

    def form(self, unit: OutcomeUnit, shown: Iterable[Spread], signed: bool = False) -> FigureForm:
        """One form for figures that stand beside each other."""
        return self.form_of(unit, spread_values(shown), signed)

    def form_of(
        self, unit: OutcomeUnit, values: Iterable[float], signed: bool = False
    ) -> FigureForm:
        return form_of(unit, values, self.language, self.report.runs.currency, signed)

    def outcome_form(self, name: str, shown: Iterable[Spread], signed: bool = False) -> FigureForm:
        return self.form(OUTCOMES[name].unit, shown, signed)

    @property
    def told_outcomes(self) -> tuple[str, ...]:
        """Outcomes that some mix has at all: without windfall there is no row of zeros."""
        levels = self.report.answers.comparison.levels
        return tuple(name for name, shown in levels.items() if any(one.value for one in shown))

    def base_unit(self, outcome: str) -> str:
        """The unit of an outcome as data: shares 0 to 1, persons, whole currency."""
        return unit_word(OUTCOMES[outcome].unit, self.language, self.report.runs.currency)

    def count(self, n: float) -> str:
        return numbers.fixed(n, 0, self.language)

    def percent(self, share: float) -> str:
        """A share of draws or people, whole percent."""
        if share != share:
            return self.shared("number.cannot_tell")
        return numbers.percent(share, self.language, 0)

    def day(self, moment: datetime) -> str:
        return format_instant(moment, self.language)

    def names(self, names: Iterable[str]) -> str:
        """``A, B and C`` in the form of the language."""
        from babel.lists import format_list

        return str(format_list(list(names), locale=self.language.locale))

    def listing(self, parts: Iterable[str]) -> str:
        """``A; B; C``."""
        return self.shared("list_joint").join(parts)

    def sentences(self, parts: Iterable[str]) -> str:
        """One paragraph."""
        return self.shared("sentence_joint").join(filter(None, parts))

    @property
    def judged(self) -> bool:
        """Whether any uncertainty was run, so that there are intervals and verdicts."""
        return self.drawn or self.report.runs.replicates > 1

    def standing(self, one: Standing) -> str:
        """What the interval of a difference allows to be said."""
        return self.answer(f"standing.{one.value}")

    @property
    def drawn(self) -> bool:
        """Whether values are means over random draws, not those of the best estimates alone."""
        return self.report.runs.draws > 1

    def column_of_means(self, name: str) -> str:
        """Head of a column of values: says where they are means over draws."""
        head = self.tell(f"column.{name}")
        return self.tell("column.over_draws", column=head) if self.drawn else head

    @property
    def intervals(self) -> str:
        """What values and brackets are."""
        draws = self.report.runs.draws - 1
        value = self.tell("values.drawn" if self.drawn else "values.best", n=draws)
        few = self.drawn and draws < LEAST_DRAWS
        return self.sentences(
            (
                value,
                self.tell("intervals") if self.judged else "",
                self.tell("intervals_few", n=draws, least=LEAST_DRAWS) if few else "",
            )
        )

    @property
    def shown_mixes(self) -> tuple[int, ...]:
        """Places of the mixes that charts show: the first, and those that change most jobs."""
        runs = self.report.runs
        if len(runs.mixes) <= MOST_SHOWN:
            return tuple(range(len(runs.mixes)))
        told = self.report.answers.comparison.differences
        ranked = sorted(
            range(1, len(runs.mixes)),
            key=lambda at: -abs(next(iter(told.values()))[at - 1].spread.value),
        )
        return (0, *sorted(ranked[: MOST_SHOWN - 1]))

    @property
    def label(self) -> str:
        """What the basis of every figure is: stands on every page, chart, sheet and file."""
        return self.tell(f"label.{self.report.basis.value}")
