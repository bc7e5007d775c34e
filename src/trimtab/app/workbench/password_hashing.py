"""Passwords as argon2id hashes, the same work for an account that does not exist."""

from __future__ import annotations

import secrets
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from trimtab.office.passwords import LONGEST, normalised

_AT_ONCE = 4  # each takes 64 MiB


class PasswordHashing:
    """argon2id with the parameters of RFC 9106, section 4, second choice (3 passes, 64 MiB, 4
    lanes). A few at once: a flood of attempts must not take the machine's memory."""

    def __init__(self, time_cost: int = 3, memory_kib: int = 65_536, lanes: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, lanes, type=Type.ID)
        self._room = BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash of a password, with a salt of its own."""
        with self._room:
            return self._hasher.hash(normalised(password))

    def is_right(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one whose hash is kept; never where none is kept, which takes
        as long."""
        given = normalised(password[: LONGEST * 4])
        with self._room:
            try:
                self._hasher.verify(kept or self._nobodys, given)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_dated(self, kept: str) -> bool:
        """Whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)
