"""Eighteen-digit identity numbers that a spreadsheet cut to fifteen digits and zeros.

A spreadsheet keeps 15 significant digits: 110101199003074512 typed as a number becomes
110101199003074000, or is shown as 1.10101E+17. The lost digits cannot be restored, so the file is
refused. A number that ends in 000 and has a right check digit (GB 11643-1999) may be genuine.
"""

from __future__ import annotations

import re

from trimtab.ingest.source import PROBLEMS_SHOWN, Source, rejected

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_BIRTH = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d"
_ZEROED = re.compile(_BIRTH + "000")
_SCIENTIFIC = re.compile(r"\d\.\d+[eE]\+17")


def is_cut(text: str) -> bool:
    """Whether a text is an identity number that lost its last digits.

    Examples
    --------
    >>> is_cut("110101199003074000"), is_cut("1.10101E+17"), is_cut("110101199003074514")
    (True, True, False)
    """
    word = text.strip().removesuffix(".0")
    if _SCIENTIFIC.fullmatch(word):
        return True  # eighteen digits written with fewer: some are lost
    return bool(_ZEROED.fullmatch(word)) and not has_right_check_digit(word)


def has_right_check_digit(number: str) -> bool:
    """Whether the 18th character is the check character of the first 17 (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECK_DIGITS[total % 11] == number[17]


def refuse_cut_identity_numbers(source: Source) -> None:
    """Raise INGEST-049 with an INGEST-043 for each cut number, wherever in the table it stands."""
    problems, total = [], 0
    for i in range(len(source.header)):
        rows = source.connection.execute(
            f"SELECT r, c{i} FROM {source.relation} WHERE (length(c{i}) IN (18, 20) AND "
            f"regexp_full_match(c{i}, '\\d{{15}}000(\\.0)?')) OR (length(c{i}) < 24 AND "
            f"contains(upper(c{i}), 'E+17')) ORDER BY r LIMIT 1000"
        ).fetchall()
        cut = [(int(row), i) for row, text in rows if is_cut(str(text))]
        total += len(cut)
        problems += cut
    if not total:
        return
    problems = sorted(problems)[:PROBLEMS_SHOWN]
    lines = source.locate([row for row, _ in problems])
    raise rejected(
        source.file,
        [source.problem("INGEST-043", lines.get(row, row), i) for row, i in problems],
        total,
    )
