"""What is done beside issuing: lists signed again, changes without a key, twins for holders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from trimtab.app.credentials_handlers import UPKEEP, queue_upkeep, upkeep_job
from trimtab.app.credentials_signing import Keyring
from trimtab.app.credentials_twins import issue_twin
from trimtab.credentials.issuing import lists
from trimtab.credentials.issuing.erasing import forget_holder
from trimtab.credentials.issuing.types import ChangeReason, Move, StatusListRecord
from trimtab.credentials.sharing import take_apart
from trimtab.credentials.types import Algorithm
from trimtab.kernel import StateError
from trimtab.stores.credentials.key_files import LocalSigner

HELD = ("title", "level", "standard", "issued_on", "certificate_number", "holder_name",
        "identity_number")  # fmt: skip


def _run(**params: str):
    return SimpleNamespace(params=params, asked_by="operator", progress=lambda *_: None)


def _editions(bureau) -> set[int]:
    with bureau.office.reading() as reading:
        return {record.edition for record in reading.find(StatusListRecord)}


def test_only_lists_that_end_soon_are_signed_again(bureau, builder, monkeypatch):
    bureau.issue(builder.rows(1))
    assert upkeep_job(_run(), bureau.office, bureau.keyring).result["lists"] == 0
    assert _editions(bureau) == {1}
    monkeypatch.setattr(lists, "RENEWED_BEFORE", lists.LIST_HOLDS + timedelta(days=1))
    assert upkeep_job(_run(), bureau.office, bureau.keyring).result["lists"] == 2
    assert _editions(bureau) == {2}


def test_a_change_without_the_key_is_kept_and_signed_by_a_worker(bureau, builder, tmp_path):
    bureau.issue(builder.rows(1))
    (issued,) = bureau.certificates()
    without = replace(bureau, keyring=Keyring(tmp_path / "elsewhere"))
    changed = without.desk("wang").change(
        issued.certificate_id, Move.SUSPEND, ChangeReason.ORDERED, "order 12"
    )
    assert not changed.published and changed.job is not None and changed.job.kind == UPKEEP
    assert _editions(bureau) == {1}
    upkeep_job(_run(**changed.job.params), bureau.office, bureau.keyring)
    assert _editions(bureau) == {2}


def test_the_upkeep_of_a_day_is_queued_once(bureau):
    with bureau.office.work("operator", "daily") as work:
        assert queue_upkeep(work) == queue_upkeep(work)


def test_a_twin_conceals_what_its_holder_may_withhold(bureau, builder):
    from trimtab.credentials.sharing import holder_jwk

    bureau.issue(builder.rows(1))
    (issued,) = bureau.certificates()
    holder = LocalSigner.generate(Algorithm.P256, lambda *_: "did:example:holder")
    jwk = holder_jwk(holder.public_key)
    asked = (bureau.office, bureau.keyring, issued.certificate_id, jwk)
    with pytest.raises(StateError, match="CREDENTIALS-158"):
        issue_twin(*asked, datetime.now(UTC))
    bureau.add_key(Algorithm.P256)
    first, second = (issue_twin(*asked, datetime.now(UTC)) for _ in range(2))
    assert first != second  # fresh salts
    assert builder.NAME not in first.partition("~")[0]
    assert len(take_apart(first).disclosures) == len(HELD)
    with bureau.office.work("wang", "x") as work:
        forget_holder(work, bureau.store, issued.holder_id)
    with pytest.raises(StateError, match="CREDENTIALS-190"):
        issue_twin(*asked, datetime.now(UTC))
