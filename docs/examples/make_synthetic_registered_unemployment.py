"""Writes the tutorial's example file, always the same. Every figure is synthetic.

log unemployed = base + season + common AR(0.8) + own AR(0.9) + noise, and in Zhejiang from 2025-02
a rise of 5 % a month for six months.
"""

from __future__ import annotations

import csv
from math import cos, exp, tau
from pathlib import Path
from random import Random

PROVINCES = {
    "北京市": 182_000,
    "上海市": 196_000,
    "江苏省": 348_000,
    "浙江省": 301_000,
    "广东省": 392_000,
    "四川省": 337_000,
}
STRUCK = "浙江省"


def rows(seed: int = 3) -> list[tuple[str, str, int]]:
    """Month, province, unemployed persons rounded to ten; 2016-01 to 2025-12."""
    random = Random(seed)
    common = 0.0
    own = dict.fromkeys(PROVINCES, 0.0)
    made = []
    for year, month in ((year, month) for year in range(2016, 2026) for month in range(1, 13)):
        common = 0.8 * common + random.gauss(0, 0.003)
        season = 0.05 * cos(tau * (month - 2) / 12) + 0.02 * cos(2 * tau * (month - 7) / 12)
        struck_months = (year - 2025) * 12 + month - 1
        for province, base in PROVINCES.items():
            own[province] = 0.9 * own[province] + random.gauss(0, 0.005)
            shock = 0.05 * min(max(struck_months, 0), 6) if province == STRUCK else 0.0
            level = common + own[province] + season + shock + random.gauss(0, 0.005)
            made.append((f"{year}-{month:02d}", province, round(base * exp(level) / 10) * 10))
    return made


def main() -> None:
    target = Path(__file__).with_name("synthetic_registered_unemployment.csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("month", "province", "unemployed"))
        writer.writerows(rows())


if __name__ == "__main__":
    main()
