"""Canonical labels of blank nodes: RDF Dataset Canonicalization 1.0 (W3C, 2024), with a limit.

Most blank nodes are told apart by the statements they stand in (first-degree hash). Those that are
not are told apart by their surroundings, whose work can grow without bound on graphs made for that
purpose; ``WORK_LIMIT`` ends it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trimtab.credentials.securing.quads import Blank, Literal, Quad, ending, escaped, iri
from trimtab.kernel import InputRejectedError

WORK_LIMIT = 2_000  # orders of neighbours looked at in one document


class Issuer:
    """Gives labels in the order in which they are asked for."""

    def __init__(self, prefix: str, given: Mapping[str, str] | None = None) -> None:
        self.prefix = prefix
        self.given = dict(given or {})

    def label(self, blank: str) -> str:
        """The label of a blank node, a new one the first time."""
        return self.given.setdefault(blank, f"{self.prefix}{len(self.given)}")

    def copy(self) -> Issuer:
        """One that goes on from here by itself."""
        return Issuer(self.prefix, self.given)


def canonical_lines(quads: Iterable[Quad]) -> list[str]:
    """Sorted canonical lines of a data set, each ending in a line feed.

    Raises
    ------
    InputRejectedError
        CREDENTIALS-014: the blank nodes are too alike to be told apart within ``WORK_LIMIT``.
    """
    distinct = tuple(dict.fromkeys(quads))
    try:
        labels = _Labelling(distinct).labels()
    except RecursionError as error:
        raise InputRejectedError("CREDENTIALS-014", limit=WORK_LIMIT) from error
    return sorted({line(quad, labels) for quad in distinct})


def line(quad: Quad, labels: Mapping[str, str]) -> str:
    """The canonical line of a statement under these labels of blank nodes."""

    def term(part: str | Blank | Literal) -> str:
        if isinstance(part, Blank):
            return f"_:{labels[part.label]}"
        if isinstance(part, Literal):
            return f'"{escaped(part.text)}"{ending(part)}'
        return iri(part)

    parts = [term(quad.subject), iri(quad.predicate), term(quad.object)]
    if quad.graph is not None:
        parts.append(term(quad.graph))
    return " ".join(parts) + " .\n"


def sha256(text: str) -> str:
    """SHA-256 of text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class _Labelling:
    def __init__(self, quads: Sequence[Quad]) -> None:
        self.quads_of: dict[str, list[Quad]] = {}
        for quad in quads:
            for blank in dict.fromkeys(quad.blanks()):
                self.quads_of.setdefault(blank.label, []).append(quad)
        self.first_degree = {blank: self._first_degree(blank) for blank in self.quads_of}
        self.canonical = Issuer("c14n")
        self.work = 0

    def labels(self) -> Mapping[str, str]:
        by_hash: dict[str, list[str]] = {}
        for blank, value in self.first_degree.items():
            by_hash.setdefault(value, []).append(blank)
        ordered = sorted(by_hash.items())
        for _, blanks in ordered:
            if len(blanks) == 1:
                self.canonical.label(blanks[0])
        for _, blanks in ordered:
            if len(blanks) > 1:
                self._label_alike(blanks)
        return self.canonical.given

    def _label_alike(self, blanks: Sequence[str]) -> None:
        found: list[tuple[str, Issuer]] = []
        for blank in blanks:
            if blank not in self.canonical.given:
                issuer = Issuer("b")
                issuer.label(blank)
                found.append(self._surroundings(blank, issuer))
        for _, issuer in sorted(found, key=lambda one: one[0]):
            for blank in issuer.given:
                self.canonical.label(blank)

    def _first_degree(self, blank: str) -> str:
        lines = []
        for quad in self.quads_of[blank]:
            labels = {one.label: "a" if one.label == blank else "z" for one in quad.blanks()}
            lines.append(line(quad, labels))
        return sha256("".join(sorted(lines)))

    def _related(self, related: str, quad: Quad, issuer: Issuer, position: str) -> str:
        if related in self.canonical.given:
            name = f"_:{self.canonical.given[related]}"
        elif related in issuer.given:
            name = f"_:{issuer.given[related]}"
        else:
            name = self.first_degree[related]
        predicate = "" if position == "g" else f"<{quad.predicate}>"
        return sha256(f"{position}{predicate}{name}")

    def _surroundings(self, blank: str, issuer: Issuer) -> tuple[str, Issuer]:
        """Hash N-Degree Quads."""
        related: dict[str, list[str]] = {}
        for quad in self.quads_of[blank]:
            for position, part in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if isinstance(part, Blank) and part.label != blank:
                    value = self._related(part.label, quad, issuer, position)
                    related.setdefault(value, []).append(part.label)
        data: list[str] = []
        for value, blanks in sorted(related.items()):
            data.append(value)
            path, issuer = self._shortest(blanks, issuer)
            data.append(path)
        return sha256("".join(data)), issuer

    def _shortest(self, blanks: Sequence[str], issuer: Issuer) -> tuple[str, Issuer]:
        chosen, chosen_issuer = "", issuer
        for order in _orders(blanks):
            self.work += 1
            if self.work > WORK_LIMIT:
                raise InputRejectedError("CREDENTIALS-014", limit=WORK_LIMIT)
            found = self._path(order, issuer.copy(), chosen)
            if found is not None and (not chosen or found[0] < chosen):
                chosen, chosen_issuer = found
        return chosen, chosen_issuer

    def _path(self, order: Sequence[str], issuer: Issuer, best: str) -> tuple[str, Issuer] | None:
        """The path of one order of neighbours; None as soon as it cannot be the least."""

        def worse(path: str) -> bool:
            return bool(best) and len(path) >= len(best) and path > best

        path, pending = "", []
        for blank in order:
            if blank in self.canonical.given:
                path += f"_:{self.canonical.given[blank]}"
            else:
                if blank not in issuer.given:
                    pending.append(blank)
                path += f"_:{issuer.label(blank)}"
            if worse(path):
                return None
        for blank in pending:
            value, deeper = self._surroundings(blank, issuer)
            path += f"_:{issuer.label(blank)}<{value}>"
            issuer = deeper
            if worse(path):
                return None
        return path, issuer


def _orders(blanks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every order of the neighbours once, also where one is a neighbour several times."""
    left = Counter(blanks)
    chosen: list[str] = []

    def following() -> Iterator[tuple[str, ...]]:
        if len(chosen) == len(blanks):
            yield tuple(chosen)
            return
        for blank in left:
            if left[blank]:
                left[blank] -= 1
                chosen.append(blank)
                yield from following()
                chosen.pop()
                left[blank] += 1

    return following()
