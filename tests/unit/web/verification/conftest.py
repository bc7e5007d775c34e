"""A workbench over a register with certificates in each state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete

from trimtab.stores import database
from trimtab.stores.credentials.schema_wallet import holder_guess


@pytest.fixture(scope="session")
def registers(load_builder):
    return load_builder("unit/web/verification/registers.py")


@pytest.fixture(scope="session")
def registered(registers, workbenches, tmp_path_factory: pytest.TempPathFactory):
    return registers.fill(workbenches, tmp_path_factory.mktemp("register") / "workspace")


@pytest.fixture
def register(registered):
    return registered[1]


@pytest.fixture(scope="module", autouse=True)
def passphrase(registers) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRIMTAB_KEY_PASSPHRASE", registers.SECRET)
        yield


@pytest.fixture(scope="module")
def bench_us_small(workbenches, registered, tmp_path_factory) -> Iterator[object]:
    """One workbench for the tests of a module, which leave each other's certificates alone."""
    folder = tmp_path_factory.mktemp("bench") / "workspace"
    with workbenches.opened(workbenches.copy_of(registered[0], folder)) as bench:
        yield bench


@pytest.fixture(autouse=True)
def forgetful(bench_us_small) -> None:
    """Questions of one test do not count in the next."""
    bench_us_small.services.pop("verification_pace", None)
    with database.writing(bench_us_small.office.engine) as connection:
        connection.execute(delete(holder_guess))


@pytest.fixture(scope="module")
def application(workbenches, bench_us_small):
    return workbenches.application_of(bench_us_small)


@pytest.fixture(scope="module")
def client_as(workbenches, application) -> Callable[..., object]:
    """``client_as("analyst")``: a browser signed in; ``client_as(None)``: nobody."""

    def client(role: str | None = None, language: str = "zh"):
        return workbenches.client_of(application, role, language)

    return client
