"""The account, administration and audit pages and their API, as people and programs use them."""

from __future__ import annotations

import csv
import html
import io
import json
import re

from trimtab.app.workbench.account_tokens import tokens_of
from trimtab.messages import LANGUAGES
from trimtab.office.people import add_actor
from trimtab.office.people_grants import give_grant
from trimtab.office.rights import Right
from trimtab.office.types import OPERATOR, Actor, Grant, Role

PASSWORD = "梧桐树 drinks slow tea 7"
OTHER = "another raft of quiet owls"
NASTY = "<script>alert(1)</script>'\"&{{7*7}}"


def do(client, path: str, **form: object):
    """Send a form of one's own page."""
    return client.post(path, data={"csrf_token": client.csrf, **form})


def words(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def secret_of(answer) -> str:
    return html.unescape(re.search(r'<code class="secret">(.*?)</code>', answer.text)[1])


def test_ones_own_account_in_both_languages(signed_in):
    client = signed_in("analyst")
    pages = {one: client.get("/account", params={"lang": one.value}) for one in LANGUAGES}
    said = {one: words(page) for one, page in pages.items()}
    assert "My account" in said["en"] and "我的账号" in said["zh"]
    assert "Firefox, Windows" in said["en"] and "this one" in said["en"] and "当前" in said["zh"]
    assert "through a one-time link made by operator" in said["en"]


def test_changing_the_password_ends_other_sessions(signed_in, browser, accounts):
    client = signed_in("analyst")
    other = accounts.begin_session("analyst")
    wrong = do(client, "/account/password", before=OTHER, password=OTHER, again=OTHER)
    assert wrong.status_code == 403 and "WEB-025" not in words(wrong) and OTHER not in wrong.text
    assert accounts.viewer(other, None)
    done = do(client, "/account/password", before=PASSWORD, password=OTHER, again=OTHER)
    assert done.headers["location"] == "/account?done=password"
    assert accounts.viewer(other, None) is None and client.get("/account").status_code == 200
    assert browser().post("/sign-in", data={"actor": "analyst", "password": OTHER}).is_redirect


def test_the_password_before_is_guessed_no_faster_than_at_the_door(signed_in):
    client = signed_in("analyst")
    form = {"before": "guess", "password": OTHER, "again": OTHER}
    codes = [do(client, "/account/password", **form).status_code for _ in range(7)]
    assert codes == [403] * 5 + [429] * 2


def test_sessions_are_listed_and_ended(signed_in, accounts):
    client = signed_in("analyst")
    phone, desk = accounts.begin_session("analyst"), accounts.begin_session("analyst")
    strangers = accounts.begin_session("approver")
    do(client, "/account/sessions/end", session=accounts.session_id(phone))
    assert accounts.viewer(phone, None) is None and accounts.viewer(desk, None)
    do(client, "/account/sessions/end", session=accounts.session_id(strangers))
    do(client, "/account/sessions/end")
    assert accounts.viewer(desk, None) is None and accounts.viewer(strangers, None)
    listed = client.get("/api/v1/account/sessions").json()
    assert [one["current"] for one in listed["items"]] == [True]
    current = listed["items"][0]["session_id"]
    assert do(client, "/account/sessions/end", session=current).headers["location"] == "/sign-in"
    assert client.get("/account").status_code == 303


def test_a_token_is_shown_once_and_revoked(signed_in, browser, accounts):
    client = signed_in("analyst")
    form = {"title": NASTY, "scopes": ["observations.see", "people.manage"], "days": "30"}
    refused = do(client, "/account/tokens", **form)
    assert refused.status_code == 422 and "people.manage" in words(refused)
    made = do(client, "/account/tokens", **{**form, "scopes": ["observations.see"]})
    secret = secret_of(made)
    assert made.headers["cache-control"] == "no-store" and NASTY not in made.text
    assert secret not in client.get("/account").text
    program = browser()
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/account").json()["rights"] == ["observations.see"]
    (token,) = tokens_of(accounts, "analyst")
    do(client, f"/account/tokens/{token.token_id}/revoke")
    assert program.get("/api/v1/account").status_code == 401
    for days in ("", "0", "366", "1e3", "-1", "٣", "9" * 400):
        assert do(client, "/account/tokens", title="x", scopes=["cases.see"], days=days).is_error


def test_the_language_is_kept(signed_in):
    client = signed_in("analyst")
    assert do(client, "/account/language", chosen="xx").status_code == 422
    assert do(client, "/account/language", chosen="en").is_redirect
    assert client.get("/api/v1/account").json()["language"] == "en"


def test_an_administrator_brings_somebody_in_and_out(signed_in, browser, bench):
    client = signed_in("administrator")
    new = {"actor": "zhao", "title": NASTY, "department": "policy", "language": "en"}
    assert "reason" in words(do(client, "/administration/people", **new)).lower()
    added = do(client, "/administration/people", **new, reason="joins")
    assert added.headers["location"] == "/administration/people/zhao?done=added"
    person = "/administration/people/zhao"
    role = {"role": "caseworker", "region": "CN-980000", "until": "", "reason": "joins"}
    assert do(client, f"{person}/roles", **role).is_redirect
    link = secret_of(do(client, f"{person}/link", reason="joins"))
    guest = browser()
    assert guest.post(link, data={"password": OTHER, "again": OTHER}).headers["location"] == "/"
    for language in LANGUAGES:
        for path in ("/administration", person, "/audit", "/administration/departments"):
            page = client.get(path, params={"lang": language.value})
            assert page.status_code == 200 and "<script>alert" not in page.text
    assert guest.get("/account").status_code == 200
    grant = {"grant": "zhao:caseworker:CN-980000", "reason": "moves"}
    assert do(client, f"{person}/roles/withdraw", **grant).is_redirect
    assert guest.get("/cases").status_code == 403
    assert do(client, f"{person}/close", reason="leaves").is_redirect
    assert guest.get("/account").headers["location"].startswith("/sign-in")
    history = client.get(person)
    assert "zhao:caseworker:CN-980000" in history.text


def test_nobody_raises_themselves(signed_in, browser, bench):
    """Neither by a role of one's own, nor through the account of somebody who may more."""
    client = signed_in("administrator")
    own = {"role": "approver", "region": "CN-980000", "reason": "please"}
    mine = do(client, "/administration/people/administrator/roles", **own)
    assert mine.status_code == 403 and "OFFICE" not in words(mine)[:50]
    with bench.office.work(OPERATOR, "above") as work:
        add_actor(work, Actor("minister", "Minister", department_id="bureau"))
        give_grant(work, "minister", Role.APPROVER, "CN")
    for path in ("link", "tokens"):
        form = {"title": "x", "scopes": ["decisions.sign"], "days": "3", "reason": "please"}
        answer = do(client, f"/administration/people/minister/{path}", **form)
        assert answer.status_code == 403 and 'class="secret"' not in answer.text
    with bench.office.reading() as reading:
        assert {one.grant_id for one in reading.find(Grant, actor_id="minister")} == {
            "minister:approver:CN"
        }


def test_departments_channels_and_procedure(signed_in):
    client = signed_in("administrator")
    new = {"department": "yi", "title": "乙市", "region": "CN-980200", "above": "bureau"}
    assert do(client, "/administration/departments", **new, reason="new").is_redirect
    busy = do(client, "/administration/departments/close", department="policy", reason="x")
    assert busy.status_code == 409 and "policy_designer" in words(busy)
    closed = do(client, "/administration/departments/close", department="yi", reason="x")
    assert closed.is_redirect
    channel = {"channel": "duty", "kind": "email", "target": "a@b.cn", "topics": ["alert_opened"]}
    assert do(client, "/administration/channels", **channel, reason="duty").is_redirect
    assert "duty" in words(client.get("/administration/channels"))
    assert do(client, "/administration/channels/close", channel="duty", reason="x").is_redirect
    page = client.get("/administration/procedure", params={"region": "CN-980000"})
    days = re.findall(r'name="days"[^>]*value="(\d+)"', page.text)
    assert len(days) == 24
    stated = {
        "region": "CN-980000", "days": ["7", *days[1:]], "kinds": ["cosign", "sign", ""],
        "chained": ["", "", ""], "people_least": "2", "holidays": "2027-02-08，2027-02-09",
        "workdays": "", "reason": "our own",
    }  # fmt: skip
    for wrong in ({"days": ["x"] * 24}, {"people_least": "1"}, {"kinds": ["sign", "cosign", ""]},
                  {"holidays": "tomorrow"}, {"reason": ""}):  # fmt: skip
        assert do(client, "/administration/procedure", **{**stated, **wrong}).is_error, wrong
    kept = do(client, "/administration/procedure", **stated)
    assert "done=procedure" in kept.headers["location"]
    page = client.get("/administration/procedure", params={"region": "CN-980000"})
    assert re.findall(r'name="days"[^>]*value="(\d+)"', page.text)[0] == "7"
    assert "2027-02-09" in page.text


def test_the_trail_is_searched_compared_and_verified(signed_in, bench):
    admin = signed_in("administrator")
    do(admin, "/administration/people/analyst", title="=1+1", department="policy", reason="moves")
    client = signed_in("auditor")
    en = {"lang": "en"}
    newest = client.get("/audit", params={**en, "entity": "actor", "words": "moves"})
    assert "Changed" in words(newest) and "department" in words(newest)
    number = re.search(r"/audit/(\d+)", newest.text)[1]
    entry = words(client.get(f"/audit/{number}", params=en))
    assert "=1+1" in entry and "moves" in entry
    assert client.get("/audit", params={"words": "nothing has this"}).status_code == 200
    for wrong in ("tomorrow", "2026-13-01", "0"):
        assert client.get("/audit", params={"since": wrong}).status_code == 400
    assert client.get("/audit", params={"until": "9999-12-31"}).status_code == 200
    rows = list(
        csv.reader(io.StringIO(client.get("/audit.csv?entity=actor").text.lstrip("\ufeff")))
    )
    assert rows[0][:3] == ["sequence", "at", "actor"] and len(rows) > 5
    assert not [cell for row in rows[1:] for cell in row if cell.startswith("=")]
    assert "intact" not in words(client.get("/audit/verification")).lower()
    assert client.get("/api/v1/audit/verification").json()["intact"] is True
    seen, cursor = [], None
    while True:
        asked = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        found = client.get("/api/v1/audit", params=asked).json()
        seen += [one["sequence"] for one in found["items"]]
        if (cursor := found["next"]) is None:
            break
    assert seen == list(range(len(seen), 0, -1)) and len(seen) > 10
    assert client.get("/api/v1/audit", params={"cursor": "x"}).json()["code"] == "WEB-039"


def test_a_change_behind_the_trail_is_shown(signed_in, bench):
    client = signed_in("auditor")
    with bench.office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE actor SET title = 'x' WHERE actor_id = 'approver'")
    page = words(client.get("/audit/verification", params={"lang": "en"}))
    assert "changed behind" in page
    assert client.get("/api/v1/audit/verification").json()["problem_count"] == 1


def test_people_over_the_api(signed_in):
    client = signed_in("administrator")
    client.headers["X-CSRF-Token"] = client.csrf

    def post(path: str, **body: object):
        return client.post(f"/api/v1/{path}", json=body)

    new = {"person_id": "zhao", "title": "赵敏", "department_id": "policy", "reason": "joins"}
    assert post("people", **new).status_code == 201
    assert post("people", **new).json()["code"] == "OFFICE-001"
    assert post("people", **{**new, "person_id": "x", "extra": 1}).status_code == 422
    grant = {"person_id": "zhao", "role": "analyst", "region": "CN-980100", "reason": "joins"}
    given = post("grants", **grant).json()
    assert given["grant_id"] == "zhao:analyst:CN-980100"
    assert client.get("/api/v1/people/zhao").json()["roles"] == ["analyst"]
    made = post("people/zhao/link", reason="joins").json()
    assert "/sign-in/link/" in made["link"]
    assert post(f"grants/{given['grant_id']}/withdraw", reason="moves").status_code == 200
    assert post("people/zhao/close", reason="leaves").json()["active"] is False
    names, cursor = [], None
    while True:
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/people", params=asked).json()
        names += [one["person_id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert names == sorted(names) and len(names) == page["total"] == 10
    assert len(client.get("/api/v1/roles").json()["items"]) == 9


def test_another_persons_idempotency_key_answers_nothing_of_theirs(signed_in, accounts, browser):
    """A secret that is shown once is not shown again to whoever knows the key."""
    admin, key = signed_in("administrator"), {"Idempotency-Key": "k" * 20}
    headers = {**key, "X-CSRF-Token": admin.csrf}
    body = {"title": "x", "scopes": ["office.see"], "days": 3}
    first = admin.post("/api/v1/account/tokens", json=body, headers=headers)
    assert first.status_code == 201
    stranger = browser().post("/api/v1/account/tokens", json=body, headers=key)
    assert stranger.status_code == 401
    analyst = signed_in("analyst")
    others = analyst.post(
        "/api/v1/account/tokens", json=body, headers={**key, "X-CSRF-Token": analyst.csrf}
    )
    assert first.json()["secret"] not in others.text + stranger.text
    again = admin.post("/api/v1/account/tokens", json=body, headers=headers)
    assert first.json()["secret"] not in again.text


def test_no_id_stands_twice_on_a_page(signed_in):
    """Labels, hints and errors are tied to their fields by ids."""
    client = signed_in("administrator")
    for path in ("/account", "/administration", "/administration/people/analyst", "/audit"):
        ids = re.findall(r'\sid="([^"]+)"', client.get(path).text)
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], path


def test_what_people_typed_is_json_for_programs(signed_in):
    client = signed_in("auditor")
    found = json.loads(client.get("/audit.json").text)
    assert {"items", "next"} == set(found) and found["items"][0]["hash"]
    assert Right.AUDIT_READ in client.get("/api/v1/account").json()["rights"]
