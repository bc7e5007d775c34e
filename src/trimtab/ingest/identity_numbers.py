"""Citizen identity numbers (GB 11643-1999): a file that holds one is refused, whole or cut.

Trimtab stores aggregates only. A whole number is told by its province, its date of birth and its
check character (ISO 7064 MOD 11-2), or announced by the header of its column. A spreadsheet keeps
15 significant digits: 110101199003074512 typed as a number becomes 110101199003074000, or is shown
as 1.10101E+17. Problems name the cell and never show the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trimtab.ingest.source import PROBLEMS_SHOWN, Source, plain, rejected
from trimtab.ingest.workbooks import column_letter
from trimtab.kernel import InputRejectedError, Problem

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_BIRTH = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d"
_ZEROED = re.compile(_BIRTH + "000")
_WHOLE = re.compile(rf"(?<![0-9A-Z])(?={_PROVINCE})({_BIRTH}\d\d[\dX])(?![0-9A-Z])", re.ASCII)
_HEADERS = (
    "身份证", "身份号码", "证件号", "identity number", "identity card", "identity no", "id card",
    "id number", "identification number", "social security number", "ssn",
)  # fmt: skip
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


def holds_identity_number(text: str) -> bool:
    """Whether a whole identity number stands in a text.

    Examples
    --------
    >>> holds_identity_number("11010119900307451X"), holds_identity_number("王 110101199003074514")
    (False, True)
    """
    found = _WHOLE.findall(plain(text).upper())
    return any(has_right_check_digit(number) for number in found)


def names_identity_numbers(header: str) -> bool:
    """Whether a header announces identity numbers of persons.

    Examples
    --------
    >>> names_identity_numbers("公民身份号码"), names_identity_numbers("持身份证人数")
    (True, False)
    """
    words = plain(header).lower().replace("_", " ")
    if words.endswith("人数"):  # persons counted by their papers are a figure
        return False
    return any(
        name in words if not name.isascii() else re.search(rf"\b{name}\b", words)
        for name in _HEADERS
    )


def refuse_identity_header(header: Sequence[str], file: str, row: int) -> None:
    """Raise INGEST-048 when a header itself is an identity number (a list without a header)."""
    wrong = [i for i, name in enumerate(header) if name and holds_identity_number(str(name))]
    if wrong:
        params: dict[str, object] = {"file": file}
        problems = [Problem("INGEST-048", file, None, row, column_letter(i)) for i in wrong]
        raise InputRejectedError("INGEST-048", problems=problems, **params)


def refuse_identity_numbers(source: Source) -> None:
    """Raise INGEST-049 with a problem for each cell: INGEST-048 (a whole identity number, or a
    figure under a header that announces them), INGEST-043 (one that was cut)."""
    refuse_identity_header(source.header, source.file, 1)
    problems = [place for i in range(len(source.header)) for place in _in_column(source, i)]
    if not problems:
        return
    shown = sorted(problems)[:PROBLEMS_SHOWN]
    lines = source.locate([row for row, *_ in shown])
    raise rejected(
        source.file,
        [source.problem(code, lines.get(row, row), i) for row, i, code in shown],
        len(problems),
    )


def _in_column(source: Source, i: int) -> list[tuple[int, int, str]]:
    """Row, column and code of each identity number, looked for only where one can stand."""
    if names_identity_numbers(source.header[i]):
        rows = source.connection.execute(
            f"SELECT r FROM {source.relation} WHERE length(trim(c{i})) > 0 ORDER BY r LIMIT 1000"
        ).fetchall()
        return [(int(row), i, "INGEST-048") for (row,) in rows]
    rows = source.connection.execute(
        f"SELECT r, c{i} FROM {source.relation} WHERE (length(c{i}) >= 18 AND "
        f"regexp_matches(c{i}, '[0-9\uff10-\uff19]{{17}}[0-9Xx\uff10-\uff19\uff38\uff58]')) "
        f"OR (length(c{i}) < 24 AND contains(upper(c{i}), 'E+17')) ORDER BY r LIMIT 1000"
    ).fetchall()
    found = []
    for row, text in rows:
        if holds_identity_number(str(text)):
            found.append((int(row), i, "INGEST-048"))
        elif is_cut(str(text)):
            found.append((int(row), i, "INGEST-043"))
    return found
