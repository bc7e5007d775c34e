"""Imported parameters as a rule file of ours, for a person to complete."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.kernel import Region
from trimtab.rules.openfisca.exporting import to_yaml
from trimtab.rules.openfisca.own_metadata import describe_parameter
from trimtab.rules.types import Kind, Parameter

_WITHOUT_FIGURES = (Kind.CONDITION, Kind.STATEMENT)


def rule_file_text(parameters: Sequence[Parameter], region: Region) -> str:
    """A rule file that holds the parameters. An unknown range is written as open at both ends."""
    plain = {}
    for parameter in parameters:
        described = describe_parameter(parameter)
        if parameter.kind not in _WITHOUT_FIGURES:
            described.setdefault("range", [None, None])
        plain[parameter.key] = {
            **described,
            "values": [entry.to_plain() for entry in parameter.values],
        }
    return to_yaml({"region": str(region), "parameters": plain})
