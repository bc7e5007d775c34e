"""What a row of a list, or an option, certifies: its achievement among those that are known."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from trimtab.credentials.issuing.checking import ACHIEVEMENT, Finding, RowDraft, finding
from trimtab.credentials.issuing.types import AchievementRecord, Grade
from trimtab.messages import LANGUAGES, Language, has_text, text


@dataclass(frozen=True, slots=True)
class CertificateList:
    """The rows of a file and the digest of its bytes; ``unread``: headers of columns that mean
    nothing here."""

    rows: tuple[RowDraft, ...]
    digest: str
    made_up: tuple[AchievementRecord, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class AchievementFinder:
    """Finds what a row certifies. ``inventing``: outside a workspace, an achievement that nobody
    has entered is made up from what the row says."""

    achievements: Sequence[AchievementRecord]
    inventing: bool = False
    default: AchievementRecord | None = None
    invented: dict[str, AchievementRecord] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], tuple[str | None, Finding | None]] = field(
        default_factory=dict
    )

    def find(self, named: str, standard: str, level: str) -> tuple[str | None, Finding | None]:
        """The id of the achievement, or what is wrong."""
        key = (named, standard, level)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, named: str, standard: str, level: str) -> tuple[str | None, Finding | None]:
        if not (named or standard):
            return (self.default.achievement_id, None) if self.default else (None, None)
        grade = read_grade(level) if level else None
        if level and grade is None:
            return None, finding("CREDENTIALS-192", "level", level=level)
        able = [
            one
            for one in self.achievements
            if one.active
            and (not named or named in (one.achievement_id, *map(plain, one.title.values())))
            and (not standard or one.standard_id == standard)
            and (grade is None or one.level == grade)
        ]
        if len(able) == 1:
            return able[0].achievement_id, None
        if self.inventing and not able:
            return self._invent(named, standard, grade), None
        column = ACHIEVEMENT if named else "standard"
        shown = " ".join(part for part in (named, standard, level) if part)
        code = "CREDENTIALS-176" if not able else "CREDENTIALS-193"
        return None, finding(code, column, achievement=shown)

    def _invent(self, named: str, standard: str, grade: int | None) -> str:
        title = named or standard
        key = sha256(f"{named}\n{standard}\n{grade}".encode()).hexdigest()[:32]
        made = AchievementRecord(
            f"urn:trimtab:achievement:{key}", standard or title, {"zh": title}, {}, grade
        )
        self.invented[made.achievement_id] = made
        return made.achievement_id


def read_grade(written: str) -> int | None:
    """A grade as lists write it: its name in either language, the old level with or without its
    name (``三级/高级工``), or its place among the eight grades.

    Examples
    --------
    >>> read_grade("高级工"), read_grade("三级/高级工"), read_grade("三级"), read_grade("4")
    (4, 4, 4, 4)
    >>> read_grade("大师") is None
    True
    """
    words = plain(written).lower()
    names = _grade_names()
    if words in names:
        return names[words]
    old, _, name = words.partition("/")
    earlier = _old_levels()
    if old in earlier and (not name or names.get(name) == earlier[old]):
        return earlier[old]
    number = words.removesuffix(".0")
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(Grade):
        return int(number)
    return None


@lru_cache(maxsize=1)
def _old_levels() -> Mapping[str, int]:
    """Before the eight grades the first level was the highest: senior technician."""
    return {
        text(f"credentials_old_level.{grade.name.lower()}", language).lower(): grade.value
        for grade in Grade
        if has_text(f"credentials_old_level.{grade.name.lower()}", Language.ZH)
        for language in LANGUAGES
    }


@lru_cache(maxsize=1)
def _grade_names() -> Mapping[str, int]:
    return {
        name.lower(): grade.value
        for grade in Grade
        for language in LANGUAGES
        for name in text(f"credentials_grade.{grade.name.lower()}", language).split("|")
    }


def plain(written: str) -> str:
    """Full-width forms narrowed, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", written).split())
