"""Which passwords are refused.

Model       length first (at least 12 characters), then what is guessed first: few different
            characters, runs of the alphabet or keyboard, the name of the account, and words that
            everybody tries with digits behind them; no rule on kinds of characters, no expiry
Simplifies  no list of leaked passwords is shipped or asked over the network
References  NIST SP 800-63B, section 5.1.1.2 (memorized secret verifiers)
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from trimtab.kernel import InputRejectedError

SHORTEST = 12
LONGEST = 200
_DIFFERENT = 6  # characters
_LEFT = 4  # letters, once what is guessed is taken away
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_STEPS = {pair for row in _ROWS for pair in (*pairwise(row), *pairwise(row[::-1]))}
_PLAIN = str.maketrans("@4310$5!7", "aaeiossit")
_WORDS = (
    "password passwort passw0rd letmein welcome changeme administrator admin trimtab root user "
    "secret default login master monkey dragon sunshine princess football iloveyou woaini "
    "woaizhongguo zhongguo mima jiuye shehuibaozhang qwerty asdfgh zxcvbn computer internet "
    "employment bureau monitoring test demo guest hello"
)
_GUESSED = frozenset(_WORDS.split())


def normalised(password: str) -> str:
    """One spelling of what looks the same on every keyboard (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *known: str) -> None:
    """Refuse a password that would be guessed; ``known`` are the account's id, title, address.

    Raises InputRejectedError WEB-030 (length), WEB-031 (easily guessed).
    """
    given = normalised(password)
    if not SHORTEST <= len(given) <= LONGEST:
        raise InputRejectedError("WEB-030", shortest=SHORTEST, longest=LONGEST, length=len(given))
    if _is_guessed(given.casefold(), known):
        raise InputRejectedError("WEB-031")


def _is_guessed(given: str, known: tuple[str, ...]) -> bool:
    if len(set(given)) < _DIFFERENT:
        return True
    steps = sum(pair in _STEPS for pair in pairwise(given))
    if steps > len(given) // 2:
        return True
    rest = given
    for word in sorted({*_own_words(known), *_GUESSED}, key=len, reverse=True):
        rest = rest.replace(word, "").replace(_spelled(rest, word), "")
    return len(re.sub(r"[\d\W_]", "", rest)) < _LEFT and len(rest) < SHORTEST - 2


def _own_words(known: tuple[str, ...]) -> set[str]:
    """The parts of a name, and any two of them written together."""
    found = set()
    for one in known:
        parts = re.findall(r"\w+", one.casefold())
        found |= {*parts, *(first + second for first, second in pairwise(parts))}
    return {part for part in found if len(part) > 2}


def _spelled(given: str, word: str) -> str:
    """How a word stands in a password with digits for letters; a NUL where it does not."""
    start = given.translate(_PLAIN).find(word)
    return given[start : start + len(word)] if start >= 0 else "\0"
