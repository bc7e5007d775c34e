"""By which clock the pages of an office tell the time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import ConfigurationError
from trimtab.office.types import Department, Grant
from trimtab.ports import SeriesQuery
from trimtab.stores.office.store import SqlOfficeStore

VARIABLE = "TRIMTAB_TIME_ZONE"
_OF_COUNTRY = {"CN": "Asia/Shanghai"}  # countries with one clock; the others have to say
_SERVICE = "time_zone"


def named_time_zone(environment: Mapping[str, str] = os.environ) -> ZoneInfo | None:
    """The zone that ``TRIMTAB_TIME_ZONE`` names; None where it says nothing.

    Raises ConfigurationError WEB-200 for a name that the IANA database does not hold.
    """
    name = environment.get(VARIABLE, "").strip()
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        raise ConfigurationError("WEB-200", variable=VARIABLE, name=name) from None


def time_zone_of(regions: Iterable[str]) -> ZoneInfo:
    """The one clock of the country that all regions lie in; else UTC.

    >>> str(time_zone_of(["CN-310000", "CN"])), str(time_zone_of(["US-AL"]))
    ('Asia/Shanghai', 'UTC')
    """
    countries = {region.partition("-")[0] for region in regions}
    return ZoneInfo(_OF_COUNTRY.get(countries.pop(), "UTC") if len(countries) == 1 else "UTC")


def office_time_zone(bench: Workbench) -> ZoneInfo:
    """The office's clock: as named in the environment, else of the country it works in.

    The country is that of its departments, else of the roles given, else of what is observed; it
    is asked until one is known, then held for as long as the server runs. Raises
    ConfigurationError WEB-200.
    """
    held: ZoneInfo | None = bench.services.get(_SERVICE)
    if held is None:
        held = named_time_zone()
        if held is None:
            regions = _regions(bench.office) or _observed(bench)
            if not regions:
                return time_zone_of(())
            held = time_zone_of(regions)
        bench.services[_SERVICE] = held
    return held


def time_zone_without_series(office: SqlOfficeStore) -> ZoneInfo:
    """The same where only the office is open, as for a command. Raises as ``office_time_zone``."""
    return named_time_zone() or time_zone_of(_regions(office))


def _regions(office: SqlOfficeStore) -> set[str]:
    with office.reading() as reading:
        found = {one.region for one in reading.find(Department, active=True)}
        return found or {one.region for one in reading.find(Grant)}


def _observed(bench: Workbench) -> set[str]:
    return {str(key.region) for key in bench.store.series(SeriesQuery())}
