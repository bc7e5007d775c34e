"""The measures that are known, each with its publisher, citation, licence and meaning.

Counted in the median are the measures that stand for one judgement each: the two beta ratings
(machine, people) of Eloundou et al., AIOE and the ILO's. Alpha and gamma are the narrow and the
wide reading of the same ratings, the language and image scores are cuts of AIOE, and observed use
is not possibility: they are shown by name only.
"""

from __future__ import annotations

from trimtab.exposure.types import Measure, Scale

_ELOUNDOU = (
    "Eloundou, Manning, Mishkin and Rock (2023), GPTs are GPTs, arXiv:2303.10130; Science 384 "
    "(2024): 1306-1308"
)
_FELTEN = (
    "Felten, Raj and Seamans (2021), Occupational, industry, and geographic exposure to "
    "artificial intelligence, Strategic Management Journal 42(12)"
)
_LANGUAGE = (
    "Felten, Raj and Seamans (2023), How will language modelers like ChatGPT affect occupations "
    "and industries?, arXiv:2303.01157"
)
_GLOBAL_INDEX = (
    "Gmyrek, Berg and others (2025), Generative AI and jobs: a refined global index of "
    "occupational exposure, ILO Working Paper 140"
)
_FIRST_INDEX = "Gmyrek, Berg and Bescond (2023), Generative AI and jobs, ILO Working Paper 96"
_INDEX = "Anthropic Economic Index, data set of the labour-market report of March 2026"


def _eloundou(name: str, counted: bool = False) -> Measure:
    return Measure(
        name,
        Scale.TASK_SHARE,
        "SOC@2018",
        "OpenAI and the authors",
        _ELOUNDOU,
        "as stated in the authors' repository; only group means are embedded",
        "2023",
        counted,
    )


def _felten(name: str, citation: str, vintage: str, counted: bool = False) -> Measure:
    return Measure(
        name,
        Scale.STANDARDISED,
        "SOC@2010",
        "the authors",
        citation,
        "not stated by the authors; only group means are embedded",
        vintage,
        counted,
    )


def _labour_organization(name: str, citation: str, vintage: str, counted: bool = False) -> Measure:
    return Measure(
        name,
        Scale.TASK_SCORE,
        "ISCO@08",
        "International Labour Organization",
        citation,
        "CC BY 4.0",
        vintage,
        counted,
    )


_KNOWN = (
    _eloundou("eloundou_gpt4_beta", counted=True),
    _eloundou("eloundou_human_beta", counted=True),
    _felten("felten_aioe", _FELTEN, "2021", counted=True),
    _labour_organization("ilo_2025", _GLOBAL_INDEX, "2025", counted=True),
    _eloundou("eloundou_gpt4_alpha"),
    _eloundou("eloundou_gpt4_gamma"),
    _eloundou("eloundou_human_alpha"),
    _eloundou("eloundou_human_gamma"),
    _felten("felten_language", _LANGUAGE, "2023"),
    _felten("felten_image", _LANGUAGE, "2023"),
    _labour_organization("ilo_2023", _FIRST_INDEX, "2023"),
    Measure(
        "anthropic_observed",
        Scale.OBSERVED_USE,
        "SOC@2018",
        "Anthropic",
        _INDEX,
        "CC BY (data card)",
        "2026",
    ),
)
MEASURES = {measure.name: measure for measure in _KNOWN}
COUNTED = tuple(measure.name for measure in _KNOWN if measure.counted)
REFERENCE_MEASURE = "eloundou_gpt4_beta"
"""Whose scale a standardised measure borrows."""
