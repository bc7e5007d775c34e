"""The kinds of job that can be asked for, and what each must be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from trimtab.kernel import UnknownCodeError, UsageError


class Form(StrEnum):
    """How a parameter is written."""

    TEXT = "text"
    PLACE = "place"  # a path, or an address with "://"
    FLAG = "flag"
    SHARE = "share"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a job is told."""

    name: str
    form: Form = Form.TEXT
    required: bool = False


KINDS: Mapping[str, tuple[Parameter, ...]] = {
    "ingest.import": (
        Parameter("source", Form.PLACE, required=True),
        Parameter("mapping", Form.PLACE),
        Parameter("connector"),
        Parameter("accept_shrunk", Form.FLAG),
    ),
    "monitoring.run": (
        Parameter("as_of"),
        Parameter("indicators", Form.LIST),
        Parameter("promised_rate", Form.SHARE),
        Parameter("brief", Form.PLACE),
    ),
    "simulation.run": (
        Parameter("scenario", Form.PLACE, required=True),
        Parameter("out", Form.PLACE, required=True),
    ),
    "coordination.deadlines": (),
    "credentials.issue_batch": (Parameter("batch", required=True),),
    "credentials.revoke_batch": (Parameter("revocation", required=True),),
    "credentials.reissue": (Parameter("key", required=True),),
    "credentials.upkeep": (Parameter("issuer"),),
    "stores.verify": (),
    "stores.compact": (),
    "audit.verify": (),
    "backup.create": (Parameter("out", Form.PLACE, required=True),),
}


def parse_params(kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """What a job of this kind is told, from words; paths become absolute, since a worker may run
    in another folder.

    Raises UnknownCodeError JOB-008 for a kind that does not exist, UsageError JOB-009 for a
    parameter that is unknown, JOB-010 for one that is missing, JOB-011 for one not understood.
    """
    if kind not in KINDS:
        raise UnknownCodeError("JOB-008", kind=kind, known=", ".join(KINDS))
    known = {parameter.name: parameter for parameter in KINDS[kind]}
    for name in given:
        if name not in known:
            raise UsageError("JOB-009", kind=kind, name=name, known=", ".join(known) or "-")
    for parameter in known.values():
        if parameter.required and not given.get(parameter.name):
            raise UsageError("JOB-010", kind=kind, name=parameter.name)
    return {name: _parsed(known[name], value) for name, value in given.items()}


def _parsed(parameter: Parameter, value: str) -> Any:
    try:
        match parameter.form:
            case Form.TEXT:
                return value
            case Form.PLACE:
                return value if "://" in value else str(Path(value).absolute())
            case Form.FLAG:
                return {"true": True, "false": False}[value.lower()]
            case Form.SHARE:
                return _share(value)
            case Form.LIST:
                return [part.strip() for part in value.split(",") if part.strip()]
    except (KeyError, ValueError):
        raise UsageError(
            "JOB-011", name=parameter.name, value=value, form=parameter.form.value
        ) from None


def _share(value: str) -> float:
    share = float(value)
    if not 0 < share <= 1:
        raise ValueError(value)
    return share
