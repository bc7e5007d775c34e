"""The fields of a question about a person, read from a form or an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from trimtab.app.places import parse_region
from trimtab.kernel import InputRejectedError, Period, Problem, TrimtabError


class FieldReader:
    """Reads the fields of a question and gathers what is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.problems: list[Problem] = []

    def wrong(self, code: str, name: str, **params: Any) -> None:
        self.problems.append(Problem(code, column=name, params={"field": name, **params}))

    def region(self) -> str:
        given = self.fields.get("region", "").strip()
        if not given:
            self.wrong("WEB-095", "region")
            return ""
        try:
            return str(parse_region(given[:60]))
        except TrimtabError as error:
            self.problems.append(Problem(error.code, column="region", params=dict(error.params)))
            return ""

    def day(self, name: str) -> date | None:
        given = self.fields.get(name, "").strip()
        if not given:
            return None
        try:
            return Period.parse(given).start
        except (TrimtabError, ValueError):
            self.wrong("WEB-106", name, value=given[:40])
            return None

    def number(
        self,
        name: str,
        lowest: float,
        highest: float,
        usual: float | None = None,
        optional: bool = False,
    ) -> float | None:
        given = self.fields.get(name, "").strip().replace(",", "")
        if not given:
            if usual is None and not optional:
                self.wrong("WEB-095", name)
            return usual
        try:
            value = float(given)
        except ValueError:
            value = float("nan")
        if value != value:
            self.wrong("WEB-096", name, value=given[:40])
        elif not lowest <= value <= highest:
            ends = {"lowest": f"{lowest:,g}", "highest": f"{highest:,.0f}"}
            self.wrong("WEB-097", name, value=given[:40], **ends)
        else:
            return value
        return usual

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        given = self.fields.get(name, "") or allowed[0]
        if given not in allowed:
            self.wrong("WEB-099", name, value=given[:40], allowed=", ".join(allowed))
            return allowed[0]
        return given

    def refuse(self) -> None:
        if self.problems:
            raise InputRejectedError("WEB-094", problems=self.problems, n=len(self.problems))
