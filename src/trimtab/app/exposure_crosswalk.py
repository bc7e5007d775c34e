"""One occupation in the other classifications, with match, weight and where both come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab import classifications
from trimtab.app.exposure_cells import CSCO, jobs_in_isco, occupation_weights
from trimtab.app.exposure_scores import ISCO, SOC, embedded_scores
from trimtab.app.titles import code_title
from trimtab.classifications import Crosswalk, Link, MatchType, Weighting
from trimtab.kernel import Occupation, UnknownCodeError
from trimtab.messages import Language

_LISTS = (SOC, ISCO, CSCO)
_LISTED_DIGITS = 3  # ISCO groups of the list that is held
_DECIDED = {
    frozenset({SOC, ISCO}): "soc2018_isco08.csv",
    frozenset({ISCO, CSCO}): "csco2022_isco08.csv",
    frozenset({SOC, CSCO}): "csco2022_isco08.csv",
}


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Links of a code to one classification, the weightiest first. ``asked`` is the code whose
    links these are: the code itself, or the nearest broader one that has any. ``file``: the
    embedded table that decides them."""

    target: str
    asked: str
    links: tuple[Link, ...]
    weighting: Weighting
    file: str


@dataclass(frozen=True, slots=True)
class OccupationCrosswalk:
    """What an occupation is called elsewhere."""

    code: str
    found: tuple[Correspondence, ...]


def occupation_crosswalk(code: str) -> OccupationCrosswalk:
    """Correspondences of a SOC 2018, ISCO-08 or CSCO 2022 code, with or without its classification.

    Raises UnknownCodeError EXPOSURE-015 for another classification or a code that several or none
    of the lists hold.
    """
    full = _identity(code)
    source = full.partition(":")[0]
    targets = [one for one in _LISTS if one != source]
    return OccupationCrosswalk(full, tuple(_links(full, source, target) for target in targets))


def _identity(code: str) -> str:
    if "@" in code:
        full = str(Occupation(code))
        if full.partition(":")[0] in _LISTS and _is_held(full):
            return full
    else:
        found = [f"{name}:{code}" for name in _LISTS if _is_held(f"{name}:{code}")]
        if len(found) == 1:
            return found[0]
    near = [f"{name}:{one.code}" for name in _LISTS for one in _search(name, code)]
    raise UnknownCodeError("EXPOSURE-015", occupation=code, near=", ".join(near[:3]) or "-")


def _search(name: str, code: str) -> tuple[classifications.Match, ...]:
    return classifications.code_list(name).search(code.partition(":")[2] or code, limit=1)


def _is_held(full: str) -> bool:
    """Whether a list or a crosswalk knows the code: unit groups of ISCO are in no list here, and a
    part of a joined SOC occupation stands under the joined code."""
    name, _, local = full.partition(":")
    if local in classifications.code_list(name):
        return True
    if name == SOC:
        return classifications.published_occupation(local) != local
    return name == ISCO and bool(classifications.crosswalk(ISCO, SOC).forward(full))


def _links(full: str, source: str, target: str) -> Correspondence:
    table = classifications.crosswalk(source, target)
    file = _DECIDED[frozenset({source, target})]
    asked = next((one for one in _with_broader(full) if table.forward(one)), "")
    links = list(table.forward(asked)) if asked else _combined(full, table)
    weighting = table.weighting if asked else _combined_weighting(source)
    links.sort(key=lambda link: -link.weight)
    return Correspondence(target, asked or full, tuple(links), weighting, file)


def _with_broader(full: str) -> list[str]:
    """The code, and the nearest broader one that may stand for it."""
    name, _, local = full.partition(":")
    if name == SOC:
        return [f"{SOC}:{classifications.published_occupation(local)}"]
    if name == ISCO:
        return [full, f"{ISCO}:{local[:2]}"] if len(local) > 2 else [full]
    return [full, f"{CSCO}:{local[:7]}-00", f"{CSCO}:{local[:4]}-00-00"]


def _combined(full: str, table: Crosswalk) -> list[Link]:
    """Links of a group: those of what it consists of, by jobs where these are known."""
    sizes = _parts(full)
    total: dict[str, float] = {}
    for part, size in sizes.items():
        for link in table.forward(part):
            target = link.target[: len(ISCO) + 3] if table.target == ISCO else link.target
            total[target] = total.get(target, 0.0) + size * link.weight
    whole = sum(total.values())
    match = MatchType.BROAD if len(total) == 1 else MatchType.CLOSE  # a group is seldom the same
    return [Link(full, one, match, part / whole) for one, part in total.items() if whole]


def _parts(full: str) -> Mapping[str, float]:
    """What a group consists of, with jobs (SOC, unit groups of ISCO) or alike (CSCO)."""
    book, name = embedded_scores(), full.partition(":")[0]
    if name == SOC:
        weights = occupation_weights(full, book)
        return {code: w for code, w in zip(book.occupations, weights.tolist(), strict=True) if w}
    if name == ISCO:
        codes = {link.target for link in classifications.crosswalk(SOC, ISCO).links}
        return {
            code: float(jobs_in_isco(code, book).sum())
            for code in codes | {code[: len(ISCO) + 3] for code in codes}
            if code.startswith(full)
        }
    within = full[: len(CSCO) + 2]
    return {
        link.source: 1.0
        for link in classifications.crosswalk(CSCO, ISCO).links
        if link.source.startswith(within) and link.source.endswith("-00-00")
    }


def _combined_weighting(source: str) -> Weighting:
    return Weighting.EQUAL if source == CSCO else Weighting.EMPLOYMENT


def link_title(code: str, language: Language) -> str:
    """Title of a code; of an ISCO unit group, which is in no list here, that of its minor group."""
    name, _, local = code.partition(":")
    if name == ISCO and len(local) > _LISTED_DIGITS:
        return code_title(Occupation(code[:-1]), language)
    return code_title(Occupation(code), language)
