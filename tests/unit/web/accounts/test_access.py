"""Every route says whom it lets in, and no other site changes anything through a browser."""

from __future__ import annotations

import re
from pathlib import Path

from trimtab.app.workbench.account_tokens import make_token
from trimtab.office.rights import Right
from trimtab.office.types import Actor, Department, Grant
from trimtab.web.access import SAFE_METHODS, Access, Entrance

PUBLIC = {
    "/sign-in",
    "/sign-in/demonstration",
    "/sign-in/link/{token}",
    "/sign-out",
    "/health",
    "/ready",
    # Verification of certificates: what somebody hands over is judged, nothing is looked through.
    "/verify",
    "/verify/{key}",
    "/verify/request",
    "/verify/request/{secret}",
    "/share/{token}",
    "/wallet/new",
    "/api/v1/verification",
    "/api/v1/verification/{key}",
    "/credentials/verify",
    "/presentations/verify",
    # Keys, status lists and achievements, which name no holder.
    "/.well-known/did.json",
    "/issuers/{key}/did.json",
    "/issuers/{key}/trust.json",
    "/status-lists/{key}",
    "/achievements/{key}",
}
"""What nobody needs to be known for. Whoever adds to it says what a stranger learns there."""

UNKNOWN = {"sequence": "999999", "run": "none", "month": "2020-01"}


def declared(route) -> list[Access]:
    return [one.call for one in route.dependant.dependencies if isinstance(one.call, Access)]


def address_of(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda one: UNKNOWN.get(one[1], "0" * 16), path)


def test_every_route_declares_whom_it_lets_in(routes):
    assert len(routes) > 50
    assert [path for path, route in routes if len(declared(route)) != 1] == []


def test_public_routes_are_those_that_are_named(routes):
    found = {path for path, route in routes if declared(route)[0].entrance is Entrance.PUBLIC}
    assert found == PUBLIC


def test_what_changes_people_asks_for_the_right_to(routes):
    asked = {
        (path, method): declared(route)[0].right
        for path, route in routes
        for method in route.methods
    }
    for (path, _method), right in asked.items():
        if path.startswith(("/audit", "/api/v1/audit")):
            assert right is Right.AUDIT_READ
        if path.startswith("/administration/people"):
            assert right is Right.PEOPLE_MANAGE
    assert asked["/api/v1/grants", "POST"] is Right.ROLES_GRANT
    assert asked["/administration/procedure", "POST"] is Right.CASES_CONFIGURE


def test_a_stranger_is_led_to_the_sign_in_page_or_told_401(routes, browser):
    client, tried = browser(), 0
    for path, route in routes:
        if path in PUBLIC:
            continue
        for method in route.methods:
            answer = client.request(method, address_of(path))
            tried += 1
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/sign-in"), (method, path)
            else:
                assert answer.status_code == 401, (method, path, answer.status_code)
    assert tried > 50


def test_nothing_internal_stands_on_a_public_page(routes, browser, bench):
    with bench.office.reading() as reading:
        internal = {one.title for one in reading.find(Actor)}
        internal |= {one.title for one in reading.find(Department)}
        internal |= {one.grant_id for one in reading.find(Grant)}
    internal |= {str(key) for batch in bench.store.batches() for key in (batch.source,)}
    internal |= {str(bench.folder), "CN-9801", 'employment"', "sqlite"}
    client = browser()
    said = [client.get(address_of(path)).text for path in PUBLIC]
    said += [client.post(address_of(path)).text for path in PUBLIC]
    said += [
        client.get(f"/{name}").text for name in ("nothing", "static/nothing", "api/v1/nothing")
    ]
    assert len(internal) > 10
    assert {one for one in internal for page in said if one in page} == set()


def test_the_description_of_the_api_holds_no_data(browser, bench):
    said = browser().get("/api/v1/openapi.json").text
    assert str(bench.folder) not in said and len(said) > 10_000


def test_every_change_without_the_sign_of_our_own_page_is_refused(routes, signed_in):
    """The browser sends the cookie along with whatever another site makes it send."""
    client, tried = signed_in("administrator"), 0
    for path, route in routes:
        for method in route.methods - SAFE_METHODS:
            answer = client.request(method, address_of(path))
            tried += 1
            assert answer.status_code == 403 and "WEB-027" in answer.text, (method, path)
    assert tried > 30


FORM = {"chosen": "en"}


def test_a_wrong_sign_is_none(signed_in):
    client = signed_in("analyst")
    assert client.post("/account/language", data=FORM).status_code == 403
    for csrf in ("", "0" * 64, "everybody's", "é" * 64):
        given = {**FORM, "csrf_token": csrf}
        assert client.post("/account/language", data=given).status_code == 403
        headers = {"X-CSRF-Token": csrf.encode()}
        assert client.post("/account/language", data=FORM, headers=headers).status_code == 403


def test_the_sign_of_another_session_is_none(signed_in, accounts):
    client = signed_in("analyst")
    others = accounts.viewer(accounts.begin_session("analyst"), None).csrf_token
    assert others != client.csrf
    answer = client.post("/account/language", data={**FORM, "csrf_token": others})
    assert answer.status_code == 403


def test_forms_of_every_kind_need_it(signed_in):
    client = signed_in("analyst")
    files = {"file": ("a.txt", b"x" * 10)}
    post = client.post
    assert post("/account/language", data=FORM, files=files).status_code == 403
    good = {**FORM, "csrf_token": client.csrf}
    assert post("/account/language", data=good, files=files).status_code == 303
    as_file = {**files, "csrf_token": ("a", client.csrf.encode())}
    assert post("/account/language", data=FORM, files=as_file).status_code == 403
    broken = {"content-type": "multipart/form-data"}  # without a boundary
    assert post("/account/language", content=b"x", headers=broken).status_code in (400, 403, 422)
    plain = {"content-type": "text/plain"}
    told = f"chosen=en&csrf_token={client.csrf}".encode()
    assert post("/account/language", content=told, headers=plain).status_code == 403
    assert post("/account/language", data=good).status_code == 303
    sent = {"X-CSRF-Token": client.csrf}
    assert post("/account/language", data=FORM, headers=sent).status_code == 303


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://[::1"},
    {"Origin": "http://trimtab.example.cn.evil.example"},
    {"Origin": "http://trimtab.example.cn:8080"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


def test_another_site_is_refused_even_with_the_sign_and_signs_nobody_in(signed_in, browser):
    client, stranger = signed_in("analyst"), browser()
    given = {**FORM, "csrf_token": client.csrf}
    password = {"actor": "analyst", "password": "梧桐树 drinks slow tea 7"}
    for headers in ELSEWHERE:
        changed = client.post("/account/language", data=given, headers=headers)
        assert changed.status_code == 403, headers
        entered = stranger.post("/sign-in", data=password, headers=headers)
        assert entered.status_code == 403 and "set-cookie" not in entered.headers, headers
    own = {"Origin": "http://trimtab.example.cn", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/account/language", data=given, headers=own).status_code == 303


def test_programs_need_no_sign_but_a_good_token(signed_in, browser, accounts):
    client = signed_in("administrator")
    scopes = [Right.PEOPLE_MANAGE, Right.OFFICE_SEE]
    _, bearer = make_token(accounts, "administrator", "administrator", "set up", scopes, 3)
    program = browser()
    program.headers["Authorization"] = f"Bearer {bearer}"
    new = {"person_id": "zhao", "title": "赵敏", "department_id": "policy", "reason": "joins"}
    assert program.post("/api/v1/people", json=new).status_code == 201
    assert program.get("/api/v1/audit").status_code == 403  # not among its scopes
    for method, path in (("GET", "/account"), ("POST", "/api/v1/account/tokens")):
        body = {"title": "x", "scopes": ["office.see"], "days": 3} if method == "POST" else None
        answer = program.request(method, path, json=body)
        assert answer.status_code == 403 and "WEB-028" in answer.text
    # A wrong token is nobody, also beside the cookie of somebody.
    client.headers["Authorization"] = "Bearer trimtab_guess"
    assert client.get("/api/v1/people").status_code == 401
    client.headers["Authorization"] = "Basic YWRtaW46YWRtaW4="
    assert client.get("/api/v1/people").status_code == 401


def test_the_right_is_asked_for_at_the_door_and_in_words(signed_in, browser, accounts):
    client = signed_in("analyst")
    page = client.get("/administration")
    assert page.status_code == 403 and "“添加和停用部门、人员”" in page.text
    problem = client.get("/api/v1/audit").json()
    assert (problem["status"], problem["code"]) == (403, "WEB-002")
    assert browser().get("/api/v1/people").json()["code"] == "WEB-001"


def test_security_headers_stand_on_every_answer(signed_in, browser):
    client = signed_in("analyst")
    answers = [
        browser().get("/sign-in"),
        browser().get("/audit"),
        browser().post("/sign-in", data={"actor": "a", "password": "b"}),
        client.get("/account"),
        client.get("/administration"),
        client.get("/api/v1/account"),
        client.get("/nothing"),
        client.post("/account/language", data=FORM),
        client.get("/health"),
        client.get("/api/v1/openapi.json"),
        client.delete("/account"),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "referrer-policy" in answer.headers
        assert "server" not in answer.headers and "x-powered-by" not in answer.headers


def test_no_handler_blocks_the_loop(routes):
    """Handlers read the database: they run in threads."""
    import inspect

    awaiting = {path for path, one in routes if inspect.iscoroutinefunction(one.endpoint)}
    assert awaiting == set()


def test_no_page_reads_the_cookie_past_the_door(repository: Path):
    """Who somebody is, is asked in one place."""
    allowed = {"access.py", "sessions.py", "account.py"}
    found = {
        path.name
        for path in (repository / "src/trimtab/web").rglob("*.py")
        if "SESSION_COOKIE" in path.read_text(encoding="utf-8")
    }
    assert found <= allowed
