"""The examples of RFC 9901 and of SD-JWT VC, each issued, shown and verified.

Source      oauth-wg/oauth-selective-disclosure-jwt and oauth-wg/oauth-sd-jwt-vc, folders examples:
            YAML of the claims (``!sd`` marks what may be withheld) and of what the holder shows.
            They are specifications, not signed texts: salts and signatures are drawn anew.
Tolerance   the claims after verification equal exactly what the specification says is shown
Not used    of ``w3c-vc_for_slide_deck`` the RSA key of its slide (it is shortened, so it is no key)
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec

from trimtab.credentials.securing import public_key_multibase
from trimtab.credentials.sharing import (
    CREDENTIAL_TYPES,
    SharingFinding,
    as_json,
    choose,
    issue_sd_jwt,
    read_held,
    sign_again,
    take_apart,
    verify_sd_jwt,
)
from trimtab.credentials.types import Algorithm, KeyRecord, Outcome
from trimtab.stores.credentials.key_files import LocalSigner

EXAMPLES = {
    "sd-jwt-rfc9901": (
        "address_only_flat", "address_only_recursive", "address_only_structured",
        "address_only_structured_one_open", "arf-pid", "complex_eidas", "complex_eidas_proposal",
        "complex_ekyc", "json_serialization_flattened", "json_serialization_general", "jsonld",
        "simple", "simple_structured", "w3c-vc", "w3c-vc_for_slide_deck",
    ),
    "sd-jwt-vc": ("01", "02", "03-pid"),
}  # fmt: skip
NAMES = [(folder, name) for folder, names in EXAMPLES.items() for name in names]
PLAIN_TYPE = "example+sd-jwt"


@dataclass(frozen=True)
class Marked:
    """A name or an array element that may be withheld."""

    value: Any


class Loader(yaml.SafeLoader):
    """YAML with ``!sd`` before names and elements."""


def _marked(loader: Loader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return Marked(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Marked(loader.construct_sequence(node, deep=True))
    # the tag hides the type that the scalar would have: a name in quotes stays a text
    plain = node.style is None
    tag = loader.resolve(yaml.ScalarNode, node.value, (plain, not plain))
    return Marked(loader.construct_object(yaml.ScalarNode(tag, node.value)))


Loader.add_constructor("!sd", _marked)


def claims_and_places(value: Any, place: tuple = ()) -> tuple[Any, list[tuple]]:
    """The claims without marks, and the places that were marked."""
    places: list[tuple] = []
    if isinstance(value, Marked):
        inner, below = claims_and_places(value.value, place)
        return inner, [place, *below]
    if isinstance(value, dict):
        plain: dict = {}
        for key, content in value.items():
            name = str(key.value if isinstance(key, Marked) else key)
            if isinstance(key, Marked):
                places.append((*place, name))
            plain[name], below = claims_and_places(content, (*place, name))
            places += below
        return plain, places
    if isinstance(value, list):
        held = [claims_and_places(one, (*place, index)) for index, one in enumerate(value)]
        return [one for one, _ in held], [path for _, below in held for path in below]
    return value, places


def shown_places(selection: Any, places: list[tuple], place: tuple = ()) -> list[tuple]:
    """The marked places that the specification names with something that is not empty."""
    found = [place] if place in places and selection else []
    if isinstance(selection, dict):
        items: Any = selection.items()
    elif isinstance(selection, list):
        items = enumerate(selection)
    else:
        return found
    return found + [
        one for key, content in items for one in shown_places(content, places, (*place, key))
    ]


def expected(value: Any, places: set[tuple], shown: set[tuple], place: tuple = ()) -> Any:
    """The claims less what is marked and not shown, written without regard to our code."""
    if isinstance(value, dict):
        return {
            key: expected(content, places, shown, (*place, key))
            for key, content in value.items()
            if (*place, key) not in places - shown
        }
    if isinstance(value, list):
        return [
            expected(content, places, shown, (*place, index))
            for index, content in enumerate(value)
            if (*place, index) not in places - shown
        ]
    return value


@dataclass(frozen=True)
class Example:
    """A specification with the keys of its settings."""

    specification: dict
    settings: dict

    @classmethod
    def read(cls, folder: Path, name: str) -> Example:
        written = (folder / "examples" / name / "specification.yml").read_text(encoding="utf-8")
        specification = yaml.load(written, Loader)
        settings = yaml.safe_load((folder / "examples" / "settings.yml").read_text())
        return cls(specification, settings | specification.get("settings_override", {}))

    @property
    def issuers(self) -> list[dict]:
        keys = self.settings["key_settings"]
        return keys.get("issuer_keys") or [keys["issuer_key"]]

    @property
    def media_type(self) -> str:
        given = self.specification.get("extra_header_parameters", {}).get("typ")
        return given if "vct" in self.specification["user_claims"] else PLAIN_TYPE


def signer(jwk: dict, key_id: str) -> LocalSigner:
    number = int.from_bytes(base64.urlsafe_b64decode(jwk["d"] + "=="), "big")
    return LocalSigner.of(ec.derive_private_key(number, ec.SECP256R1()), key_id)


def public(jwk: dict) -> dict[str, str]:
    return {name: jwk[name] for name in ("kty", "crv", "x", "y")}


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "name"), NAMES)
@pytest.mark.parametrize("decoys", [None, 3])
def test_what_is_shown_is_what_the_specification_says(shared_data, folder, name, decoys):
    example = Example.read(shared_data.parent / "vectors" / folder, name)
    specification, settings = example.specification, example.settings
    verifier, nonce = settings.get("identifiers", {}).get("verifier"), "1234567890"
    claims, places = claims_and_places(specification["user_claims"])
    claims.pop("cnf", None)
    issuer = claims.get("iss", "https://issuer.example.com")
    if specification.get("include_default_claims", True):
        claims = {"iss": issuer, "iat": 1683000000, "exp": 1883000000} | claims
    signers = [signer(jwk, f"{issuer}#{n}") for n, jwk in enumerate(example.issuers)]
    holder_jwk = settings["key_settings"]["holder_key"]
    bound = bool(specification.get("key_binding"))
    wanted_decoys = 2 if specification.get("add_decoy_claims") else 0

    issued = issue_sd_jwt(
        claims, places, signers[0], public(holder_jwk) if bound else None,
        media_type=example.media_type, decoys=wanted_decoys if decoys is None else decoys,
    )  # fmt: skip
    if bound:
        claims |= {"cnf": {"jwk": public(holder_jwk)}}
    assert read_held(issued).claims == claims
    assert set(read_held(issued).disclosable) == set(places)

    shown = shown_places(specification["holder_disclosed_claims"], places)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    asked = (nonce, verifier) if bound else (None, None)
    parts = choose(issued, shown, signer(holder_jwk, "holder") if bound else None, *asked, at)
    records = {
        one.key_id: KeyRecord(one.key_id, issuer, Algorithm.P256,
                              public_key_multibase(Algorithm.P256, one.public_key), at)
        for one in signers
    }  # fmt: skip
    presented = [parts.compact()]
    if specification.get("serialization_format") == "json":
        more = sign_again(parts, signers[1:], example.media_type)
        presented += [as_json(parts.flattened()), as_json(more.general())]
        assert len(more.signatures) == len(signers)
    for text in presented:
        found = verify_sd_jwt(text, records.get, *asked, at,
                              media_types=(*CREDENTIAL_TYPES, PLAIN_TYPE))  # fmt: skip
        assert (found.holds, found.outcome, found.code) == (True, Outcome.VALID, None)
        assert found.claims == expected(claims, set(places), set(shown))
        assert set(found.disclosed) >= set(shown)
        assert found.key_bound is bound
        _nothing_of_the_rest_is_in(text, claims, set(places) - set(found.disclosed))


def _nothing_of_the_rest_is_in(text: str, claims: dict, hidden: set[tuple]) -> None:
    """No value that was withheld stands in the text, packed or plain."""
    token, *_ = (text if text.startswith("ey") else "ey~").split("~")
    parts = token.split(".")
    payload = base64.urlsafe_b64decode(parts[1] + "==").decode() if len(parts) > 1 else ""
    for path in hidden:
        value: Any = claims
        for step in path:
            value = value[step]
        if isinstance(value, str) and len(value) > 8:
            assert value not in payload


@pytest.mark.shared
def test_every_example_is_run(shared_data):
    """A new example in the vectors must not go unnoticed."""
    for folder, names in EXAMPLES.items():
        there = (shared_data.parent / "vectors" / folder / "examples").glob("*/specification.yml")
        assert sorted(one.parent.name for one in there) == sorted(names)


@pytest.mark.shared
def test_with_two_issuers_both_signatures_must_hold(shared_data):
    example = Example.read(
        shared_data.parent / "vectors" / "sd-jwt-rfc9901", "json_serialization_general"
    )
    signers = [signer(jwk, f"https://i.example#{n}") for n, jwk in enumerate(example.issuers)]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    records = {
        one.key_id: KeyRecord(one.key_id, "https://i.example", Algorithm.P256,
                              public_key_multibase(Algorithm.P256, one.public_key), at)
        for one in signers
    }  # fmt: skip

    def verified(document: dict) -> SharingFinding:
        return verify_sd_jwt(as_json(document), records.get, None, None, at,
                             media_types=(PLAIN_TYPE,))  # fmt: skip

    issued = issue_sd_jwt({"sub": "a"}, [("sub",)], signers[0], media_type=PLAIN_TYPE)
    both = sign_again(take_apart(issued), signers[1:], PLAIN_TYPE).general()
    assert verified(both).holds
    both["signatures"][1]["signature"] = both["signatures"][0]["signature"]
    assert verified(both).code == "CREDENTIALS-056"
