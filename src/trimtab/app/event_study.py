"""The exposure event study on files, and the synthetic panel to try it on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trimtab.app.event_study_columns import usual_names
from trimtab.app.event_study_files import PanelColumns, load_panel, load_scores, write_rows
from trimtab.app.exposure_source import exposure_of_industries
from trimtab.kernel import Basis, InputRejectedError, UnknownCodeError
from trimtab.messages import Language, text
from trimtab.monitoring.backtest.types import to_plain
from trimtab.monitoring.event_study import (
    EventStudy,
    ExposureScores,
    IndustryPanel,
    Outcome,
    SampleDesign,
    StudySettings,
    run_study,
    simulate_panel,
    without_controls,
)
from trimtab.monitoring.event_study.exercise import (
    ExerciseRow,
    run_exercise,
    standard_designs,
)
from trimtab.monitoring.event_study.published import PUBLISHED_SIZES
from trimtab.ports import Progress, no_progress

_BUILT_IN = "BLS OEWS 2025-05; Eloundou, Manning, Mishkin & Rock 2023 (α, β GPT-4, β human)"
_NATIVE = "NAICS@2022"
_PATH_COLUMNS = ("outcome", "scope", "quarter", "change_share", "low", "high", "coverage",
                 "against_quarter", "basis")  # fmt: skip
_SAMPLE_COLUMNS = ("region", "industry", "age_group", "quarter", "employment", "hires",
                   "separations", "basis")  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventStudyAnswer:
    """A study and how many rows of totals were left out of its panel."""

    study: EventStudy
    total_rows: int

    def to_json(self, language: Language) -> dict[str, object]:
        """Everything, with what it is not and what others found; NaN and infinities are None."""
        names = ("comovement_only", "no_payment")
        return {
            "statements": [text(f"event_study.statement.{name}", language) for name in names],
            "study": to_plain(self.study),
            "total_rows_left_out": self.total_rows,
            "published": to_plain(PUBLISHED_SIZES),
        }


def run_event_study(
    path: Path,
    settings: StudySettings,
    *,
    exposure: Path | None = None,
    exposure_column: str | None = None,
    controls: Sequence[str] = (),
    columns: PanelColumns | None = None,
    outcomes: Sequence[Outcome] = (),
    output: Path | None = None,
    progress: Progress = no_progress,
) -> EventStudyAnswer:
    """Run the study of ``trimtab monitoring event-study``; writes the path as CSV if asked.

    Without an exposure file the industries must be NAICS codes: the embedded occupation mix of
    industries then gives their exposure.
    """
    progress("event_study.step.read", 0, None)
    loaded = load_panel(path, columns)
    if exposure:
        scores = _scores_of_file(loaded.panel, exposure, exposure_column, controls)
    else:
        scores = _built_in_scores(loaded.panel)
    for outcome in outcomes:
        _refuse_absent(loaded.panel, outcome, path)
    settings = replace(settings, young=settings.young or _youngest(loaded.panel.ages))
    study = run_study(loaded.panel, scores, settings, tuple(outcomes), progress)
    if output:
        write_rows(output, _PATH_COLUMNS, _path_rows(study))
    return EventStudyAnswer(study, loaded.total_rows)


def _refuse_absent(panel: IndustryPanel, outcome: Outcome, path: Path) -> None:
    if outcome not in panel.counts:
        held = ", ".join(one.value for one in panel.counts)
        usual = ", ".join(usual_names(outcome.value))
        raise InputRejectedError(
            "EVENT-001", file=path.name, column=outcome.value, found=held, usual=usual
        )


def _youngest(ages: Sequence[str]) -> tuple[str, ...]:
    """The age group whose name holds the lowest first number; none where there is no other."""
    numbers = {age: re.search(r"\d+", age) for age in ages}
    numbered = {age: int(found[0]) for age, found in numbers.items() if found}
    if len(ages) < 2 or not numbered:
        return ()
    return (min(numbered, key=lambda age: numbered[age]),)


def _scores_of_file(
    panel: IndustryPanel, path: Path, column: str | None, controls: Sequence[str]
) -> ExposureScores:
    """Scores and controls by industry; a code may be written with or without its list."""
    found = load_scores(path, (column, *controls))
    short = {name.rsplit(":", 1)[-1]: values for name, values in found.items()}
    nothing = (float("nan"),) * (1 + len(controls))
    table = np.array(
        [
            found.get(name) or short.get(name.rsplit(":", 1)[-1], nothing)
            for name in panel.industries
        ]
    )
    return ExposureScores(
        table[:, 0], table[:, 1:], tuple(controls), column or "exposure", path.name
    )


def _built_in_scores(panel: IndustryPanel) -> ExposureScores:
    codes = [name if "@" in name else f"{_NATIVE}:{name}" for name in panel.industries]
    found = exposure_of_industries(codes)
    return without_controls(np.asarray(found.middle), "eloundou_median", _BUILT_IN)


def _path_rows(study: EventStudy) -> Iterator[tuple[object, ...]]:
    before = study.settings.event + (-1)
    for result in study.results:
        for one in result.path:
            effect = one.effect
            yield (result.outcome.value, result.scope.value, one.quarter, f"{effect.value:.6f}",
                   f"{effect.low:.6f}", f"{effect.high:.6f}", effect.coverage, before,
                   effect.basis.value)  # fmt: skip


def exercise_event_study(
    names: Sequence[str], replicates: int, seed: int, progress: Progress = no_progress
) -> tuple[ExerciseRow, ...]:
    """Judge the study on synthetic panels of the named designs (all standard ones if none).

    Raises UnknownCodeError EVENT-019 for a name that no standard design has.
    """
    designs = standard_designs()
    for name in names:
        if name not in designs:
            raise UnknownCodeError("EVENT-019", design=name, known=", ".join(designs))
    return run_exercise(designs, tuple(names) or tuple(designs), replicates, seed, progress)


def write_event_study_sample(path: Path, design: SampleDesign, seed: int) -> Path:
    """Write a synthetic panel as CSV and its exposure beside it; the path of the exposure.

    Every row says ``synthetic``; the industries and regions are invented.
    """
    panel, scores = simulate_panel(design, np.random.default_rng(seed))
    beside = path.with_name(f"{path.stem}.exposure.csv")
    write_rows(path, _SAMPLE_COLUMNS, _sample_rows(panel))
    rows = zip(panel.industries, (f"{one:.6f}" for one in scores.scores), strict=True)
    write_rows(beside, ("industry", "exposure"), rows)
    return beside


def _sample_rows(panel: IndustryPanel) -> Iterator[tuple[object, ...]]:
    quarters = [str(period) for period in panel.first.range_until(panel.last + 1)]
    stacked = np.stack([panel.counts[outcome] for outcome in Outcome], axis=-1)
    for i, industry in enumerate(panel.industries):
        for r, region in enumerate(panel.regions):
            for a, age in enumerate(panel.ages):
                for quarter, counts in zip(quarters, stacked[i, r, a].tolist(), strict=True):
                    shown = [int(count) for count in counts]
                    yield (region, industry, age, quarter, *shown, Basis.SYNTHETIC.value)
