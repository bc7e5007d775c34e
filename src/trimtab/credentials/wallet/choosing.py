"""What of a certificate may be shown one by one, and the least that makes sense."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.kernel import InputRejectedError

CLAIMS: tuple[str, ...] = (
    "title",
    "level",
    "credits",
    "meaning",
    "issued_on",
    "valid_until",
    "standard",
    "score",
    "certificate_number",
    "holder_name",
    "identity_number",
)
"""Claims of the twin that a holder may show or keep back, in the order of pages."""

LEAST: tuple[str, ...] = ("title", "level", "credits", "meaning", "standard")
"""What is chosen at first: what somebody can do, not who they are. Level and standard let the
reader's verifier ask whether the issuer may certify them; credits and what they mean say of a
recognition that it is not the qualification itself."""

WEIGHTY = frozenset({"holder_name", "identity_number", "certificate_number"})
"""Claims that tell who somebody is, or let two readers find that they saw the same person."""


def choose(asked: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
    """The claims of a choice in the order of pages.

    Raises InputRejectedError CREDENTIALS-202 for a choice of nothing, 203 for a claim that the
    certificate does not hold.

    Examples
    --------
    >>> choose(["level", "title"], ["title", "level", "score"])
    ('title', 'level')
    """
    wanted, offered = set(asked), set(held)
    if not wanted:
        raise InputRejectedError("CREDENTIALS-202")
    if strange := wanted - offered:
        raise InputRejectedError("CREDENTIALS-203", claim=sorted(strange)[0][:60])
    return tuple(one for one in CLAIMS if one in wanted)
