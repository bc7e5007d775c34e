"""Showing a certificate: only what was chosen, to one reader, once."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from secrets import token_hex
from uuid import uuid4

import pytest
from sqlalchemy import select

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.app.credentials_twins import UNSAID_LASTS
from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.wallet_presenting import keyring_of
from trimtab.app.workbench.wallet_shares import (
    answer_request,
    find_share,
    make_request,
    make_share,
    open_answer,
    open_share,
)
from trimtab.credentials.issuing.badge import CONTEXTS
from trimtab.credentials.issuing.types import CertificateKind, ChangeReason, Move
from trimtab.credentials.sharing import read_held
from trimtab.credentials.sharing.encoding import unpacked_object
from trimtab.credentials.wallet import CLAIMS, ShareState
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.office.types import OPERATOR
from trimtab.stores import database
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.credentials.schema_wallet import presentation_use, wallet_share

READER = "示例物流公司"


def words(answer) -> str:
    main = answer.text[answer.text.find("<main") : answer.text.find("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def accounts(bench_us_small):
    return accounts_of(bench_us_small)


@pytest.fixture
def holder(client_as):
    return client_as("holder")


@pytest.fixture
def shared(holder, register):
    """The address of a new share of the valid certificate."""

    def made(*claims: str, case: str = "valid") -> str:
        answer = holder.post(
            f"/wallet/certificates/{register.key(case)}/share",
            data={"csrf_token": holder.csrf, "claims": claims, "audience": READER, "days": "1"},
        )
        assert answer.status_code == 200, answer.text
        return re.search(r"/share/[\w-]{40,}", answer.text)[0]

    return made


def test_a_link_shows_what_was_chosen_once(client_as, shared, registers):
    reader, address = client_as(None), shared("title", "level", "standard")
    for _ in range(2):  # looking, as programs that read messages do, uses nothing up
        assert READER in words(reader.get(address))
    shown = reader.post(address)
    assert 'data-outcome="valid"' in shown.text and "快递员（中级工）" in words(shown)
    assert registers.LI[0] not in shown.text and registers.LI[1] not in shown.text
    assert shown.headers["cache-control"] == "no-store"
    for again in (reader.post(address), reader.get(address)):
        assert again.status_code == 404 and "快递员" not in words(again)


def test_the_name_is_shown_when_it_was_chosen(client_as, shared, registers):
    shown = words(client_as(None).post(shared("title", "holder_name")))
    assert registers.LI[0] in shown and registers.LI[1] not in shown


def test_a_revoked_certificate_is_shown_as_revoked(client_as, shared):
    shown = client_as(None).post(shared("title", case="revoked"))
    assert 'data-outcome="revoked"' in shown.text


def test_the_least_is_chosen_at_first(holder, register):
    answer = holder.get(f"/wallet/certificates/{register.key('valid')}/share")
    boxes = re.findall(r'name="claims" value="(\w+)"( checked)?', answer.text)
    assert [name for name, checked in boxes if checked] == ["title", "level", "standard"]
    assert {"holder_name", "identity_number"} <= {name for name, checked in boxes if not checked}


@pytest.mark.parametrize(
    ("claims", "audience", "code"),
    [
        ((), READER, "CREDENTIALS-202"),
        (("salary",), READER, "CREDENTIALS-203"),
        (("title",), " ", "CREDENTIALS-200"),
        (("title",), "x" * 121, "CREDENTIALS-200"),
        (("title",), "a\u202eb", "CREDENTIALS-200"),
    ],
)
def test_a_choice_without_sense_is_refused(accounts, register, claims, audience, code):
    with pytest.raises(InputRejectedError) as refused:
        make_share(
            accounts, register.holders["li"], register.certificates["valid"], claims, audience,
            timedelta(days=1), ("title", "level"),
        )  # fmt: skip
    assert refused.value.code == code


@pytest.fixture
def share_of(accounts, register):
    def made(lasting=timedelta(days=1), case: str = "valid"):
        return make_share(
            accounts, register.holders["li"], register.certificates[case], ("title",), READER,
            lasting, ("title", "level"),
        )  # fmt: skip

    return made


def test_a_share_lasts_thirty_days_at_most(share_of):
    for lasting in (timedelta(days=31), timedelta(), timedelta(days=-1)):
        with pytest.raises(InputRejectedError) as refused:
            share_of(lasting)
        assert refused.value.code == "CREDENTIALS-201"


def test_of_twenty_who_open_a_link_one_sees_it(bench_us_small, share_of):
    _, secret = share_of()

    def attempt(_: int) -> bool:
        try:
            open_share(bench_us_small, secret)
        except UnknownCodeError as refused:
            assert refused.code == "WEB-156"
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sorted(threads.map(attempt, range(20))) == [False] * 19 + [True]


def test_of_twenty_uses_of_a_nonce_one_counts(accounts, share_of):
    made = [share_of()[0] for _ in range(20)]
    nonce = token_hex(32)

    def attempt(share) -> bool:
        with database.writing(accounts.office.engine) as connection:
            return rows.use_share(connection, share, nonce, accounts.now())

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(attempt, made)) == 1


def test_a_link_can_be_taken_back_until_it_is_opened(holder, client_as, shared):
    address = shared("title")
    page = holder.get("/wallet/shares").text
    share_id = re.search(r"/wallet/shares/(\w+)/revoke", page)[1]
    done = holder.post(f"/wallet/shares/{share_id}/revoke", data={"csrf_token": holder.csrf})
    assert done.status_code == 303 and "已撤回" in holder.get(done.headers["location"]).text
    assert client_as(None).post(address).status_code == 404
    again = holder.post(f"/wallet/shares/{share_id}/revoke", data={"csrf_token": holder.csrf})
    assert again.status_code == 404


def test_what_was_opened_cannot_be_taken_back(bench_us_small, accounts, register, share_of):
    share, secret = share_of()
    open_share(bench_us_small, secret)
    with database.writing(accounts.office.engine) as connection:
        taken = rows.revoke_share(connection, register.holders["li"], share.share_id, share.until)
    assert taken is False


def test_nobody_takes_back_what_another_shared(accounts, register, share_of):
    share, _ = share_of()
    with database.writing(accounts.office.engine) as connection:
        assert not rows.revoke_share(
            connection, register.holders["wang"], share.share_id, share.until
        )


def test_a_link_runs_out(accounts, share_of, monkeypatch):
    share, secret = share_of()
    monkeypatch.setattr(accounts, "now", lambda: share.until)
    with pytest.raises(UnknownCodeError):
        find_share(accounts, secret)
    assert share.state(share.until) is ShareState.OVER
    with database.writing(accounts.office.engine) as connection:
        assert not rows.use_share(connection, share, token_hex(32), share.until)


def test_no_secret_and_no_person_is_kept_with_a_share(
    bench_us_small, accounts, registers, share_of
):
    _, secret = share_of()
    presented = open_share(bench_us_small, secret)
    with database.reading(accounts.office.engine) as connection:
        kept = str(connection.execute(select(wallet_share)).all())
        kept += str(connection.execute(select(presentation_use)).all())
    assert READER in kept
    for hidden in (secret, presented.nonce, presented.text, *registers.LI):
        assert hidden not in kept


def leaves(value: object) -> set[str]:
    """Everything that a reader could compare."""
    if isinstance(value, dict):
        return {one for name, held in value.items() if name != "type" for one in leaves(held)}
    if isinstance(value, list):
        return {one for held in value for one in leaves(held)}
    return {str(value)}


def test_readers_who_compare_find_nothing_that_only_this_certificate_has(
    bench_us_small, register, share_of
):
    """Neither salt, signature, key, place on a list nor day; not with the badge either."""
    texts = [open_share(bench_us_small, share_of()[1]).text for _ in range(2)]
    parts = [set(text.split("~")) for text in texts]
    assert not parts[0] & parts[1]
    payloads = [unpacked_object(text.split(".")[1], "payload") for text in texts]
    of_all = {"iss", "vct", "_sd_alg"}  # of every twin of this issuer
    lists = {entry["statusListCredential"] for entry in payloads[0]["credentialStatus"]}
    of_all_lists = lists | {"revocation", "suspension", "EC", "P-256"}
    compared = [
        leaves({name: one for name, one in payload.items() if name not in of_all}) - of_all_lists
        for payload in payloads
    ]
    times = leaves([payloads[0][name] for name in ("iat", "nbf", "exp")])
    assert not (compared[0] - times) & compared[1]
    with bench_us_small.office.reading() as reading:
        badge = SqlCertificates().certificate(reading, register.certificates["valid"])
    assert payloads[0]["nbf"] == payloads[0]["iat"] > badge.valid_from.timestamp()
    assert not lists & {badge.revocation_list, badge.suspension_list}
    assert all(set(read_held(text).claims) >= {"title", "cnf"} for text in texts)


def test_a_showing_that_tells_its_last_day_counts_until_then_and_any_other_for_90_days(
    bench_us_small, accounts, register
):
    certificate = register.certificates["expired"]
    for claims, is_told in ((("title", "valid_until"), True), (("title",), False)):
        _, secret = make_share(
            accounts, register.holders["li"], certificate, claims, READER, timedelta(days=1), CLAIMS
        )
        claims = read_held(open_share(bench_us_small, secret).text).claims
        with bench_us_small.office.reading() as reading:
            kept = SqlCertificates().certificate(reading, certificate)
        assert claims["exp"] == kept.valid_until.timestamp()  # it ended before the 90 days
        assert ("valid_until" in claims) is is_told
    _, secret = make_share(
        accounts, register.holders["li"], register.certificates["valid"], ("title",), READER,
        timedelta(days=1), CLAIMS,
    )  # fmt: skip
    claims = read_held(open_share(bench_us_small, secret).text).claims
    assert claims["exp"] - claims["iat"] == UNSAID_LASTS.total_seconds()


@pytest.mark.parametrize(
    ("move", "reason", "outcome"),
    [
        (Move.SUSPEND, ChangeReason.ORDERED, "suspended"),
        (Move.LIFT, ChangeReason.ORDERED, "valid"),
        (Move.REVOKE, ChangeReason.ISSUED_IN_ERROR, "revoked"),
    ],
)
def test_what_was_shown_before_follows_its_certificate(
    bench_us_small, client_as, register, share_of, shown_before, move, reason, outcome
):
    desk = CredentialDesk(bench_us_small.office, keyring_of(bench_us_small), OPERATOR, "test")
    desk.change(register.certificates["other"], move, reason, "a test")
    asked = {"document": shown_before.text, "nonce": shown_before.nonce, "audience": READER}
    told = client_as(None).post("/api/v1/verification", json=asked).json()
    assert told["outcome"] == outcome


def test_a_twin_is_revoked_by_the_register_before_its_list_is_signed(
    bench_us_small, registers, client_as, register, tmp_path
):
    accounts = accounts_of(bench_us_small)
    key = recognition(bench_us_small, register, registers)
    _, secret = make_share(
        accounts, register.holders["li"], f"urn:uuid:{key}", ("title",), READER,
        timedelta(days=1), CLAIMS,
    )  # fmt: skip
    shown = open_share(bench_us_small, secret)
    without_key = Keyring(tmp_path)
    changed = CredentialDesk(bench_us_small.office, without_key, OPERATOR, "test").change(
        f"urn:uuid:{key}", Move.REVOKE, ChangeReason.ORDERED, "a test"
    )
    assert not changed.published
    asked = {"document": shown.text, "nonce": shown.nonce, "audience": READER}
    told = client_as(None).post("/api/v1/verification", json=asked).json()
    assert told["outcome"] == "revoked"


@pytest.fixture(scope="module")
def shown_before(bench_us_small, registered):
    """A showing of the other holder's certificate, made before anything happened to it."""
    register, accounts = registered[1], accounts_of(bench_us_small)
    _, secret = make_share(
        accounts, register.holders["wang"], register.certificates["other"], ("title",), READER,
        timedelta(days=1), CLAIMS,
    )  # fmt: skip
    return open_share(bench_us_small, secret)


def test_a_recognition_is_shown_in_parts_and_never_as_the_qualification(
    bench_us_small, holder, client_as, register, registers
):
    key = recognition(bench_us_small, register, registers)
    page = holder.get(f"/wallet/certificates/{key}/share")
    assert {"credits", "meaning"} <= set(re.findall(r'value="(\w+)" checked', page.text))
    answer = holder.post(
        f"/wallet/certificates/{key}/share",
        data={"csrf_token": holder.csrf, "claims": "title", "audience": READER, "days": "1"},
    )
    shown = client_as(None).post(re.search(r"/share/[\w-]{40,}", answer.text)[0])
    assert 'data-outcome="valid"' in shown.text
    assert "不等于已取得该学历或资格" in words(shown) and "尚缺" not in words(shown)
    assert "此次出示的内容在" in words(shown) and "持有人没有出示所依据的标准" not in words(shown)


def recognition(bench, register, registers) -> str:
    """A recognition of credits for the first holder; its key."""
    document = {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{uuid4()}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": registers.ISSUER, "type": ["Profile"], "name": "示例学院"},
        "name": "学分认定：示例专科",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$" + "0" * 64,
                    "identityType": "nationalIdentityNumber",
                }
            ],
            "creditsEarned": 12,
            "achievement": {
                "id": "urn:x-trimtab:qualification:example",
                "type": ["Achievement"],
                "name": "学分认定：示例专科",
                "description": "认定 12 学分，尚缺 18 学分。",
                "criteria": {"narrative": "-"},
            },
        },
    }
    desk = CredentialDesk(bench.office, keyring_of(bench), OPERATOR, "test")
    made = desk.issue_document(
        registers.ISSUER, document, kind=CertificateKind.RECOGNITION,
        holder_id=register.holders["li"],
    )  # fmt: skip
    return made.certificate.certificate_id.removeprefix("urn:uuid:")


def test_a_presentation_names_its_reader_and_nonce(bench_us_small, client_as, share_of):
    presented = open_share(bench_us_small, share_of()[1])
    asked = {"document": presented.text, "nonce": presented.nonce, "audience": READER}
    reader = client_as(None)
    assert reader.post("/api/v1/verification", json=asked).json()["outcome"] == "valid"
    for changed in ({"audience": "another"}, {"nonce": "another"}):
        told = reader.post("/api/v1/verification", json=asked | changed).json()
        assert told["outcome"] == "invalid"


def test_of_an_envelope_only_what_was_signed_is_told(bench_us_small, client_as, share_of):
    token = open_share(bench_us_small, share_of()[1]).text
    envelope = {
        "@context": CONTEXTS[0],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/dc+sd-jwt,{token}",
    }
    for beside, outcome in (({}, "valid"), ({"name": "高级技师"}, "invalid")):
        shown = client_as(None).post("/verify", data={"text": json.dumps(envelope | beside)})
        assert f'data-outcome="{outcome}"' in shown.text
        assert "快递员（中级工）" in words(shown) and "高级技师" not in words(shown)


# A verifier asks


def test_an_answer_is_shown_to_the_verifier_once(client_as, holder, register, registers):
    verifier = client_as(None)
    asked = verifier.post(
        "/verify/request", data={"audience": READER, "wanted": ["title", "score", "holder_name"]}
    )
    code = re.search(r"/wallet/answer/([\w-]{40,})", asked.text)[1]
    secret = re.search(r"/verify/request/([\w-]{40,})", asked.text)[1]
    waiting = verifier.get(f"/verify/request/{secret}")
    assert "尚未作答" in words(waiting)
    question = holder.get(f"/wallet/answer/{code}")
    assert READER in words(question) and "成绩" in words(question)
    body = {"csrf_token": holder.csrf, "certificate": register.key("valid"), "claims": ["title"]}
    assert "已出示" in words(holder.post(f"/wallet/answer/{code}", data=body))
    assert holder.post(f"/wallet/answer/{code}", data=body).status_code == 404
    assert "持证人已作答" in words(verifier.get(f"/verify/request/{secret}"))
    shown = verifier.post(f"/verify/request/{secret}")
    assert 'data-outcome="valid"' in shown.text and READER in words(shown)
    assert registers.LI[0] not in shown.text  # asked for, and not shown
    for again in (
        verifier.post(f"/verify/request/{secret}"),
        verifier.get(f"/verify/request/{secret}"),
    ):
        assert again.status_code == 404


def test_the_code_for_the_holder_does_not_open_the_answer(client_as):
    asked = client_as(None).post("/verify/request", data={"audience": READER})
    code = re.search(r"/wallet/answer/([\w-]{40,})", asked.text)[1]
    assert client_as(None).get(f"/verify/request/{code}").status_code == 404
    assert client_as(None).post(f"/verify/request/{code}").status_code == 404


def test_two_answers_to_a_question_cannot_be(bench_us_small, accounts, register):
    request, code, secret = make_request(accounts, READER, ["title"])
    holder, certificate = register.holders["li"], register.certificates["valid"]

    def attempt(_: int) -> bool:
        try:
            answer_request(accounts, holder, code, certificate, ["title"], ["title"])
        except UnknownCodeError:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(attempt, range(20))) == 1
    presented = open_answer(bench_us_small, secret)
    assert presented is not None and presented.nonce == request.nonce


def test_a_question_ends(accounts, monkeypatch):
    request, code, secret = make_request(accounts, READER, [])
    monkeypatch.setattr(accounts, "now", lambda: request.until)
    for by in ({"code": code}, {"secret": secret}):
        from trimtab.app.workbench.wallet_shares import find_request

        with pytest.raises(UnknownCodeError):
            find_request(accounts, **by)


def test_without_a_passphrase_nothing_is_signed(client_as, shared, monkeypatch):
    address = shared("title")
    monkeypatch.delenv("TRIMTAB_KEY_PASSPHRASE")
    refused = client_as(None).post(address)
    assert refused.status_code == 503 and "TRIMTAB_KEY_PASSPHRASE" in words(refused)
    monkeypatch.undo()
    assert client_as(None).get(address).status_code == 200  # not used up
