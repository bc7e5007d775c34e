"""Log lines as JSON, without anything about a person: routes for addresses, no query strings, no
names, no values; of a defect its kind and the places in the code."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

_FRAMES = 12


def set_up_logging(level: int = logging.INFO) -> None:
    """Send our own lines and those of the server's library to standard error, one form for both."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            defect_without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("trimtab").setLevel(level)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def logger() -> Any:
    """The server's logger."""
    return structlog.get_logger("trimtab.web")


def defect_without_values(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its kind and where it happened: its message may hold a value."""
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["defect"] = type(error).__name__
        line["places"] = places_of(error)
        line["event"] = "defect"
    return line


def places_of(error: BaseException) -> list[str]:
    """File, line and function of the innermost frames; no source text, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
