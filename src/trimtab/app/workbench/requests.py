"""Requests that carry a key: answered again, not done again."""

from __future__ import annotations

from trimtab.app.workbench.bench import Workbench
from trimtab.stores.office.requests import KeptRequest, RequestKey, RequestState, SqlRequests
from trimtab.stores.office.schema_requests import KEY_LONGEST

__all__ = ["KEY_LONGEST", "KeptRequest", "RequestKey", "RequestState", "Requests"]


class Requests(SqlRequests):
    """The keys of a workbench's requests; ``bench.services["requests"]``."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.office.engine)
