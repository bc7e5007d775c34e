"""An event study in words: what was compared, what came out, what it does not say."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.app.event_study import EventStudyAnswer
from trimtab.cli.output import console, say, table
from trimtab.kernel import Basis, Estimate
from trimtab.messages import Language, format_number, format_period, format_share, text
from trimtab.monitoring.event_study import EventStudy, Outcome, ScopeResult
from trimtab.monitoring.event_study.exercise import ExerciseRow
from trimtab.monitoring.event_study.published import PUBLISHED_SIZES

_NAMED = 10  # industries named before the rest are counted
_QUARTERS_BEFORE = 8  # shown before the event


def show_event_study(answer: EventStudyAnswer, asked: Language) -> None:
    """Summary, path by quarter, verdicts, what was left out, what others found, what it is not."""
    study = answer.study
    out = console()
    for line in _head(answer, asked):
        out.print(line)
    _show_summary(study, asked)
    _show_path(study, study.results[0].outcome, asked)
    for result in study.results:
        out.print(_verdict(result, study, asked))
    for line in _notes(study, asked):
        out.print(line)
    _show_published(asked)
    for name in ("comovement_only", "no_payment"):
        out.print(text(f"event_study.statement.{name}", asked))


def _head(answer: EventStudyAnswer, asked: Language) -> list[str]:
    study = answer.study
    lines = []
    if study.basis is Basis.SYNTHETIC:
        lines.append(text("event_study.statement.synthetic", asked))
    lines.append(
        text(
            "event_study.statement.compared",
            asked,
            event=format_period(study.settings.event, asked),
            industries=study.industries,
            regions=study.regions,
            ages=len(study.ages),
            first=format_period(study.first, asked),
            last=format_period(study.last, asked),
            measure=study.measure,
            source=study.source,
            gap=format_number(study.scale, asked),
        )
    )
    if answer.total_rows:
        lines.append(text("event_study.statement.totals", asked, n=answer.total_rows))
    return lines


def _change(estimate: Estimate, asked: Language) -> str:
    low, high = format_share(estimate.low, asked), format_share(estimate.high, asked)
    return f"{format_share(estimate.value, asked)} [{low}, {high}]"


def _show_summary(study: EventStudy, asked: Language) -> None:
    names = ("outcome", "scope", "average", "slope", "prior_trend", "placebo", "one_out", "verdict")
    shown = table(
        say("title.event_study", event=format_period(study.settings.event, asked)),
        [say(f"column.event_study_{name}") for name in names],
        (2, 3, 4, 5, 6),
    )
    for one in study.results:
        out = one.leave_one_out
        shown.add_row(
            text(f"event_study.outcome.{one.outcome.value}", asked),
            text(f"event_study.scope.{one.scope.value}", asked),
            _change(one.average, asked),
            _change(one.prior_trend.slope, asked),
            format_number(one.prior_trend.p_value, asked, digits=2),
            format_number(one.placebo_exposures.p_value, asked, digits=2),
            f"[{format_share(out.low, asked)}, {format_share(out.high, asked)}]",
            text(f"event_study.verdict_word.{one.verdict.value}", asked),
        )
    console().print(shown)


def _show_path(study: EventStudy, outcome: Outcome, asked: Language) -> None:
    results = [one for one in study.results if one.outcome is outcome]
    scopes = [text(f"event_study.scope.{one.scope.value}", asked) for one in results]
    before = format_period(study.settings.event + (-1), asked)
    shown = table(
        say(
            "title.event_study_path",
            outcome=text(f"event_study.outcome.{outcome.value}", asked),
            before=before,
        ),
        [say("column.event_study_quarter"), *scopes],
        range(1, len(scopes) + 1),
    )
    for row in zip(*(one.path for one in results), strict=True):
        if study.settings.event - row[0].quarter > _QUARTERS_BEFORE:
            continue
        mark = "*" if row[0].quarter >= study.settings.event else ""
        cells = (_change(one.effect, asked) for one in row)
        shown.add_row(f"{format_period(row[0].quarter, asked)}{mark}", *cells)
    console().print(shown)
    console().print(text("event_study.statement.path_rest", asked))


def _verdict(result: ScopeResult, study: EventStudy, asked: Language) -> str:
    sentence = text(
        f"event_study.verdict.{result.verdict.value}",
        asked,
        outcome=text(f"event_study.outcome.{result.outcome.value}", asked),
        scope=text(f"event_study.scope.{result.scope.value}", asked),
        change=_change(result.average, asked),
        coverage=format_share(result.average.coverage, asked, places=0),
        smallest=format_share(study.settings.smallest_effect, asked, places=0),
        p_value=format_number(result.prior_trend.p_value, asked, digits=2),
    )
    doubts = [text(f"event_study.doubt.{one.value}", asked) for one in result.doubts]
    return text("event_study.statement.join", asked).join([sentence, *doubts])


def _notes(study: EventStudy, asked: Language) -> list[str]:
    notes = []
    if study.left_out:
        share = format_share(study.left_out_share, asked)
        named = ", ".join(study.left_out[:_NAMED]) + (", …" if study.left_out[_NAMED:] else "")
        notes.append(
            text("event_study.statement.left_out", asked, n=len(study.left_out), names=named,
                 share=share)
        )  # fmt: skip
    if study.compares_ages:
        young = ", ".join(study.settings.young)
        notes.append(text("event_study.statement.young", asked, young=young))
    else:
        notes.append(text("event_study.statement.one_age", asked, ages=", ".join(study.ages[:5])))
    for outcome, scope in study.unfitted:
        notes.append(
            text("event_study.statement.unfitted", asked,
                 outcome=text(f"event_study.outcome.{outcome.value}", asked),
                 scope=text(f"event_study.scope.{scope.value}", asked))
        )  # fmt: skip
    if study.control_names:
        names = ", ".join(study.control_names)
        notes.append(text("event_study.statement.controls", asked, names=names))
    season = "season_removed" if study.settings.seasonal else "season_kept"
    notes.append(text(f"event_study.statement.{season}", asked))
    return notes


def _show_published(asked: Language) -> None:
    columns = ("population", "change", "source")
    shown = table(
        say("title.event_study_published"), [say(f"column.event_study_{one}") for one in columns],
        (1,),
    )  # fmt: skip
    for one in PUBLISHED_SIZES:
        size = (
            text("event_study.published.no_effect", asked)
            if one.change is None
            else format_share(one.change, asked, places=0)
        )
        shown.add_row(text(f"event_study.published.{one.population}", asked), size, one.source)
    console().print(shown)


def show_exercise(rows: Sequence[ExerciseRow], asked: Language) -> None:
    """Coverage, false positives and power on synthetic panels."""
    names = ("design", "replicates", "planted", "covered", "sandwich_covered", "off_zero",
             "comovement", "prior_trend_share", "bias")  # fmt: skip
    shown = table(
        say("title.event_study_exercise"),
        [say(f"column.event_study_{name}") for name in names],
        range(1, len(names)),
    )
    for row in rows:
        shares = (row.covered, row.sandwich_covered, row.off_zero, row.comovement, row.prior_trend)
        shown.add_row(
            row.name,
            str(row.replicates),
            format_share(row.design.effect, asked, places=0),
            *(_change(one, asked) for one in shares),
            format_share(row.mean_error, asked, places=2),
        )
    console().print(shown)
