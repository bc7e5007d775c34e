"""A qualification's requirement as a tree that can be read; with a result, what fills what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from trimtab.app.credits_words import level_words
from trimtab.app.workbench.credit_rules import credits_words, nature_words
from trimtab.credentials.bank import (
    Choice,
    Framework,
    Need,
    Qualification,
    StackResult,
    load_book,
)
from trimtab.messages import Language, has_text, in_words, text


@dataclass(frozen=True, slots=True)
class Filler:
    """Credits that count for a need: how many, of which learning, by which rule."""

    credits: str
    entries: tuple[str, ...]
    rule_key: str
    rule: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree. ``state``: met, short, left_out (a choice did without it), or empty
    where nothing was computed. ``conditions`` in words; ``parts`` of a choice."""

    title: str
    conditions: tuple[str, ...]
    wanted: str
    got: str
    short: str
    state: str
    fillers: tuple[Filler, ...] = ()
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Titles of entries, rules and issuers, by their ids and keys; the framework of the levels."""

    entries: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    framework: Framework | None = None


NO_NAMES = Names()

_EMBEDDED = "urn:x-trimtab:"
"""How the embedded qualifications and courses name bodies that no register here holds."""


def body_title(name: str, language: Language) -> str:
    """A body of the embedded data in words; any other as it is named.

    >>> body_title("urn:x-trimtab:example-college", Language.EN)
    'Example College (invented)'
    """
    key = f"web.credits.body.{name.removeprefix(_EMBEDDED).replace('-', '_')}"
    return text(key, language) if name.startswith(_EMBEDDED) and has_text(key, language) else name


def requirement_tree(
    qualification: Qualification,
    language: Language,
    result: StackResult | None = None,
    names: Names = NO_NAMES,
) -> Node:
    """The whole requirement. Limits over everything stand apart: ``limit_rows``."""
    names = replace(names, framework=load_book().frameworks.get(qualification.framework_id))
    return _node(qualification.requirement, language, result, names)


def _node(
    node: Need | Choice, language: Language, result: StackResult | None, names: Names
) -> Node:
    if isinstance(node, Need):
        return _need(node, language, result, names)
    parts = tuple(_node(one, language, result, names) for one in node.parts)
    met = sum(one.state == "met" for one in parts)
    state = "" if result is None else ("met" if met >= node.least else "short")
    return Node(_choice_title(node, language), (), "", "", "", state, (), parts)


def _choice_title(node: Choice, language: Language) -> str:
    if node.least == len(node.parts):
        return text("web.credits.tree.all", language)
    if node.least == 1:
        return text("web.credits.tree.any", language)
    return text("web.credits.tree.at_least", language, least=node.least, parts=len(node.parts))


def _need(need: Need, language: Language, result: StackResult | None, names: Names) -> Node:
    title = in_words(need.title, language, need.need_id)
    wanted = credits_words(need.hundredths, language)
    conditions = tuple(_conditions(need, language, names))
    found = (
        next((one for one in result.needs if one.need_id == need.need_id), None) if result else None
    )
    if result is None or found is None:
        return Node(title, conditions, wanted, "", "", "")
    state = "left_out" if not found.asked else ("met" if found.short == 0 else "short")
    fillers = tuple(
        Filler(
            credits_words(one.hundredths, language),
            tuple(names.entries.get(entry, entry) for entry in one.entry_ids),
            one.rule_key or "",
            names.rules.get(one.rule_key or "", one.rule_key or ""),
        )
        for one in result.assignments
        if one.need_id == need.need_id
    )
    got = credits_words(found.got, language)
    short = credits_words(found.short, language) if found.short else ""
    return Node(title, conditions, wanted, got, short, state, fillers)


def _conditions(need: Need, language: Language, names: Names) -> list[str]:
    """What the credits must be like, in words."""
    found = []
    comma = text("web.credits.comma", language)
    if need.modules:
        words = text("web.credits.or", language).join(need.modules)
        found.append(text("web.credits.tree.modules", language, modules=words))
    if need.natures:
        natures = comma.join(nature_words(one, language) for one in need.natures)
        found.append(text("web.credits.tree.natures", language, natures=natures))
    if need.level is not None:
        held = names.framework.numbered(need.level) if names.framework else None
        level = level_words(names.framework, held.code if held else str(need.level), language)
        found.append(text("web.credits.tree.level", language, level=level))
    if need.grade is not None:
        found.append(text("web.credits.tree.grade", language, grade=need.grade))
    if need.months is not None:
        found.append(text("web.credits.tree.months", language, months=need.months))
    if need.origins:
        words = comma.join(text(f"credits.origin.{one.value}", language) for one in need.origins)
        found.append(text("web.credits.tree.origins", language, origins=words))
    if need.issuers:
        issuers = _bodies(need.issuers, names, language)
        found.append(text("web.credits.tree.issuers", language, issuers=issuers))
    return found


def _bodies(issuers: Iterable[str], names: Names, language: Language) -> str:
    titles = (names.issuers.get(one) or body_title(one, language) for one in issuers)
    return text("web.credits.comma", language).join(titles)


def limit_rows(
    qualification: Qualification,
    language: Language,
    result: StackResult | None = None,
    names: Names = NO_NAMES,
) -> tuple[tuple[str, str, str], ...]:
    """Limits over everything that counts: what is asked, how much, how much is short."""
    got = {one.name: one for one in result.limits} if result else {}
    rows = []
    comma = text("web.credits.comma", language)

    def short(name: str) -> str:
        return credits_words(got[name].short, language) if name in got and got[name].short else ""

    if qualification.total is not None:
        wanted = credits_words(qualification.total, language)
        rows.append((text("web.credits.tree.total", language), wanted, short("total")))
    if qualification.residency is not None:
        issuers = _bodies(qualification.residency.issuers, names, language)
        rows.append(
            (
                text("web.credits.tree.residency", language, issuers=issuers),
                credits_words(qualification.residency.hundredths, language),
                short("residency"),
            )
        )
    for cap in qualification.caps:
        words = comma.join(text(f"credits.origin.{one.value}", language) for one in cap.origins)
        most = text(
            "web.credits.tree.most", language, credits=credits_words(cap.hundredths, language)
        )
        rows.append((text("web.credits.tree.origins", language, origins=words), most, ""))
    if qualification.months is not None:
        rows.append(
            (text("web.credits.tree.months", language, months=qualification.months), "", "")
        )
    return tuple(rows)
