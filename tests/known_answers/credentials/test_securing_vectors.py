"""W3C vectors of EdDSA cryptosuites, proof sets and chains, and RFC 8785, byte for byte."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trimtab.app.vc_api_contexts import suite_contexts
from trimtab.credentials.securing import (
    CRYPTOSUITES,
    STANDARD,
    Contexts,
    canonical_json,
    canonical_quads,
    check_proofs,
    did_key_method,
    ed25519_holds,
    multibase_decode,
    raw_key,
    read_document,
    resolve_did_key,
    secure,
    without_proof,
)

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"
# The vectors do not hold this context. These are the words their document uses, with the meanings
# that its canonical form shows; a wrong one would give another form.
_C, _S = "https://w3id.org/citizenship#", "https://schema.org/"
_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
CITIZENSHIP_STAND_IN = {
    "@context": {
        "Person": f"{_S}Person",
        "additionalName": f"{_S}additionalName",
        "birthDate": {"@id": f"{_S}birthDate", "@type": _TIME},
        "familyName": f"{_S}familyName",
        "gender": f"{_S}gender",
        "givenName": f"{_S}givenName",
        "identifier": f"{_S}identifier",
        "image": {"@id": f"{_S}image", "@type": "@id"},
        "residentSince": {"@id": f"{_C}residentSince", "@type": _TIME},
        **{
            word: f"{_C}{word}"
            for word in (
                "EmployablePerson",
                "EmploymentAuthorizationDocument",
                "EmploymentAuthorizationDocumentCredential",
                "birthCountry",
                "employmentAuthorizationDocument",
                "lprCategory",
                "lprNumber",
            )
        },
    }
}


@dataclass(frozen=True)
class Seed:
    """A signer from the seed of a vector."""

    seed: bytes
    algorithm: str = "Ed25519"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        return did_key_method("Ed25519", self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def _signer(pair: dict[str, str]) -> Seed:
    return Seed(multibase_decode(pair["privateKeyMultibase"])[2:])


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> Path:
    return shared_data.parent / "vectors"


@pytest.fixture(scope="module")
def eddsa(vectors: Path) -> Path:
    return vectors / "w3c-vc-di-eddsa" / "TestVectors"


@pytest.fixture(scope="module")
def contexts(vectors: Path) -> Contexts:
    folder = vectors / "w3c-vc-data-model" / "contexts" / "credentials"
    examples = json.loads((folder / "examples" / "v2").read_text("utf-8"))
    return STANDARD.with_documents({EXAMPLES: examples, CITIZENSHIP: CITIZENSHIP_STAND_IN})


def _read(path: Path) -> dict[str, Any]:
    return read_document(path.read_bytes())


def _at(proof: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(proof["created"])


SUITES = {
    "eddsa-rdfc-2022": ("unsigned.json", "eddsa-rdfc-2022", "DataInt"),
    "eddsa-rdfc-2022/employ": ("employmentAuth.json", "eddsa-rdfc-2022", "DataInt"),
    "eddsa-jcs-2022": ("unsigned.json", "eddsa-jcs-2022", "JCS"),
    "Ed25519Signature2020": ("signed", "", "EdSig"),
}


@pytest.mark.parametrize("folder", SUITES)
def test_canonical_forms_and_hashes(folder: str, eddsa: Path, contexts: Contexts) -> None:
    source, suite, ending = SUITES[folder]
    at = eddsa / folder
    if source == "signed":  # its document names one context more than the unsigned file
        document = without_proof(_read(at / f"signed{ending}.json"))
        options = _read(at / f"proofConfig{ending}.json")
    else:
        document = _read(eddsa / source)
        options = _read(at / f"proofConfig{ending}.json")

    def form(value: dict[str, Any]) -> bytes:
        if suite == "eddsa-jcs-2022":
            return canonical_json(value)
        return canonical_quads(value, contexts)

    def text(name: str) -> str:
        return (at / f"{name}{ending}.txt").read_text("utf-8")

    assert form(document).decode().strip() == text("canonDoc").strip()
    assert form(options).decode().strip() == text("proofCanon").strip()
    hashes = [hashlib.sha256(form(value)).hexdigest() for value in (options, document)]
    assert hashes == [text("proofHash").strip(), text("docHash").strip()]
    assert "".join(hashes) == text("combinedHash").strip()
    public = raw_key(_read(eddsa / "keyPair.json")["publicKeyMultibase"])[1]
    signature = multibase_decode(text("sigBTC58").strip())
    assert signature.hex() == text("sigHex").strip()
    assert ed25519_holds(public, signature, bytes.fromhex("".join(hashes)))
    assert not ed25519_holds(public, signature, bytes.fromhex("".join(hashes[::-1])))


@pytest.mark.parametrize("folder", ["eddsa-rdfc-2022", "eddsa-rdfc-2022/employ", "eddsa-jcs-2022"])
def test_proofs_are_identical(folder: str, eddsa: Path, contexts: Contexts) -> None:
    source, suite, ending = SUITES[folder]
    expected = _read(eddsa / folder / f"signed{ending}.json")
    signer = _signer(_read(eddsa / "keyPair.json"))
    found = secure(
        _read(eddsa / source),
        [(CRYPTOSUITES[suite], signer)],
        _at(expected["proof"]),
        contexts=contexts,
    )
    assert found == expected
    (finding,) = check_proofs(expected, resolve_did_key, contexts=contexts, check_controller=False)
    assert finding.holds and finding.key is not None


def test_the_employment_signature_needs_its_context(eddsa: Path) -> None:
    """Unpinned, hence refused by name, and never fetched."""
    signed = _read(eddsa / "eddsa-rdfc-2022" / "employ" / "signedDataInt.json")
    (finding,) = check_proofs(signed, resolve_did_key, check_controller=False)
    assert not finding.holds
    assert finding.params["code"] == "CREDENTIALS-010" and CITIZENSHIP in finding.params["detail"]


def test_sets_and_chains_are_identical(eddsa: Path, contexts: Contexts) -> None:
    folder = eddsa / "proof-set-chain"
    keys = _read(folder / "multiKeyPairs.json")
    signers = {pair["publicKeyMultibase"]: _signer(pair) for pair in keys.values()}
    suite = CRYPTOSUITES["eddsa-rdfc-2022"]
    for name in ("signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"):
        expected = _read(folder / f"{name}.json")
        proofs = expected["proof"]
        proofs = proofs if isinstance(proofs, list) else [proofs]
        found: dict[str, Any] = _read(folder / "unsigned.json")
        for proof in proofs:
            signer = signers[proof["verificationMethod"].partition("#")[2]]
            found = secure(
                found,
                [(suite, signer)],
                _at(proof),
                previous=proof.get("previousProof"),
                proof_ids=[proof["id"]] if "id" in proof else [],
                contexts=contexts,
            )
        made = found["proof"] if isinstance(found["proof"], list) else [found["proof"]]
        assert made == proofs, name
        findings = check_proofs(
            expected, resolve_did_key, contexts=contexts, check_controller=False
        )
        assert [finding.holds for finding in findings] == [True] * len(proofs), name


@pytest.mark.parametrize("kind", ["Set", "Chain"])
@pytest.mark.parametrize("number", ["1", "2"])
def test_each_step_of_sets_and_chains(
    kind: str, number: str, eddsa: Path, contexts: Contexts
) -> None:
    """The options before and after signing, and of a chain the document that a link is over."""
    folder = eddsa / "proof-set-chain"
    options = _read(folder / f"proof{kind}Config{number}.json")
    made = _read(folder / f"proof{kind}ConfigSigned{number}.json")
    unsigned = _read(folder / "unsigned.json")
    assert {name: value for name, value in made.items() if name != "proofValue"} == options
    in_the_set = _read(folder / "signedProofSet2.json")["proof"]
    document, proofs = unsigned, [made]
    if kind == "Chain":
        document = _read(folder / f"proofChainTempDoc{number}.json")
        assert without_proof(document) == unsigned
        earlier = document["proof"]
        assert [one["id"] for one in earlier] == _several(made["previousProof"])
        # A link rests on those it names; those stand in the document in whatever order.
        proofs = [*(in_the_set if number == "2" else []), *earlier, made]
    assert made in _several(_read(folder / f"signedProof{kind}{number}.json")["proof"])
    data = CRYPTOSUITES["eddsa-rdfc-2022"].data(document, options, contexts)
    _, key = raw_key(options["verificationMethod"].partition("#")[2])
    assert ed25519_holds(key, multibase_decode(made["proofValue"]), data)
    findings = check_proofs(
        {**unsigned, "proof": proofs}, resolve_did_key, contexts=contexts, check_controller=False
    )
    assert findings[-1].holds


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_link_of_a_chain_covers_the_links_before_it(eddsa: Path, contexts: Contexts) -> None:
    signed = _read(eddsa / "proof-set-chain" / "signedProofChain2.json")
    signed["proof"][1]["created"] = "2023-02-24T23:36:39Z"
    findings = check_proofs(signed, resolve_did_key, contexts=contexts, check_controller=False)
    assert [finding.holds for finding in findings] == [True, False, False, True]


CHAIN_INPUTS = {
    f"{version}-previousProof{kind}-SimpleSigned2.json": kind.endswith("Ok")
    for version in ("1.1", "2.0")
    for kind in ("ArrayMissingFail", "ArrayOk", "MissingFail", "NotStringFail",
                 "StringMissingFail", "StringOk")
}  # fmt: skip


@pytest.mark.parametrize("name", CHAIN_INPUTS)
def test_chain_inputs(name: str, vectors: Path, contexts: Contexts) -> None:
    folder = vectors / "w3c-di-proof-chain-inputs" / "inputs" / "eddsa-rdfc-2022"
    assert sorted(path.name for path in folder.iterdir()) == sorted(CHAIN_INPUTS)
    findings = check_proofs(
        _read(folder / name), resolve_did_key, contexts=contexts, check_controller=False
    )
    assert len(findings) == 2
    assert all(finding.holds for finding in findings) is CHAIN_INPUTS[name]


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_rfc_8785(name: str, vectors: Path) -> None:
    folder = vectors / "rfc8785-jcs" / "testdata"
    value = json.loads((folder / "input" / f"{name}.json").read_bytes())
    assert canonical_json(value) == (folder / "output" / f"{name}.json").read_bytes()
    stated = (folder / "outhex" / f"{name}.txt").read_text("ascii")
    assert canonical_json(value) == bytes.fromhex(stated)


# Every folder of the vectors: the file that runs it, or why nothing does.
RUN_BY = {
    "1edtech-ob3": "test_securing_open_badges.py",
    "rfc8785-jcs": "this file",
    "sd-jwt-rfc9901": "sharing",
    "sd-jwt-vc": "sharing",
    "w3c-bitstring": "test_securing_context_differences.py; lists: status",
    "w3c-di-proof-chain-inputs": "this file",
    "w3c-vc-data-model": "test_securing_context_differences.py, test_data_model_inputs.py",
    "w3c-vc-data-model-2.0-inputs": "verifying",
    "w3c-vc-di-eddsa": "this file, every folder of it",
}


def test_every_folder_of_the_vectors_is_accounted_for(vectors: Path, eddsa: Path) -> None:
    assert {path.name for path in vectors.iterdir() if path.is_dir()} == set(RUN_BY)
    folders = {path.name for path in eddsa.iterdir() if path.is_dir()}
    assert folders == {name.split("/")[0] for name in SUITES} | {"proof-set-chain"}


# Files of the vectors that no test opens, and why.
NOT_RUN = {
    "contexts/credentials/examples/v1": "examples of the data model 1.1",
    "contexts/credentials/security/v1": "proofs older than Data Integrity",
    "contexts/credentials/security/v2": "proofs older than Data Integrity",
    "schema/verifiable-credential/verifiable-credential-schema.json": "JSON Schema is not read",
    "schema/verifiable-presentation/verifiable-presentation-schema.json": "JSON Schema is not read",
}


def test_every_file_of_the_data_model_is_accounted_for(vectors: Path) -> None:
    folder = vectors / "w3c-vc-data-model"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    examples = {name for name in files if "/example-" in name}  # test_data_model_inputs.py
    assert len(examples) == 12
    compared = {
        f"contexts/credentials/{name}" for name in ("v1", "v2", "examples/v2", "undefined-terms/v2")
    }
    compared |= {name for name in files if "/" not in name}  # ..._context_differences.py
    assert files == examples | compared | set(NOT_RUN)


@pytest.mark.parametrize("name", ["examples/v2", "undefined-terms/v2"])
def test_the_contexts_of_the_test_suites_are_theirs(name: str, vectors: Path) -> None:
    theirs = _read(vectors / "w3c-vc-data-model" / "contexts" / "credentials" / name)
    ours = suite_contexts().load(f"https://www.w3.org/ns/credentials/{name}")
    assert ours["@context"] == theirs["@context"]
