"""What differs between the contexts held here and the published texts in the vectors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from trimtab.credentials.securing import STANDARD

V2 = "https://www.w3.org/ns/credentials/v2"
PUBLISHED = {
    V2: "w3c-vc-data-model/contexts/credentials/v2",
    "https://www.w3.org/2018/credentials/v1": "w3c-vc-data-model/contexts/credentials/v1",
    "https://www.w3.org/ns/credentials/status/v1": "w3c-bitstring/contexts/v1.jsonld",
    "https://w3id.org/vc/status-list/2021/v1": "w3c-bitstring/contexts/2021/v1.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": (
        "1edtech-ob3/ob_v3p0/context-3.0.3.json"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "1edtech-ob3/ob_v3p0/context.json",
}


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> Path:
    return shared_data.parent / "vectors"


@pytest.mark.parametrize("address", PUBLISHED)
def test_the_same_value_as_the_published_text(address: str, vectors: Path) -> None:
    content = (vectors / PUBLISHED[address]).read_bytes()
    pin = STANDARD.pins[address]
    assert pin.published_sha256 == hashlib.sha256(content).hexdigest()
    assert pin.published_sha384 == hashlib.sha384(content).hexdigest()
    # The order of members counts too: as text, both are the same but for white space.
    assert json.dumps(json.loads(content)) == json.dumps(STANDARD.load(address))
    same_bytes = pin.sha256 == pin.published_sha256
    assert pin.differences.startswith("None: byte for byte" if same_bytes else "White space only")


def test_only_these_claim_a_published_text() -> None:
    claiming = {pin.address for pin in STANDARD.pins.values() if pin.published_sha256 is not None}
    assert claiming == set(PUBLISHED)
    assert all(
        (pin.published_sha256 is None) == pin.differences.startswith("No published text")
        for pin in STANDARD.pins.values()
    )


def _differences(ours: Any, theirs: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found: dict[str, tuple[Any, Any]] = {}
        for name in sorted({*ours, *theirs}):
            found |= _differences(ours.get(name), theirs.get(name), f"{path}/{name}")
        return found
    return {} if ours == theirs else {path: (ours, theirs)}


def test_the_earlier_text_of_credentials_v2_differs_in_three_status_terms(vectors: Path) -> None:
    content = (
        vectors / "w3c-vc-data-model" / "credentials-v2.published-8d0ee107.jsonld"
    ).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert digest in STANDARD.pins[V2].differences
    found = _differences(STANDARD.load(V2), json.loads(content))
    terms = ("statusMessage", "statusReference", "statusSize")
    ours, theirs = "BitstringStatusListEntry", "BitstringStatusList"
    assert set(found) == {
        f"/@context/{kind}/@context/{term}" for kind in (ours, theirs) for term in terms
    }
    for term in terms:
        here, there = found[f"/@context/{ours}/@context/{term}"]
        assert there is None
        nothing, moved = found[f"/@context/{theirs}/@context/{term}"]
        assert nothing is None
        if term == "statusSize":
            assert here["@type"] == "https://www.w3.org/2001/XMLSchema#integer"
            assert moved["@type"] == "https://www.w3.org/2001/XMLSchema#positiveInteger"
            here = {**here, "@type": moved["@type"]}
        assert here == moved
