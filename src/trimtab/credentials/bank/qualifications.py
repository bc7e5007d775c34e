"""What a qualification asks for: a tree of needs, and limits over everything that is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """How something was learnt; ``credits.origin.<value>``."""

    COURSE = "course"
    CERTIFICATE = "certificate"
    WORK = "work"
    PRIOR_LEARNING = "prior_learning"  # assessed by somebody entitled to


@dataclass(frozen=True, slots=True)
class Need:
    """A leaf: at least so many credits of some kind.

    ``modules`` and ``natures`` say which (either suffices; both empty: any). ``level`` is the least
    number of a level in the qualification's framework, ``grade`` the least mark of 100, ``months``
    how old the learning may be, ``origins`` and ``issuers`` whose counts (empty: any).
    """

    need_id: str
    title: Mapping[str, str]
    hundredths: int
    modules: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    level: int | None = None
    grade: int | None = None
    months: int | None = None
    origins: tuple[Origin, ...] = ()
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """At least ``least`` of the parts: all of them is ALL, one is ANY."""

    least: int
    parts: tuple[Need | Choice, ...]


@dataclass(frozen=True, slots=True)
class SourceCap:
    """No more than so many credits of these origins count."""

    origins: tuple[Origin, ...]
    hundredths: int


@dataclass(frozen=True, slots=True)
class Residency:
    """At least so many of the counted credits were earned with one of these issuers themselves."""

    issuers: tuple[str, ...]
    hundredths: int


@dataclass(frozen=True, slots=True)
class Qualification:
    """One version of what an awarding body asks for.

    ``total``: how many credits must count altogether, whatever they fill (None: what the needs
    say). ``months``: how old any learning may be. Half-open from ``since`` until ``until``;
    ``recorded`` is the day from which decisions know this version. ``standing``: ``published``,
    ``own`` (the body's, entered here) or ``synthetic`` (invented to show how it works).
    """

    qualification_id: str
    version: int
    title: Mapping[str, str]
    framework_id: str
    awarding_body: str
    requirement: Need | Choice
    since: date
    recorded: date
    standing: str
    source: str
    total: int | None = None
    caps: tuple[SourceCap, ...] = ()
    residency: Residency | None = None
    months: int | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        """``cn.logistics@2``."""
        return f"{self.qualification_id}@{self.version}"

    def needs(self) -> tuple[Need, ...]:
        """The leaves, from left to right."""
        return tuple(_leaves(self.requirement))

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values; ``qualification_from_plain`` reads them back."""
        from trimtab.credentials.bank.plain import plain_qualification

        return plain_qualification(self)


def _leaves(node: Need | Choice) -> Iterator[Need]:
    if isinstance(node, Need):
        yield node
        return
    for part in node.parts:
        yield from _leaves(part)
