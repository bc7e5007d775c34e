"""Levers: what a scenario may change, as transitions of counts, with evidence and costs."""

from trimtab.simulation.levers.acts import Column
from trimtab.simulation.levers.baseline import (
    BASELINE_FIELDS,
    BENEFIT_FIELDS,
    DEFAULT_SEARCH,
    SEARCH_PATH,
    Baseline,
    BenefitScheme,
    make_baseline,
)
from trimtab.simulation.levers.compiling import Compiled, compile_model, uncertain_parameters
from trimtab.simulation.levers.conflicts import policy_conflicts
from trimtab.simulation.levers.costs import Costs, costs, fixed_costs, planned_costs
from trimtab.simulation.levers.evidence import LeverEvidence, Refusal, lever_evidence, refusal
from trimtab.simulation.levers.fields import FieldUnit, LeverField, LeverForm
from trimtab.simulation.levers.forms import FORMS
from trimtab.simulation.levers.policy import Policy, make_policy
from trimtab.simulation.levers.uncertain import ASSUMPTION, Uncertain
from trimtab.simulation.levers.wording import (
    evidence_in_words,
    field_title,
    item_title,
    lever_title,
    parameter_title,
)

__all__ = [
    "ASSUMPTION",
    "BASELINE_FIELDS",
    "BENEFIT_FIELDS",
    "DEFAULT_SEARCH",
    "FORMS",
    "SEARCH_PATH",
    "Baseline",
    "BenefitScheme",
    "Column",
    "Compiled",
    "Costs",
    "FieldUnit",
    "LeverEvidence",
    "LeverField",
    "LeverForm",
    "Policy",
    "Refusal",
    "Uncertain",
    "compile_model",
    "costs",
    "evidence_in_words",
    "field_title",
    "fixed_costs",
    "item_title",
    "lever_evidence",
    "lever_title",
    "make_baseline",
    "make_policy",
    "parameter_title",
    "planned_costs",
    "policy_conflicts",
    "refusal",
    "uncertain_parameters",
]
