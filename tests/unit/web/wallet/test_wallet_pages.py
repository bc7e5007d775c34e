"""The wallet: whose it is, what is in it, that nobody sees another's, leaving."""

from __future__ import annotations

import io
import json
import re
import zipfile
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi.routing import APIRoute
from sqlalchemy import select, text

from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.wallet_claims import claim_wallet, make_claim, plain_code
from trimtab.credentials.sharing import present
from trimtab.credentials.wallet import CLAIM_LASTS, WalletLink
from trimtab.kernel import NotAllowedError
from trimtab.office.types import Actor
from trimtab.stores import database
from trimtab.stores.credentials.key_files import LocalSigner
from trimtab.stores.credentials.schema_wallet import wallet_claim, wallet_share
from trimtab.web.pages import wallet, wallet_claiming, wallet_sharing

FORMS = ("json", "png", "svg", "pdf")


def words(answer) -> str:
    main = answer.text[answer.text.find("<main") : answer.text.find("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def holder(client_as):
    return client_as("holder")


@pytest.fixture
def accounts(bench_us_small):
    return accounts_of(bench_us_small)


def test_a_wallet_holds_what_is_its_owners(holder, register):
    page = holder.get("/wallet")
    shown = set(re.findall(r"/wallet/certificates/([0-9a-f-]{36})\"", page.text))
    assert shown == {register.key(case) for case in ("valid", "suspended", "revoked", "expired")}
    assert {"有效", "已暂停", "已撤销", "已过期"} <= set(words(page).split())
    assert page.headers["cache-control"] == "no-store"


def test_a_certificate_has_its_code_and_its_files(holder, client_as, register):
    key = register.key("valid")
    page = holder.get(f"/wallet/certificates/{key}")
    assert page.text.count("data:image/svg+xml;base64,") == 2 and f"/verify/{key}" in page.text
    for form in FORMS:
        file = holder.get(f"/wallet/certificates/{key}/file/{form}")
        assert file.status_code == 200 and file.headers["cache-control"] == "no-store"
        checked = client_as(None).post("/verify", files={"file": ("given", file.content)})
        assert 'data-outcome="valid"' in checked.text


def test_another_wallet_can_show_parts_of_what_was_taken_along(holder, client_as, register):
    twin = holder.get(f"/wallet/certificates/{register.key('valid')}/twin")
    assert twin.status_code == 200 and twin.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(twin.content)) as packed:
        held, secret = (packed.read(name).decode() for name in packed.namelist())
    number = int.from_bytes(urlsafe_b64decode(json.loads(secret)["d"] + "="))
    mine = LocalSigner.of(ec.derive_private_key(number, ec.SECP256R1()), "mine")
    shown = present(held, [("title",)], mine, "a nonce", "a reader", datetime.now(UTC))
    asked = {"document": shown, "nonce": "a nonce", "audience": "a reader"}
    answer = client_as(None).post("/api/v1/verification", json=asked).json()
    assert answer["outcome"] == "valid" and len(answer["facts"]) == 2  # title and issuer


ADDRESSES = {
    ("GET", "/wallet/certificates/{key}"): {},
    ("GET", "/wallet/certificates/{key}/file/{form}"): {},
    ("GET", "/wallet/certificates/{key}/twin"): {},
    ("GET", "/wallet/certificates/{key}/share"): {},
    ("POST", "/wallet/certificates/{key}/share"): {"claims": "title", "audience": "x", "days": "1"},
}


def test_every_address_of_a_certificate_is_tried():
    routes = {
        (method, route.path)
        for module in (wallet, wallet_claiming, wallet_sharing)
        for route in module.router.routes
        if isinstance(route, APIRoute) and "/certificates/" in route.path
        for method in route.methods
    }
    assert routes == set(ADDRESSES)


@pytest.mark.parametrize(("method", "place"), ADDRESSES)
def test_nobody_reaches_the_certificate_of_another(holder, register, method, place):
    def asked(case: str, form: str = "json"):
        address = place.format(key=register.key(case), form=form)
        body = {"csrf_token": holder.csrf, **ADDRESSES[method, place]}
        return holder.request(method, address, data=body if method == "POST" else None)

    assert asked("valid").status_code == 200
    for refused in (asked("other"), holder.get("/wallet/certificates/no-such-one")):
        assert refused.status_code == 404 and "WEB-163" in refused.text


def test_an_answer_cannot_show_the_certificate_of_another(holder, client_as, register):
    asked = client_as(None).post("/verify/request", data={"audience": "x"})
    code = re.search(r"/wallet/answer/([\w-]{40,})", asked.text)[1]
    body = {"csrf_token": holder.csrf, "certificate": register.key("other"), "claims": ["title"]}
    assert holder.post(f"/wallet/answer/{code}", data=body).status_code == 404


def test_the_api_keeps_to_the_same_limits(holder, register):
    listed = holder.get("/api/v1/wallet/certificates").json()
    assert listed["total"] == 4 and register.key("other") not in str(listed)
    place = f"/api/v1/wallet/certificates/{register.key('valid')}/document"
    assert holder.get(place).json()["id"] == register.certificates["valid"]
    other = f"/api/v1/wallet/certificates/{register.key('other')}/document"
    assert holder.get(other).status_code == 404
    body = {"certificate": register.key("valid"), "claims": ["title"], "audience": "x"}
    made = holder.post("/api/v1/wallet/shares", json=body, headers=holder.csrf_headers)
    assert made.status_code == 201
    refused = holder.post(
        "/api/v1/wallet/shares",
        json=body | {"certificate": register.key("other")},
        headers=holder.csrf_headers,
    )
    assert refused.status_code == 404
    share = made.json()["share_id"]
    assert share in str(holder.get("/api/v1/wallet/shares").json())
    gone = holder.delete(f"/api/v1/wallet/shares/{share}", headers=holder.csrf_headers)
    assert gone.status_code == 204


@pytest.mark.parametrize("role", ["analyst", "caseworker", "approver", "administrator", None])
def test_only_holders_have_a_wallet(client_as, role):
    assert client_as(role).get("/wallet").status_code in (303, 403)


def test_everything_comes_along(holder, register):
    packed = zipfile.ZipFile(io.BytesIO(holder.get("/wallet/download").content))
    names = set(packed.namelist())
    key = register.key("valid")
    assert {f"{key}/certificate.{form}" for form in ("json", "pdf", "sd-jwt")} <= names
    assert {f"{key}/badge.png", f"{key}/badge.svg", "credits.json", "shares.json"} <= names
    assert not any(register.key("other") in name for name in names)
    assert json.loads(packed.read(f"{key}/certificate.json"))["id"].endswith(key)
    assert "Open Badges 3.0" in packed.read("README.txt").decode()


# How a wallet comes to its owner


def test_a_code_is_given_face_to_face_and_opens_an_account(
    client_as, application, register, registers
):
    giver, place = client_as("caseworker"), f"/wallet/claims/{register.key('other')}"
    assert registers.WANG[0] in words(giver.get(place))
    unseen = giver.post(place, data={"csrf_token": giver.csrf})
    assert unseen.status_code == 400 and "核对身份证件" in words(unseen)
    given = giver.post(place, data={"csrf_token": giver.csrf, "seen": "1"})
    code = re.search(r"(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}", given.text)[0]
    visitor = client_as(None)
    assert visitor.post("/wallet/new", data={"code": "WRONG"}).status_code == 403
    opened = visitor.post("/wallet/new", data={"code": code.lower().replace("-", " ")})
    assert opened.status_code == 303 and opened.headers["location"].startswith("/sign-in/link/")
    assert visitor.post("/wallet/new", data={"code": code}).status_code == 403  # used
    chosen = {"password": "three cups of rice", "again": "three cups of rice"}
    signed_in = visitor.post(opened.headers["location"], data=chosen)
    assert signed_in.status_code == 303
    mine = visitor.get("/wallet")
    assert register.key("other") in mine.text and register.key("valid") not in mine.text
    assert "已绑定账号" in words(giver.get(place))
    trail = _trail(application.state.bench)
    assert registers.WANG[0] not in trail and registers.WANG[1] not in trail
    assert code not in trail and plain_code(code) not in trail


def _trail(bench) -> str:
    with database.reading(bench.office.engine) as connection:
        found = connection.execute(text("SELECT * FROM audit")).all()
    assert any("wallet" in str(row) for row in found)
    return str(found)


def test_a_code_ends_and_a_newer_one_ends_the_older(accounts, register, monkeypatch):
    holder = "holder-without-wallet"
    first = make_claim(accounts, "caseworker", holder, "CN-980000")
    second = make_claim(accounts, "caseworker", holder, "CN-980000")
    with pytest.raises(NotAllowedError) as refused:
        claim_wallet(accounts, "analyst", first, "192.0.2.1")
    assert refused.value.code == "WEB-161"
    office = accounts.office
    later = office._now() + CLAIM_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(office, "_now", lambda: later)
    with pytest.raises(NotAllowedError):
        claim_wallet(accounts, "analyst", second, "192.0.2.1")


def test_a_code_is_given_by_those_who_issue_only(client_as, register):
    for role in ("analyst", "auditor", "holder"):
        assert client_as(role).get(f"/wallet/claims/{register.key('other')}").status_code == 403


def test_the_store_keeps_hashes_of_codes(accounts):
    code = make_claim(accounts, "caseworker", "somebody", "CN-980000")
    with database.reading(accounts.office.engine) as connection:
        kept = str(connection.execute(select(wallet_claim)).all())
    assert plain_code(code) not in kept and code not in kept


# Leaving: last, because the wallet is gone then


def test_leaving_takes_what_is_the_holders_and_leaves_the_register(
    holder, client_as, accounts, register
):
    unticked = holder.post("/wallet/delete", data={"csrf_token": holder.csrf})
    assert unticked.status_code == 400 and "未作任何更改" in words(unticked)
    made = holder.post(
        f"/wallet/certificates/{register.key('valid')}/share",
        data={"csrf_token": holder.csrf, "claims": "title", "audience": "x", "days": "1"},
    )
    link = re.search(r"/share/[\w-]{40,}", made.text)[0]
    gone = holder.post("/wallet/delete", data={"csrf_token": holder.csrf, "confirmed": "1"})
    assert gone.status_code == 200 and "钱包已删除" in words(gone)
    assert holder.get("/wallet").status_code == 303
    assert client_as(None).post(link).status_code == 404
    with accounts.office.reading() as reading:
        assert reading.find(WalletLink, holder_id=register.holders["li"]) == ()
        assert reading.get(Actor, "holder").active is False
        left = [
            reading.connection.execute(
                select(table).where(table.c.holder_id == register.holders["li"])
            ).all()
            for table in (wallet_share, wallet_claim)
        ]
    assert left == [[], []]
    checked = client_as(None).get(f"/verify/{register.key('valid')}")
    assert 'data-outcome="valid"' in checked.text
