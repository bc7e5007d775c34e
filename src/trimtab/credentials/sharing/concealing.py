"""Claims in which what may be withheld is replaced by a digest.

Each place that may be withheld becomes a disclosure of its own, also inside another one: an address
and, within it, the street. A salt of 128 bits keeps a digest from being guessed from the value.

References   RFC 9901 sections 4.2 (disclosures), 4.2.5 (decoys), 4.2.6 (recursive disclosures)
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import NoneType
from typing import Any

from trimtab.credentials.sharing.encoding import digest_of, packed, packed_disclosure
from trimtab.credentials.sharing.types import Path
from trimtab.kernel import UsageError

DIGESTS, ELEMENT, HASH_NAME = "_sd", "...", "_sd_alg"
RESERVED = frozenset({DIGESTS, ELEMENT, HASH_NAME})
_SALT_BYTES = 16


class _Tree(dict[str | int, "_Tree"]):
    """Which places below this one may be withheld; ``marked``: this one may."""

    marked = False


def conceal(
    claims: Mapping[str, Any], disclosable: Collection[Path], decoys: int = 0
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The payload, and the disclosures that bring the withheld places back.

    ``decoys`` digests of nothing stand beside those of each object or array, so that their number
    does not tell how much is withheld. Raises UsageError CREDENTIALS-058 for a place that the
    claims do not have, CREDENTIALS-059 for a claim with a name the format keeps for itself.
    """
    tree = _tree(tuple(disclosable))
    made: list[str] = []
    payload = _conceal_value(claims, tree, decoys, made, ())
    if made:
        payload[HASH_NAME] = "sha-256"
    return payload, tuple(made)


@lru_cache(maxsize=256)
def _tree(paths: tuple[Path, ...]) -> _Tree:
    root = _Tree()
    for path in paths:
        node = root
        for step in path:
            node = node.setdefault(step, _Tree())
        node.marked = True
    return root


_NO_TREE = _Tree()
_PLAIN = (str, int, float, bool, NoneType)  # asked first: most values are, and Mapping is slow


def _conceal_value(value: Any, tree: _Tree, decoys: int, made: list[str], place: Path) -> Any:
    if isinstance(value, _PLAIN) and not tree:
        return value
    if isinstance(value, dict | Mapping):
        return _conceal_object(value, tree, decoys, made, place)
    if isinstance(value, list | tuple):
        return _conceal_array(value, tree, decoys, made, place)
    if tree:
        raise UsageError("CREDENTIALS-058", place=_shown((*place, next(iter(tree)))))
    return value


def _conceal_object(
    value: Mapping[str, Any], tree: _Tree, decoys: int, made: list[str], place: Path
) -> dict[str, Any]:
    if tree:
        _refuse_missing(tree.keys() - value.keys(), place)
    open_part: dict[str, Any] = {}
    digests: list[str] = []
    for name, content in value.items():
        if name in RESERVED:
            raise UsageError("CREDENTIALS-059", place=_shown((*place, name)))
        branch = tree.get(name, _NO_TREE)
        held = _conceal_value(content, branch, decoys, made, (*place, name))
        if branch.marked:
            digests.append(_disclose(name, held, made))
        else:
            open_part[name] = held
    if digests:
        digests += [_decoy() for _ in range(decoys)]
        open_part[DIGESTS] = sorted(digests)  # the order of the claims must not show
    return open_part


def _conceal_array(
    value: list[Any] | tuple[Any, ...], tree: _Tree, decoys: int, made: list[str], place: Path
) -> list[Any]:
    if tree:
        _refuse_missing(tree.keys() - set(range(len(value))), place)
    held: list[Any] = []
    for index, content in enumerate(value):
        branch = tree.get(index, _NO_TREE)
        element = _conceal_value(content, branch, decoys, made, (*place, index))
        held.append({ELEMENT: _disclose(None, element, made)} if branch.marked else element)
    if any(branch.marked for branch in tree.values()):
        held += [{ELEMENT: _decoy()} for _ in range(decoys)]
    return held


def _disclose(name: str | None, value: object, made: list[str]) -> str:
    """Add a disclosure and give its digest."""
    disclosure = packed_disclosure(_salt(), name, value)
    made.append(disclosure)
    return digest_of(disclosure)


def _salt() -> str:
    return packed(os.urandom(_SALT_BYTES))


def _decoy() -> str:
    return digest_of(_salt())


def _refuse_missing(missing: Collection[str | int], place: Path) -> None:
    if missing:
        raise UsageError("CREDENTIALS-058", place=_shown((*place, min(missing, key=str))))


def _shown(path: Path) -> str:
    return "/".join(map(str, path))
