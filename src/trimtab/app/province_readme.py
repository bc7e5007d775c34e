"""The README of a province folder, and how close the counts came to the figures cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trimtab.app.province_titles import code_titles
from trimtab.kernel.files import written_whole
from trimtab.messages import LANGUAGES, Language, text
from trimtab.province import FORMS, INSURED, SEXES, Marginal, Province

_SHARES_BELOW = 10
_PARTS = ("what", "files", "true", "invented", "shock", "use")


@dataclass(frozen=True, slots=True)
class Achieved:
    """A figure the province was fitted to and what its counts have; ``value`` in the figure's own
    unit, None where the counts do not carry it."""

    marginal: Marginal
    value: float | None


def achieved(province: Province) -> tuple[Achieved, ...]:
    """Every figure with what came out; national numbers of persons divided by the scale."""
    found = _measured(province)
    return tuple(
        Achieved(one, found.get((one.key, one.category))) for one in province.figures.marginals
    )


def _measured(province: Province) -> dict[tuple[str, str], float]:
    figures, employed = province.figures, province.population.employed
    out = province.population.unemployed
    scale = figures.value("scale")
    total = float(employed.sum())
    by = [employed.sum(axis=tuple(a for a in range(7) if a != axis)) / total for axis in range(7)]
    ages = employed.sum(axis=(0, 1, 2, 3, 5, 6)), out.sum(axis=(0, 1, 2, 3, 5, 6))
    rates = ages[1] / (ages[0] + ages[1])
    over_40 = ages[1][2:].sum() / (ages[0][2:].sum() + ages[1][2:].sum())
    registered = province.panel.values["registered_unemployment"][:, :, -1].sum()
    flexible = by[3][FORMS.index("flexible")] + by[3][FORMS.index("platform")]
    farms = figures.value("sector", "primary")
    return {
        ("employed", ""): total / scale,
        ("sex", "female"): float(by[5][SEXES.index("female")]),
        ("sex", "male"): float(by[5][SEXES.index("male")]),
        ("age", "40-49"): float(by[4][2]),
        ("education", "junior secondary or less"): float(by[2][0]),
        ("education", "senior secondary"): float(by[2][1]),
        ("education", "college and above"): float(by[2][2]),
        ("form", "platform"): float(by[3][FORMS.index("platform")]) * total / scale,
        ("form", "flexible"): float(flexible - farms) * total / scale,
        ("insured", "unemployment insurance"): float(by[6][INSURED.index("yes")]) * total / scale,
        ("unemployment_rate", "all"): float(out.sum() / province.population.labour_force),
        ("unemployment_rate", "16-24"): float(rates[0]),
        ("unemployment_rate", "40 and over"): float(over_40),
        ("registered_unemployed", ""): float(registered) / scale,
        **_sectors(province, total),
    }


def _sectors(province: Province, total: float) -> dict[tuple[str, str], float]:
    starts = province.figures.jobs.starts
    jobs = province.population.employed.sum(axis=(0, 2, 3, 4, 5, 6))
    industries = np.add.reduceat(jobs, starts) / total
    sums: dict[tuple[str, str], float] = {}
    for name, share in zip(province.figures.industries.sector, industries, strict=True):
        sums["sector", name] = sums.get(("sector", name), 0.0) + float(share)
    return sums


def figure(value: float) -> str:
    """Persons and money whole, shares with up to five digits."""
    return f"{value:,.5g}" if abs(value) < _SHARES_BELOW else f"{value:,.0f}"


def write_readme(province: Province, path: Path) -> int:
    """Both languages, one after the other; the lines written."""
    written = "\n\n".join(_page(province, language) for language in LANGUAGES) + "\n"
    with written_whole(path) as draft:
        draft.write_text(written, encoding="utf-8")
    return written.count("\n")


def _page(province: Province, language: Language) -> str:
    settings = province.settings
    title = getattr(province.figures.province, language.value)
    parts = [f"# {title}", f"**{text('province.label', language)}**"]
    for name in _PARTS:
        parts.append(f"## {text(f'province.readme.{name}_title', language)}")
        parts.append(
            text(
                f"province.readme.{name}", language,
                seed=settings.seed, persons=settings.persons,
                first=str(province.panel.first), last=str(province.last),
                employed=f"{province.population.employed.sum():,}",
                unemployed=f"{province.population.unemployed.sum():,}",
            )
        )  # fmt: skip
    parts.append(f"## {text('province.readme.figures_title', language)}")
    parts.append(_figures(province, language))
    parts.append(f"## {text('province.readme.industries_title', language)}")
    parts.append(text("province.readme.industries", language))
    parts.append(_industries(province, language))
    return "\n\n".join(parts)


def _figures(province: Province, language: Language) -> str:
    names = ("figure", "value", "achieved", "unit", "year", "basis", "source")
    lines = []
    for one in achieved(province):
        given = one.marginal
        cells = (
            given.title.in_language(language.value),
            figure(given.value),
            "" if one.value is None else figure(one.value),
            text(f"province.unit.{given.unit}", language),
            given.year,
            text(f"province.basis.{given.basis}", language),
            given.source,
        )
        lines.append(cells)
    return _table(names, lines, language)


def _industries(province: Province, language: Language) -> str:
    names = ("industry", "value", "basis", "source", "separation_rate", "vacancy_rate", "exposure")
    listed = province.figures.industries
    titles = code_titles(province.figures)
    lines = [
        (
            titles[code].in_language(language.value),
            figure(listed.employed[at]),
            text(f"province.basis.{listed.basis[at]}", language),
            listed.source[at],
            figure(listed.separation[at]),
            figure(listed.vacancy[at]),
            figure(province.industry_exposure[at]),
        )
        for at, code in enumerate(listed.codes)
    ]
    return _table(names, lines, language)


def _table(names: Sequence[str], lines: Sequence[Sequence[str]], language: Language) -> str:
    heads = [text(f"province.heading.{name}", language) for name in names]
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
