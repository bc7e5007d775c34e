"""The nouns of the workbench: which modules have pages and which an API."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import Access, Entrance
from trimtab.web.vc_api import workbench_router

PAGES = (
    "overview",
    "alerts",
    "replay",
    "series",
    "exposure",
    "simulation",
    "cases",
    "inbox",
    "rules",
    "certificate_batches",  # before what takes any other address below /certificates
    "certificates",
    "achievements",  # before what takes any other address below /issuers
    "issuers",
    "credit_rules",
    "credits",
    "verification",
    "wallet",
    "public_documents",
    "imports",
    "jobs",
    "audit",
    "administration",
    "account",
    "signing_in",
    "search",
)
"""Modules of ``web.pages``, each with a ``router``."""

API = (
    "overview",
    "alerts",
    "series",
    "exposure",
    "simulation",
    "cases",
    "rules",
    "certificates",
    "certificate_batches",
    "issuers",
    "achievements",
    "credits",
    "credit_rules",
    "credit_reference",
    "verification",
    "wallet",
    "imports",
    "jobs",
    "audit",
    "people",
    "account",
    "operations",
)
"""Modules of ``web.api``, each with a ``router``; mounted under ``/api/v1``."""


BUREAU = frozenset({"watch", "act", "office"})
"""Groups of the bureau's own work."""


def _is_school(viewer: Viewer) -> bool:
    """Whether somebody signs recognitions and sees no figures: an awarding body."""
    return viewer.may(Right.RECOGNITIONS_SIGN) and not viewer.may(Right.OBSERVATIONS_SEE)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that navigation leads to. ``key`` follows ``g`` on the keyboard."""

    noun: str
    address: str
    group: str
    key: str
    access: Access

    def open_to(self, viewer: Viewer) -> bool:
        """Whether the viewer is shown the way to the page, which asks for its rights itself.

        Schools are led to what is theirs only. The public page is for visitors, and for those who
        keep the register.
        """
        if self.group in BUREAU and _is_school(viewer):
            return False
        if self.access.entrance is Entrance.PUBLIC:
            return viewer.actor is None or viewer.may(Right.CREDENTIALS_SEE)
        if self.access.right is None:
            return viewer.actor is not None
        return viewer.may(self.access.right)


NAVIGATION = (
    ("overview", "/", "watch", "o"),
    ("alerts", "/alerts", "watch", "a"),
    ("series", "/series", "watch", "s"),
    ("exposure", "/exposure", "watch", "e"),
    ("replay", "/replay", "watch", "p"),
    ("inbox", "/inbox", "act", "i"),
    ("cases", "/cases", "act", "c"),
    ("simulation", "/simulation", "act", "m"),
    ("rules", "/rules", "act", "r"),
    ("certificates", "/certificates", "certify", "f"),
    ("issuers", "/issuers", "certify", "u"),
    ("credits", "/credits", "certify", "k"),
    ("verification", "/verify", "certify", "v"),
    ("wallet", "/wallet", "own", "w"),
    ("imports", "/imports", "office", "d"),
    ("jobs", "/jobs", "office", "j"),
    ("audit", "/audit", "office", "t"),
    ("administration", "/administration", "office", "n"),
)
"""Noun, address, group and letter of each page in the order of a working day."""


def _access_of(router: APIRouter, address: str) -> Access | None:
    """What the page at an address asks of its visitors; None where there is no such page."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.path == address and "GET" in (route.methods or ()):
            for dependency in route.dependant.dependencies:
                if isinstance(dependency.call, Access):
                    return dependency.call
    return None


def add_routes(application: FastAPI) -> None:
    """Add every page and every part of the API, and the places that navigation shows.

    The rights of a place are those that its route declares, so that the two cannot differ.
    """
    places: list[Place] = []
    for name in PAGES:
        if not find_spec(f"trimtab.web.pages.{name}"):
            continue
        router = import_module(f"trimtab.web.pages.{name}").router
        application.include_router(router)
        for noun, address, group, key in NAVIGATION:
            access = _access_of(router, address) if noun == name else None
            if access:
                places.append(Place(noun, address, group, key, access))
    order = [noun for noun, *_ in NAVIGATION]
    application.state.places = tuple(sorted(places, key=lambda one: order.index(one.noun)))
    application.include_router(workbench_router)
    for name in API:
        if find_spec(f"trimtab.web.api.{name}"):
            router = import_module(f"trimtab.web.api.{name}").router
            application.include_router(router, prefix="/api/v1")
