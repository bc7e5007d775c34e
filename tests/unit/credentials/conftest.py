"""The builders that these tests share, and what most of them begin with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from trimtab.stores.office.store import open_office


@pytest.fixture(scope="session")
def builder(load_builder) -> ModuleType:
    """A bureau that issues: people, an issuer, its key."""
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def bureau(builder, tmp_path):
    """A bureau of one's own."""
    made = builder.open_bureau(tmp_path / "workspace")
    yield made
    made.office.close()


@pytest.fixture(scope="session")
def credit_offices(load_builder) -> ModuleType:
    """A bureau with a school, and a book of few rules."""
    return load_builder("unit/credentials/credit_office.py")


@pytest.fixture(scope="session")
def furnished_bank(tmp_path_factory, credit_offices) -> Path:
    folder = tmp_path_factory.mktemp("bank") / "workspace"
    opened = open_office(folder, create=True, now=credit_offices.Clock())
    with opened as office, office.work("operator", "set up") as work:
        credit_offices.furnish(work)
    return folder


@pytest.fixture
def bank(tmp_path: Path, furnished_bank: Path, credit_offices) -> Iterator[object]:
    shutil.copytree(furnished_bank, tmp_path / "workspace")
    clock = credit_offices.Clock()
    with open_office(tmp_path / "workspace", now=clock) as office:
        yield credit_offices.CreditOffice(office, clock)


@pytest.fixture
def funded(bank, credit_offices):
    """A holder with a courier's certificate and two courses."""
    bank.deposit("courier", **credit_offices.COURIER)
    bank.deposit("one")
    bank.deposit("two", hundredths=200)
    return bank


@pytest.fixture(scope="session")
def b(load_builder) -> ModuleType:
    """Certificates to verify, and what a verifier knows."""
    return load_builder("unit/credentials/verifying_builder.py")


@pytest.fixture(scope="session")
def certificate(b):
    """A signed badge with places on the status lists; not to be changed."""
    return b.signed(b.badge(credentialStatus=b.entries()))
