"""Values and periods as people write them in a case."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from datetime import date

from trimtab.kernel import Period
from trimtab.rules.computation import Scalar

_PERIOD = re.compile(r"(?:(?:year|month|week|day|eternity|ETERNITY):)?(?P<start>[^:]*)(?::\d+)?")
_OPERATIONS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def first_day(text: object) -> date:
    """The first day of a period: ``2026-09-01``, ``2026-09``, ``2026``, ``month:2026-01:12``.

    Raises InputRejectedError TIME-001.

    Examples
    --------
    >>> first_day("month:2026-09:3"), first_day(2017)
    (datetime.date(2026, 9, 1), datetime.date(2017, 1, 1))
    """
    match = _PERIOD.fullmatch(str(text).strip())
    return Period.parse(match["start"] if match else str(text)).start


def read_number(value: object) -> float:
    """A number, or the arithmetic a caseworker wrote for it: ``2680 * 0.9``.

    Raises ValueError for anything that is not a number.

    Examples
    --------
    >>> read_number("2680 * 0.9")
    2412.0
    """
    if isinstance(value, bool):
        raise ValueError(str(value))
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(_calculate(ast.parse(str(value), mode="eval").body))
    except (SyntaxError, ArithmeticError, TypeError) as error:
        raise ValueError(str(value)) from error


def _calculate(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_calculate(left), _calculate(right))
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_calculate(operand))
    raise ValueError(ast.dump(node))


def read_scalar(value: object) -> Scalar:
    """A value as YAML gives it; a list or mapping is refused with ValueError."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ValueError(str(value))
