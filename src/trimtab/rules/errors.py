"""The errors of this room; the sentences lie in ``messages/<language>/rules.toml``."""

from __future__ import annotations

from trimtab.kernel import UnknownCodeError


class RuleNotInForceError(UnknownCodeError):
    """No value is in force at that place on that day, as known on that day. Exit code 4.

    The code says why: RULES-002 no rule, 003 not yet in force, 004 not recorded by then,
    005 expired, 006 unknown after, 007 disputed, 008 seen to hold on single days only.
    """
