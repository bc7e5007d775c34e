"""Documents given whole: a register signs none that names its holder, or whose grade is unclear."""

from __future__ import annotations

import pytest

from trimtab.credentials.issuing.batch_types import RowState
from trimtab.credentials.issuing.checking import RowDraft
from trimtab.credentials.issuing.given import personal_findings

HOLDER = {"id": "did:example:holder"}


def document(**subject: object) -> dict[str, object]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {**HOLDER, **subject},
    }


@pytest.mark.parametrize(
    "subject",
    [
        {"name": "张三"},
        {"email": "a@example.org"},
        {"birthDate": "1990-03-07"},
        {"identifier": [{"hashed": False, "identityHash": "a@example.org"}]},
        {"identifier": {"hashed": False, "identityHash": "a@example.org"}},
        {"result": [{"value": "No. 110101199003074514"}]},
    ],
)
def test_what_names_the_holder_is_found(subject):
    found = list(personal_findings(document(**subject)))
    assert [one["code"] for one in found] == ["CREDENTIALS-275"]
    among_others = {**document(), "credentialSubject": [HOLDER, subject]}
    assert [one["code"] for one in personal_findings(among_others)] == ["CREDENTIALS-275"]


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"achievement": {"name": "育婴员", "description": "x"}},
        {"identifier": [{"hashed": True, "identityHash": "sha256$" + "1" * 64}]},
        {"result": [{"value": "a110101199003074514"}]},  # a part of something longer
    ],
)
def test_what_names_nobody_is_let_through(subject):
    assert list(personal_findings(document(**subject))) == []


def test_a_register_refuses_a_document_with_a_name(bureau, builder):
    rows = [RowDraft(1, document=document(name="张三")), RowDraft(2, document=document())]
    batch = bureau.draft(rows)
    with bureau.office.reading() as reading:
        named, other = bureau.store.rows(reading, batch.batch_id)
    assert named.state is RowState.FAULTY and other.state is RowState.WAITING
    assert [one["code"] for one in named.findings] == ["CREDENTIALS-275"]


def test_a_grade_that_is_no_number_is_refused(bureau):
    alignment = [
        {"type": ["Alignment"], "targetType": kind, "targetCode": code, "targetName": code}
        for kind, code in (("ext:Standard", "STD-1"), ("ext:Level", "four"))
    ]
    badge = document(achievement={"type": ["Achievement"], "alignment": alignment})
    badge["type"] = ["VerifiableCredential", "OpenBadgeCredential"]
    batch = bureau.draft([RowDraft(1, document=badge)])
    with bureau.office.reading() as reading:
        (row,) = bureau.store.rows(reading, batch.batch_id)
    assert "CREDENTIALS-276" in [one["code"] for one in row.findings]
