"""Pages on monitoring whose passes are computed here instead of in a process of their own."""

from __future__ import annotations

from io import BytesIO

import pytest

from trimtab.app.workbench.live import Live
from trimtab.app.workbench.live_questions import PassesAsked
from trimtab.app.workbench.live_worker import Desk
from trimtab.office.types import OPERATOR


class Near:
    """Answers in this process; today's passes are computed once for all tests."""

    process_id = None

    def __init__(self, bench, today, batches) -> None:
        self.workspace = bench.workspace(OPERATOR)
        self.today = today
        self.desk = Desk(BytesIO())
        self.desk._passes[batches, None] = today

    def answer(self, asked, told):
        if asked[0] == PassesAsked():
            return self.today
        return self.desk.answer(self.workspace, *asked)

    def close(self) -> None:
        return


@pytest.fixture(scope="session")
def held(filled_workspace, workbenches, tmp_path_factory):
    """Passes and batches of the tiny workspace, for what needs no server."""
    folder = workbenches.copy_of(filled_workspace, tmp_path_factory.mktemp("live") / "workspace")
    with workbenches.opened(folder) as bench:
        return tuple(bench.workspace(OPERATOR).monitor(None)), bench.store.batches()


@pytest.fixture(scope="session")
def passes(held):
    return held[0]


@pytest.fixture(scope="session")
def batches(held):
    return held[1]


@pytest.fixture
def live(bench_us_small, passes, batches):
    ids = tuple(one.batch_id for one in batches)
    made = Live(lambda: ids, Near(bench_us_small, passes, ids))
    bench_us_small.services["live"] = made
    return made  # the workbench closes it


@pytest.fixture
def known(live):
    """Today's passes are there."""
    assert live.wait().failure is None
    return live
