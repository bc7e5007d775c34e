"""1EdTech's signed examples of Open Badges 3.0 and Comprehensive Learner Record 2.0."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trimtab.credentials.securing import (
    STANDARD,
    Contexts,
    canonical_quads,
    check_proofs,
    multibase_decode,
    plain_quads,
    read_document,
    without_proof,
)
from trimtab.credentials.types import Algorithm, KeyRecord

KEY = KeyRecord(
    key_id="https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    issuer_id="https://example.edu/issuers/565049",
    algorithm=Algorithm.ED25519,
    public_key_multibase="z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    valid_from=datetime(2010, 1, 1, tzinfo=UTC),
)
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_C, _O = (f"https://purl.imsglobal.org/spec/vc/{kind}/vocab.html#" for kind in ("clr", "ob"))
# No package publishes this context. These are the words the example uses, with the meanings that
# its canonical form shows; a wrong one would give another form.
CLR_STAND_IN = {
    "@context": {
        "id": "@id",
        "type": "@type",
        "ClrCredential": {"@id": f"{_C}ClrCredential"},
        "ClrSubject": {
            "@id": f"{_C}ClrSubject",
            "@context": {
                "achievement": {"@id": f"{_C}achievement", "@container": "@set"},
                "association": {"@id": f"{_C}association", "@container": "@set"},
                "verifiableCredential": {
                    "@id": f"{_C}verifiableCredential",
                    "@container": "@set",
                },
            },
        },
        "Association": {
            "@id": f"{_C}Association",
            "@context": {
                "associationType": f"{_C}AssociationType",
                "sourceId": {"@id": f"{_C}sourceId", "@type": "xsd:anyURI"},
                "targetId": {"@id": f"{_C}targetId", "@type": "xsd:anyURI"},
            },
        },
    }
}
CONTEXTS = STANDARD.with_documents({CLR: CLR_STAND_IN})


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data.parent / "vectors" / "1edtech-ob3" / "ob_v3p0"


def _blocks(page: Path) -> list[str]:
    """The JSON texts of a page of the specification."""
    text = page.read_text("utf-8")
    found = re.findall(r"<pre[^>]*>\s*(\{.*?\})\s*</pre", text, re.DOTALL)
    return [html.unescape(block) for block in found]


def _signed(page: Path) -> dict[str, Any]:
    found = [read_document(block) for block in _blocks(page) if '"proof"' in block]
    return found[-1]


@pytest.mark.parametrize(("short", "name"), [("ob", "obv3p0"), ("clr", "clrv2p0")])
def test_canonical_forms_hashes_and_signature(short: str, name: str, folder: Path) -> None:
    page = folder / "impl" / f"linked-data-proof-{short}.html"
    heading = r'id="(?:ob|clr)-([a-z-]+)">[^<]*</h3>\s*<code\s*>\s*([0-9a-zA-Z]+)'
    stated = dict(re.findall(heading, page.read_text("utf-8")))
    signed = _signed(page)
    document = without_proof(signed)
    proof = signed["proof"][0] if isinstance(signed["proof"], list) else signed["proof"]
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    options["@context"] = signed["@context"]
    vectors = folder / "impl" / "test-vectors" / name
    for form, file, label in (
        (canonical_quads(document, CONTEXTS), "document-canon.txt", "document-hash"),
        (canonical_quads(options, CONTEXTS), "proof-canon.txt", "proof-hash"),
    ):
        assert form.decode().strip() == (vectors / file).read_text("utf-8").strip()
        assert hashlib.sha256(form).hexdigest() == stated[label]
    assert multibase_decode(proof["proofValue"]).hex() == stated["signature"]
    (finding,) = check_proofs(
        signed, lambda key_id: KEY if key_id == KEY.key_id else None, contexts=CONTEXTS
    )
    assert finding.holds and finding.key is KEY


def test_a_changed_word_breaks_the_open_badge(folder: Path) -> None:
    signed = _signed(folder / "impl" / "linked-data-proof-ob.html")
    signed["credentialSubject"]["achievement"]["name"] += "!"
    (finding,) = check_proofs(signed, lambda _: KEY)
    assert not finding.holds and finding.reason == "proof_broken"


def test_every_example_of_the_specification_has_a_form(folder: Path) -> None:
    pages = sorted((folder / "examples").glob("*.html"))
    assert len(pages) == 7
    for page in pages:
        (block,) = _blocks(page)
        document = read_document(block)
        forms = {canonical_quads(document, Contexts(CONTEXTS.more)) for _ in range(4)}
        assert forms == {plain_quads(document, CONTEXTS)}, page.name
