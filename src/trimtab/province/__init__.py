"""A generated Chinese demonstration province: counts, panel, persons, firms, a known shock.

Everything here is synthetic. National totals and shares are cited figures (``read_figures``); what
has no cited figure is an assumption and is listed as one. Pure: figures, exposures and dates in,
arrays and Arrow tables out; the same seed gives the same figures.
"""

from trimtab.province.figures import Figures, Marginal, read_figures
from trimtab.province.generating import Exposures, Province, ProvinceSettings, generate
from trimtab.province.panel import MEASURES, MonthlyPanel
from trimtab.province.shock import KnownShock
from trimtab.province.tables import (
    BASIS,
    BASIS_KEY,
    CONTRACTS,
    count_table,
    labelled,
    panel_table,
    truth_table,
)
from trimtab.province.types import AGES, FORMS, INSURED, SEXES, TIERS, Population

__all__ = [
    "AGES",
    "BASIS",
    "BASIS_KEY",
    "CONTRACTS",
    "FORMS",
    "INSURED",
    "MEASURES",
    "SEXES",
    "TIERS",
    "Exposures",
    "Figures",
    "KnownShock",
    "Marginal",
    "MonthlyPanel",
    "Population",
    "Province",
    "ProvinceSettings",
    "count_table",
    "generate",
    "labelled",
    "panel_table",
    "read_figures",
    "truth_table",
]
