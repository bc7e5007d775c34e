"""Records the lists of the demonstration province, written by hand: figures, places, mixes.

    python scripts/derive/province.py

Cited figures stand in ``province_marginals.csv`` and, for industries, in the column ``source``;
every other number is an assumption of ours and says so. Run it after a correction.
"""

from __future__ import annotations

from record import Origin, read_rows, record

SCRIPT = "scripts/derive/province.py (written by hand)"
OURS = "Apache-2.0 (ours)"
LISTS = {
    "province_industries.csv": Origin(
        "Demonstration province: industries with their national size and assumed habits",
        "sizes as cited in the column source; every other column is an assumption",
        "国家统计局 (sizes cited); Trimtab (assumptions)",
        "facts; assumptions Apache-2.0 (ours)",
        SCRIPT,
        notes="Sections of GB/T 4754-2017 without T. Sizes in 10,000 persons; where none is cited "
        "the weight divides what the sector has left. Rates are a month.",
    ),
    "province_marginals.csv": Origin(
        "Demonstration province: national figures it is fitted to, each with its source",
        "as named in the column source of each row; basis says cited, derived or assumption",
        "国家统计局; 人力资源社会保障部; 中华全国总工会",
        "facts",
        SCRIPT,
        notes="Read as reported by news pages and listings that quote the publisher.",
    ),
    "province_occupations.csv": Origin(
        "Demonstration province: occupation middle groups with English titles and education mix",
        "own assumptions; English titles are ours",
        "Trimtab",
        OURS,
        SCRIPT,
    ),
    "province_prefectures.csv": Origin(
        "Demonstration province: ten invented prefectures",
        "invented; codes of an unassigned GB/T 2260 province number",
        "Trimtab",
        OURS,
        SCRIPT,
        notes="Named after the heavenly stems, as placeholders are in Chinese. No such places.",
    ),
    "province_staffing.csv": Origin(
        "Demonstration province: occupation mix of each industry",
        "own assumptions",
        "Trimtab",
        OURS,
        SCRIPT,
    ),
}


def main() -> None:
    for name, origin in LISTS.items():
        record(name, len(read_rows(name)), origin)


if __name__ == "__main__":
    main()
