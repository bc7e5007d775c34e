"""Who looks at a page or calls the API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from trimtab.office.rights import RIGHTS, Right, is_current, today
from trimtab.office.types import OPERATOR, Actor, Grant
from trimtab.ports import Reading


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody, signed in or not (``actor`` is None).

    ``rights`` are those held anywhere in the office, cut down to a token's scopes: what navigation
    and buttons show. A service asks again, for the region and department of the matter.
    """

    actor: str | None
    title: str = ""
    language: str | None = None
    department_id: str | None = None
    rights: frozenset[Right] = frozenset()
    csrf_token: str = ""  # empty for whoever does not come with a cookie

    def may(self, right: Right) -> bool:
        """Whether the right is held somewhere."""
        return right in self.rights

    @property
    def name(self) -> str:
        """The actor's id; only behind an entrance that asks for one."""
        assert self.actor is not None
        return self.actor


NOBODY = Viewer(None)


class ViewerSource(Protocol):
    """Tells who comes with a session cookie or a bearer token."""

    def viewer(self, session: str | None, bearer: str | None) -> Viewer | None:
        """The viewer; None where the session or token is not, or no longer, good."""
        ...


def viewer_of(reading: Reading, actor: str, on: date | None = None) -> Viewer | None:
    """A registered, active actor with the rights held anywhere; None for anybody else."""
    person = reading.get(Actor, actor)
    if person is None or not person.active or actor == OPERATOR:
        return None
    held = frozenset(
        right
        for grant in reading.find(Grant, actor_id=actor)
        if is_current(grant, on or today())
        for right in RIGHTS[grant.role]
    )
    return Viewer(actor, person.title, person.language, person.department_id, held)


def scoped(viewer: Viewer, scopes: frozenset[Right]) -> Viewer:
    """The viewer with no more rights than a token's scopes."""
    return replace(viewer, rights=viewer.rights & scopes)
