"""Whether every name in a document has a meaning: through its contexts, to an absolute address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trimtab.credentials.securing import STANDARD, Contexts, canonical_quads
from trimtab.kernel import InputRejectedError, Problem


def check_terms(document: Mapping[str, Any], contexts: Contexts = STANDARD) -> Iterator[Problem]:
    """Names that no context defines, contexts that are not the pinned ones, a context that gives
    a protected name another meaning, types that do not lead to an address.

    A document whose names mean nothing could be read differently by everybody.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    try:
        canonical_quads(bare, contexts=contexts)
    except InputRejectedError as refused:
        yield Problem(refused.code, params=dict(refused.params))
