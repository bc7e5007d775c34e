"""Code lists of industries and occupations, read once, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from trimtab.classifications.reading import read_csv
from trimtab.classifications.searching import Searchable, prepare, rank
from trimtab.classifications.types import CodeEntry, Match
from trimtab.kernel import Industry, Occupation, UnknownCodeError

_FILES = {
    "CES@2017": "codes_ces_2017.csv",
    "CSCO@2022": "codes_csco_2022.csv",
    "GBT4754@2017": "codes_gbt4754_2017.csv",
    "ISCO@08": "codes_isco_08.csv",
    "NAICS@2022": "codes_naics_2022.csv",
    "OEWS@2025": "codes_oews_2025.csv",
    "SOC@2018": "codes_soc_2018.csv",
}


class CodeList:
    """A classification: codes with titles, levels and parents.

    Codes are written without the classification (``11-1011``); a full identity
    (``SOC@2018:11-1011``) is understood too. Every method that takes a code raises
    UnknownCodeError CLASSIFICATION-002, with the nearest codes, when the list does not hold it.
    """

    def __init__(self, name: str, entries: Mapping[str, CodeEntry]) -> None:
        self.name = name
        self._entries = dict(entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self._entries.values())

    def __contains__(self, code: object) -> bool:
        return self._local(str(code)) in self._entries

    def _local(self, code: str) -> str:
        return code.removeprefix(f"{self.name}:")

    def entry(self, code: str) -> CodeEntry:
        """The entry of a code."""
        local = self._local(code)
        try:
            return self._entries[local]
        except KeyError:
            near = ", ".join(match.code for match in self.search(local, limit=3)) or "-"
            raise UnknownCodeError(
                "CLASSIFICATION-002", text=code, classification=self.name, suggestions=near
            ) from None

    def title(self, code: str, language: str) -> str:
        """Title in ``zh`` or ``en``; the other language where the list has only that one."""
        return self.entry(code).title(language)

    def parent(self, code: str) -> str | None:
        """Code of the next broader group, None at the top."""
        return self.entry(code).parent

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Broader groups, nearest first."""
        found: list[str] = []
        above = self.parent(code)
        while above is not None:
            found.append(above)
            above = self._entries[above].parent
        return tuple(found)

    def children(self, code: str) -> tuple[str, ...]:
        """Codes directly below, in order of the list."""
        return self._children.get(self.entry(code).code, ())

    def codes(self, level: str | None = None) -> tuple[str, ...]:
        """All codes, or those of one level (``major``, ``sector``, ``occupation`` ...)."""
        return tuple(e.code for e in self if level is None or e.level == level)

    def search(self, text: str, limit: int = 10) -> tuple[Match, ...]:
        """Entries that answer to a code, the start of one, a name or part of one, best first.

        Case, width, accents, spaces and punctuation do not count; both languages are searched.
        """
        entries = tuple(self._entries.values())
        return tuple(
            Match(entries[at].code, entries[at].title_en, entries[at].title_zh, score)
            for at, score in rank(self._searchable, self._local(text), limit)
        )

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for entry in self:
            if entry.parent is not None:
                below.setdefault(entry.parent, []).append(entry.code)
        return {code: tuple(codes) for code, codes in below.items()}

    @cached_property
    def _searchable(self) -> tuple[Searchable, ...]:
        return prepare(self)


def code_lists() -> tuple[str, ...]:
    """Names of the lists that are held, such as ``SOC@2018``."""
    return tuple(_FILES)


@cache
def code_list(name: str) -> CodeList:
    """A list by name and version.

    Raises UnknownCodeError CLASSIFICATION-001 for a list that is not held.

    Examples
    --------
    >>> soc = code_list("SOC@2018")
    >>> soc.title("15-1252", "en"), soc.parent("15-1252"), soc.title("15-0000", "zh")
    ('Software Developers', '15-1250', '计算机和数学类职业')
    >>> [match.code for match in code_list("NAICS@2022").search("software", limit=2)]
    ['5132', '51321']
    """
    if name not in _FILES:
        raise UnknownCodeError("CLASSIFICATION-001", name=name, held=", ".join(_FILES))
    return CodeList(
        name,
        {
            row["code"]: CodeEntry(
                row["code"],
                row["parent"] or None,
                row.get("level", ""),
                row["title_en"],
                row["title_zh"],
            )
            for row in read_csv(_FILES[name])
        },
    )


def industry_title(industry: Industry, language: str) -> str:
    """Title of an industry in whichever list it belongs to.

    >>> industry_title(Industry("CES@2017:60561320"), "en")
    'Temporary help services'
    """
    return code_list(industry.classification).title(industry.local, language)


def occupation_title(occupation: Occupation, language: str) -> str:
    """Title of an occupation in whichever list it belongs to.

    >>> occupation_title(Occupation("CSCO@2022:4-04-05-05"), "zh")
    '人工智能训练师'
    """
    return code_list(occupation.classification).title(occupation.local, language)
