"""Where answers come from: trust files that were chosen, lists beside, a workspace's register."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from trimtab.app.verification import verify_file
from trimtab.app.verification_online import Online, did_address
from trimtab.app.verification_sources import open_sources
from trimtab.app.verification_trust import read_trust
from trimtab.credentials.types import Answer, KeyEnd, Outcome
from trimtab.credentials.verifying import Claim
from trimtab.kernel import InputRejectedError, StateError
from trimtab.stores.office.store import open_office


def trust(b, **changes):
    held = {
        "issuer": {"id": b.COLLEGE, "title": {"zh": "示范学院"}, "region": "CN-310000"},
        "keys": [
            {
                "id": b.KEY.key_id,
                "algorithm": "Ed25519",
                "publicKeyMultibase": b.KEY.multibase,
                "validFrom": "2025-01-01T00:00:00Z",
            }
        ],
    }
    return {**held, **changes}


def written(path, document):
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def folder(b, certificate, tmp_path):
    """A certificate as issued: its lists beside it, and the issuer's own trust file."""
    place = tmp_path / "issued"
    (place / "status-lists").mkdir(parents=True)
    written(place / "certificate.json", certificate)
    written(place / "issuer.json", trust(b))
    for address, held in b.lists().items():
        written(place / "status-lists" / f"{address.rpartition('/')[2]}.json", held)
    return place


def test_a_trust_file_counts_only_where_it_was_chosen(b, folder):
    file, issuer = folder / "certificate.json", folder / "issuer.json"
    assert verify_file(file, at=b.NOW).verdict.outcome is Outcome.UNKNOWN_ISSUER
    assert verify_file(file, at=b.NOW, trust=[issuer]).verdict.outcome is Outcome.VALID


def test_of_two_lists_the_later_counts(b, folder):
    later = b.status_list(raised=[7], at=b.NOW - timedelta(hours=1))
    written(folder / "status-lists" / "a-later-one.json", later)
    (folder / "status-lists" / "broken.json").write_bytes(b"BitstringStatusListCredential {")
    found = verify_file(folder / "certificate.json", at=b.NOW, trust=[folder / "issuer.json"])
    assert found.verdict.outcome is Outcome.REVOKED


def test_accreditations_are_asked_only_where_the_trust_file_keeps_them(b, tmp_path):
    claim = Claim(b.COLLEGE, b.STANDARD, 4, "CN-310000", date(2026, 3, 2))
    kept = {
        "accreditationId": "a-1", "standardId": b.STANDARD, "highestLevel": 4,
        "region": "CN-310000", "since": "2025-01-01", "until": None,
    }  # fmt: skip
    for listed, answer in ((None, Answer.NOT_ASKED), ([], Answer.FAILED), ([kept], Answer.PASSED)):
        document = trust(b) if listed is None else trust(b, accreditations=listed)
        found = read_trust(json.dumps(document).encode(), "issuer.json")
        assert found.accredited(claim) is answer


def test_a_trust_file_speaks_for_its_own_issuer_only(b):
    keys = [{**trust(b)["keys"][0], "issuer": b.STRANGER}]
    found = read_trust(json.dumps(trust(b, keys=keys)).encode(), "issuer.json")
    assert found.keys[b.KEY.key_id].issuer_id == b.COLLEGE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": None}, "CREDENTIALS-103"),
        ({"keys": None}, "CREDENTIALS-103"),
        ({"keys": [{}]}, "CREDENTIALS-107"),
        (
            {"keys": [{"id": "a", "algorithm": "RSA", "publicKeyMultibase": "z", "validFrom": ""}]},
            "CREDENTIALS-103",
        ),
        ({"accreditations": [{"id": "a"}]}, "CREDENTIALS-107"),
        ({"accreditations": {"id": "a"}}, "CREDENTIALS-103"),
    ],
)
def test_what_is_not_a_trust_file_is_refused_by_name(b, tmp_path, changes, code):
    path = written(tmp_path / "mine.json", trust(b, **changes))
    with (
        pytest.raises(InputRejectedError, match=code) as refused,
        open_sources(trust=[path]),
    ):
        pass
    assert refused.value.params["file"] == "mine.json"


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_trust_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputRejectedError) as refused, open_sources(trust=[path]):
        pass
    assert (refused.value.code, refused.value.params["file"]) == ("CREDENTIALS-103", "mine.json")
    assert refused.value.problems[0].file == "mine.json"


def test_a_file_that_is_not_there(b, tmp_path):
    with pytest.raises(InputRejectedError, match="CREDENTIALS-105"):
        verify_file(tmp_path / "nothing.json", at=b.NOW)
    with pytest.raises(StateError, match="STORE-002"), open_sources(tmp_path / "nowhere"):
        pass


@pytest.fixture
def workspace(b, tmp_path):
    """A workspace whose register knows the college, its key and what it may certify."""
    place = tmp_path / "workspace"
    with open_office(place, create=True) as office, office.work("operator", "test") as work:
        for record in (b.college(), b.KEY.record(b.COLLEGE), b.accreditation()):
            work.add(record)
    return place


def test_a_workspace_answers_for_its_issuers(b, folder, workspace):
    file = folder / "certificate.json"
    found = verify_file(file, at=b.NOW, workspace=workspace)
    assert found.verdict.outcome is Outcome.VALID
    assert found.verdict.check("accreditation").reason == "accredited"


def test_the_key_history_of_the_workspace_counts_before_a_trust_file(b, folder, workspace):
    stolen = b.KEY.record(
        b.COLLEGE, revoked_at=datetime(2026, 6, 1, tzinfo=UTC), end=KeyEnd.COMPROMISED
    )
    with open_office(workspace) as office, office.work("operator", "stolen") as work:
        work.replace(stolen)
    found = verify_file(
        folder / "certificate.json", at=b.NOW, workspace=workspace, trust=[folder / "issuer.json"]
    )
    assert found.verdict.check("key").reason == "key_doubtful"
    assert found.verdict.outcome is Outcome.PENDING


def test_an_issuer_without_accreditation_may_certify_nothing(b, folder, workspace):
    with open_office(workspace) as office, office.work("operator", "ended") as work:
        work.replace(b.accreditation(until=date(2026, 1, 1)))
    found = verify_file(folder / "certificate.json", at=b.NOW, workspace=workspace)
    assert found.verdict.check("accreditation").reason == "not_accredited"
    assert found.verdict.outcome is Outcome.INVALID


def test_online_reads_keys_of_a_did_document_and_nothing_but_https(b):
    document = {
        "id": b.COLLEGE,
        "verificationMethod": [
            {
                "id": b.KEY.key_id,
                "type": "Multikey",
                "controller": b.COLLEGE,
                "publicKeyMultibase": b.KEY.multibase,
                "revoked": "2026-06-01T00:00:00Z",
            }
        ],
    }
    online = Online({did_address(b.COLLEGE): document})
    assert online.key(b.KEY.key_id).end is KeyEnd.COMPROMISED
    assert online.key(f"{b.COLLEGE}#key-2") is None
    assert (
        Online({did_address(b.COLLEGE): {**document, "id": b.STRANGER}}).key(b.KEY.key_id) is None
    )
    for address in ("http://localhost/list", "file:///etc/passwd", "urn:uuid:1"):
        assert online.document(address) is None
    method = document["verificationMethod"][0]
    for name in ("revoked", "expires"):
        for written in ("2026-01-01", "2026-01-01T00:00:00", True, 1767225600, None):
            changed = {**document, "verificationMethod": [{**method, name: written}]}
            assert Online({did_address(b.COLLEGE): changed}).key(b.KEY.key_id) is None
