"""One small province for all tests that only look at it."""

from __future__ import annotations

import pytest

from trimtab.app.province import make_province
from trimtab.province import Province, ProvinceSettings


@pytest.fixture(scope="session")
def province() -> Province:
    return make_province(ProvinceSettings(seed=5, persons=4_000))
