"""The steps of ``credentials.py``: what is timed, for us and for the plain libraries."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
CREATED = "2026-11-20T08:00:00Z"
SAMPLE = 20
"""Certificates of a run with PyLD: it signs some forty a second."""

WELDER = "https://issuer.example/achievements/welder-3"
JCS, RDFC = "eddsa-jcs-2022", "eddsa-rdfc-2022"
HIDDEN = ["name", "identity_number", "birthdate", "score"]
Answer = dict[str, Any]


def make_certificates(count: int) -> tuple[list[dict[str, Any]], Any, Any]:
    """Unsigned badges, and the key and signer of their issuer."""
    from trimtab.app.credentials_signing import throw_away_key
    from trimtab.credentials.issuing.identity import new_holder
    from trimtab.credentials.issuing.making import draft_badge
    from trimtab.credentials.issuing.types import AchievementRecord
    from trimtab.credentials.status import StatusEntry
    from trimtab.credentials.types import Issuer

    key, signer = throw_away_key(AT - timedelta(days=1))
    issuer = Issuer(key.issuer_id, {"zh": "示例学院", "en": "Example College"}, "CN-310000")
    achievement = AchievementRecord(
        "https://issuer.example/achievements/welder-3",
        "CSCO@2022:6-18-02-04",
        {"zh": "焊工", "en": "Welder"},
        {"zh": "国家职业标准", "en": "National standard"},
        level=3,
    )
    made = []
    for number in range(count):
        draft = draft_badge(
            f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
            issuer,
            achievement,
            new_holder(f"持证人{number}", None, AT),
            "CN-310000",
            AT.date(),
        )
        entries = [
            StatusEntry(f"https://issuer.example/status-lists/{one}", number, one).document()
            for one in ("revocation", "suspension")
        ]
        made.append({**draft.document, "credentialStatus": entries})
    return made, key, signer


def rate(
    deed: Callable[[Any], Any],
    things: Iterable[Any],
    repeats: int,
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Median of things done a second; the first one is done before, so that nothing is loaded."""
    things = list(things)
    deed(things[0])
    runs = []
    for _ in range(repeats):
        start = clock()
        for one in things:
            deed(one)
        runs.append(len(things) / (clock() - start))
    return statistics.median(runs)


def signing(suite: str, count: int, repeats: int) -> Answer:
    """Add and check one proof of a suite."""
    from trimtab.credentials.securing import CRYPTOSUITES, check_proofs, resolve_did_key, secure

    made, _, signer = make_certificates(count)
    suites = [(CRYPTOSUITES[suite], signer)]

    def issue(document: dict[str, Any]) -> dict[str, Any]:
        return secure(document, suites, AT)

    def verify(document: dict[str, Any]) -> None:
        if not all(one.holds for one in check_proofs(document, resolve_did_key)):
            raise SystemExit("a proof does not hold")

    signed = [issue(one) for one in made]
    return {
        "issue": rate(issue, made, repeats),
        "verify": rate(verify, signed, repeats),
        "parity": _parity(suite, made[:SAMPLE], signed[:SAMPLE], signer),
    }


def _parity(suite: str, made: list[Any], signed: list[Any], signer: Any) -> bool:
    """Whether the plain libraries find our proofs good."""
    import _credential_references as plain
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    canonical = plain.canonical_json() if suite == JCS else plain.canonical_quads()
    public = Ed25519PublicKey.from_public_bytes(signer.public_key)
    return len(made) == len(signed) and all(plain.verify(one, public, canonical) for one in signed)


def signing_plainly(suite: str, count: int, repeats: int) -> Answer:
    """The same with the plain library."""
    import _credential_references as plain
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from trimtab.credentials.securing import check_proofs, did_key_method, resolve_did_key

    made, _, _ = make_certificates(count)
    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    key_id = did_key_method("Ed25519", public.public_bytes_raw())
    issuer = key_id.partition("#")[0]
    made = [{**one, "issuer": {**one["issuer"], "id": issuer}} for one in made]
    canonical = plain.canonical_json() if suite == JCS else plain.canonical_quads()

    def issue(document: dict[str, Any]) -> dict[str, Any]:
        return plain.sign(document, key, key_id, suite, CREATED, canonical)

    signed = [issue(one) for one in made]
    return {
        "issue": rate(issue, made, repeats),
        "verify": rate(lambda one: plain.verify(one, public, canonical), signed, repeats),
        "parity": all(one.holds for one in check_proofs(signed[0], resolve_did_key)),
    }


def step_jcs(count: int, repeats: int) -> Answer:
    return signing(JCS, count, repeats)


def step_jcs_plain(count: int, repeats: int) -> Answer:
    return signing_plainly(JCS, count, repeats)


def step_rdfc(count: int, repeats: int) -> Answer:
    return signing(RDFC, count, repeats)


def step_rdfc_plain(_count: int, repeats: int) -> Answer:
    return signing_plainly(RDFC, SAMPLE, repeats)


def step_limit(count: int, repeats: int) -> Answer:
    """What no code can pass: the signature itself, of 64 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    messages = [number.to_bytes(64, "big") for number in range(count)]
    pairs = [(key.sign(one), one) for one in messages]
    return {
        "issue": rate(key.sign, messages, repeats),
        "verify": rate(lambda pair: public.verify(*pair), pairs, repeats),
        "parity": True,
    }


def _claims(count: int, issuer: str) -> list[dict[str, Any]]:
    return [
        {
            "vct": "https://issuer.example/credentials/skill",
            "iss": issuer,
            "iat": int(AT.timestamp()),
            "level": 3,
            "name": f"持证人{number}",
            "identity_number": f"11010119900307{number:04d}",
            "birthdate": "1990-03-07",
            "score": 87,
        }
        for number in range(count)
    ]


def step_sd_jwt(count: int, repeats: int) -> Answer:
    from trimtab.credentials.securing import did_key_method, resolve_did_key
    from trimtab.credentials.sharing import holder_jwk, issue_sd_jwt, verify_sd_jwt
    from trimtab.credentials.types import Algorithm
    from trimtab.stores.credentials.local_signer import LocalSigner

    signer = LocalSigner.generate(Algorithm.P256, did_key_method)
    holder = holder_jwk(LocalSigner.generate(Algorithm.P256, did_key_method).public_key)
    places = [(name,) for name in HIDDEN]
    claims = _claims(count, signer.key_id.partition("#")[0])

    def issue(one: dict[str, Any]) -> str:
        return issue_sd_jwt(one, places, signer, holder)

    found = verify_sd_jwt(issue(claims[0]), resolve_did_key, None, None, AT)
    return {"issue": rate(issue, claims, repeats), "parity": found.holds}


def step_sd_jwt_plain(count: int, repeats: int) -> Answer:
    import _credential_references as plain
    from joserfc.jwk import ECKey

    from trimtab.credentials.securing import did_key_method, resolve_did_key
    from trimtab.credentials.sharing import holder_jwk, key_of_jwk, verify_sd_jwt
    from trimtab.credentials.types import Algorithm
    from trimtab.stores.credentials.local_signer import LocalSigner

    key = ECKey.generate_key("P-256", private=True)
    public = key_of_jwk({k: key.as_dict()[k] for k in ("kty", "crv", "x", "y")})
    key_id = did_key_method(Algorithm.P256, public)
    holder = holder_jwk(LocalSigner.generate(Algorithm.P256, did_key_method).public_key)
    claims = _claims(count, key_id.partition("#")[0])

    def issue(one: dict[str, Any]) -> str:
        return plain.sign_sd_jwt(one, HIDDEN, key, key_id, holder)

    found = verify_sd_jwt(issue(claims[0]), resolve_did_key, None, None, AT)
    return {"issue": rate(issue, claims, repeats), "parity": found.holds}


def step_verdict(count: int, repeats: int) -> Answer:
    """Everything a verifier asks of a certificate with both proofs and two status entries."""
    from trimtab.app.credentials_signing import seal_of
    from trimtab.credentials.status import Purpose, StatusList, status_list_credential
    from trimtab.credentials.types import Issuer, Outcome
    from trimtab.credentials.verifying import Sources, verify_credential

    made, key, signer = make_certificates(count)
    seal = seal_of(signer)
    signed = [seal.sign(one, AT) for one in made]
    lists = {}
    for purpose in Purpose:
        address = f"https://issuer.example/status-lists/{purpose.value}"
        unsigned = status_list_credential(
            address, key.issuer_id, purpose, StatusList.empty(), AT, AT + timedelta(days=9)
        )
        lists[address] = seal.sign(unsigned, AT)
    issuer = Issuer(key.issuer_id, {"en": "Example College"}, "CN-310000")
    sources = Sources(issuer=lambda _: issuer, status=lists.get)
    now = AT + timedelta(days=1)

    def verify(document: dict[str, Any]) -> None:
        verdict = verify_credential(document, sources, now)
        if verdict.outcome is not Outcome.VALID:
            raise SystemExit(f"{verdict.outcome}: {verdict.checks}")

    return {"verify": rate(verify, signed, repeats), "parity": True}


def step_batch(count: int, _repeats: int) -> Answer:
    """A list as an office issues it, once: it cannot be issued twice."""
    from trimtab.app.credentials_batch import BatchRun
    from trimtab.app.credentials_signing import Keyring
    from trimtab.app.workspace import open_workspace
    from trimtab.credentials.issuing.batch_types import RowState
    from trimtab.stores.credentials.bulk import SqlCertificates
    from trimtab.stores.office.store import open_office

    os.environ.setdefault("TRIMTAB_KEY_PASSPHRASE", "benchmark of a synthetic issuer")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        open_workspace(place / "workspace", create=True).store.close()
        office = open_office(place / "workspace", None)
        store, keyring = SqlCertificates(), Keyring.of(place / "workspace")
        batch = _approved_batch(office, store, keyring, _text_list(place, count))
        start = time.perf_counter()
        issued = BatchRun(office, keyring, "approver", store).issue(batch)
        seconds = time.perf_counter() - start
        with office.reading() as reading:
            counts = store.count_rows(reading, batch)
        office.close()
    return {"issue": issued / seconds, "parity": counts == {RowState.ISSUED: count}}


def step_workbook(count: int, _repeats: int) -> Answer:
    """Seconds by the clock for a list in Excel, once: read and checked, issued, revoked whole."""
    from trimtab.app.credentials_issuing import CredentialDesk
    from trimtab.app.credentials_revoking import revoke_here
    from trimtab.app.credentials_signing import Keyring
    from trimtab.credentials.issuing.batch_revoking import approve_revocation, ask_revocation
    from trimtab.credentials.issuing.batch_types import RowState
    from trimtab.credentials.issuing.types import ChangeReason
    from trimtab.office.types import OPERATOR
    from trimtab.stores.credentials.bulk import SqlCertificates
    from trimtab.stores.credentials.searching import (
        CertificateSearch,
        count_found,
        search_certificates,
    )
    from trimtab.stores.office.store import open_office

    os.environ.setdefault("TRIMTAB_KEY_PASSPHRASE", "benchmark of a synthetic issuer")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = _excel_list(place, count)
        database = os.environ.get("TRIMTAB_BENCHMARK_DATABASE")
        office = open_office(place / "workspace", database, create=True)
        store, keyring = SqlCertificates(), Keyring.of(place / "workspace")
        desk = CredentialDesk(office, keyring, OPERATOR, "benchmark", store)
        times = [time.perf_counter()]
        batch = _approved_batch(office, store, keyring, source)
        times.append(time.perf_counter())
        desk.issue(batch)
        times.append(time.perf_counter())
        with office.reading() as reading:
            for words in ("", f"S{count - 1:08d}"):
                search = CertificateSearch(AT, words=words, named=True)
                found = count_found(reading, search), search_certificates(reading, search, 50)
                times.append(time.perf_counter())
        with desk.work() as work:
            ask_revocation(work, store, batch, ChangeReason.ISSUED_IN_ERROR, "benchmark")
        with office.work("approver", "benchmark") as work:
            approved = approve_revocation(work, batch)
        done = revoke_here(desk, approved)
        times.append(time.perf_counter())
        with office.reading() as reading:
            counts = store.count_rows(reading, batch)
        office.close()
    parts = ("draft", "issue", "page", "search", "revoke")
    took = dict(zip(parts, (after - before for before, after in pairwise(times)), strict=True))
    whole = counts == {RowState.ISSUED: count} and done.revoked == count
    return {**took, "parity": whole and found[0] == len(found[1]) == 1}


def _text_list(place: Path, count: int) -> Path:
    """A list of so many synthetic persons."""
    rows = [f"持证人{number},{WELDER},2026-11-20" for number in range(count)]
    source = place / "list.csv"
    source.write_text("\n".join(["name,achievement,awarded on", *rows]) + "\n", encoding="utf-8")
    return source


def _excel_list(place: Path, count: int) -> Path:
    """The same in Excel, with everything a list can hold."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(
        ["name", "identity number", "achievement", "awarded on", "valid until", "score",
         "certificate number"]
    )  # fmt: skip
    for number in range(count):
        sheet.append(
            [f"持证人{number}", f"E{number:08d}", WELDER, "2026-11-20", "2031-11-19",
             str(60 + number % 40), f"S{number:08d}"]
        )  # fmt: skip
    source = place / "list.xlsx"
    book.save(source)
    return source


def _approved_batch(office: Any, store: Any, keyring: Any, source: Path) -> str:
    """An issuer with an accreditation, the list of an office, approved by another person."""
    from datetime import date

    from trimtab.app.credentials_issuing import CredentialDesk
    from trimtab.credentials.issuing.batches import approve_batch
    from trimtab.credentials.issuing.registry import add_accreditation, add_achievement
    from trimtab.credentials.issuing.types import AchievementRecord
    from trimtab.credentials.types import Accreditation
    from trimtab.office.people import add_actor
    from trimtab.office.people_grants import give_grant
    from trimtab.office.types import OPERATOR, Actor, Role

    region, standard = "CN-310000", "CSCO@2022:6-18-02-04"
    desk = CredentialDesk(office, keyring, OPERATOR, "benchmark", store)
    issuer, _ = desk.enter_issuer({"zh": "示例学院", "en": "Example College"}, region)
    welder = AchievementRecord(
        WELDER,
        standard,
        {"zh": "焊工", "en": "Welder"},
        {"zh": "国家职业标准", "en": "National standard"},
        level=3,
    )
    with office.work(OPERATOR, "benchmark") as work:
        add_actor(work, Actor("approver", "approver"))
        give_grant(work, "approver", Role.APPROVER, region)
        add_achievement(work, welder, region)
        add_accreditation(
            work,
            Accreditation(
                "a1", issuer.issuer_id, standard, 8, region, date(2020, 1, 1), None, "-", "-"
            ),
        )
    drafted = desk.draft_list(issuer.issuer_id, source, "benchmark")
    with office.work("approver", "benchmark") as work:
        approve_batch(work, drafted.batch_id)
    return str(drafted.batch_id)


def step_batch_plain(_count: int, repeats: int) -> Answer:
    """Both proofs of a certificate with the plain libraries; no register, no list."""
    import _credential_references as plain
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made, _, _ = make_certificates(SAMPLE)
    key, key_id = Ed25519PrivateKey.generate(), "did:example:issuer#key"
    forms = {RDFC: plain.canonical_quads(), JCS: plain.canonical_json()}

    def issue(document: dict[str, Any]) -> None:
        for suite, canonical in forms.items():
            plain.sign(document, key, key_id, suite, CREATED, canonical)

    return {"issue": rate(issue, made, repeats, time.perf_counter), "parity": True}


def step_stack(cases: int, _repeats: int) -> Answer:
    """Milliseconds for the best use of 40 entries towards 12 requirements, and plainly."""
    from _credit_stacking_cases import random_case, stack_plainly

    from trimtab.credentials.bank import stack

    ours, plain, agreed = [], [], True
    for seed in range(cases):
        entries, qualification, frameworks, rules, on, known = random_case(seed)
        start = time.process_time()
        result = stack(entries, qualification, frameworks, on=on, known=known, rules=rules)
        middle = time.process_time()
        shortfall = stack_plainly(entries, qualification, frameworks, rules, on, known)
        ours.append((middle - start) * 1e3)
        plain.append((time.process_time() - middle) * 1e3)
        agreed &= shortfall == result.shortfall
    return {"stack": ours, "stack_plain": plain, "parity": agreed}


STEPS: dict[str, Callable[[int, int], Answer]] = {
    name.removeprefix("step_"): step
    for name, step in list(globals().items())
    if name.startswith("step_")
}
