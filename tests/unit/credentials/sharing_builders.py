"""An issuer, a holder and a certificate that the tests of sharing use."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from trimtab.credentials.securing import public_key_multibase
from trimtab.credentials.sharing import (
    SharingFinding,
    holder_jwk,
    issue_sd_jwt,
    present,
    verify_sd_jwt,
)
from trimtab.credentials.types import Algorithm, KeyRecord, Outcome
from trimtab.stores.credentials.key_files import LocalSigner

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ISSUER = "did:web:awards.example"
ISSUER_KEY = f"{ISSUER}#key-1"
NONCE, AUDIENCE = "n-0S6_WzA2Mj", "https://employer.example"


def make_signer(key_id: str) -> LocalSigner:
    return LocalSigner.generate(Algorithm.P256, lambda algorithm, public: key_id)


ISSUING, HOLDING, STRANGER = map(make_signer, (ISSUER_KEY, "holder", ISSUER_KEY))
RECORD = KeyRecord(ISSUER_KEY, ISSUER, Algorithm.P256,
                   public_key_multibase(Algorithm.P256, ISSUING.public_key), NOW)  # fmt: skip
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "vct": "https://awards.example/types/skill-certificate",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(days=365)).timestamp()),
    "name": "王小明",
    "identity_number": "SYN-110101199001010000",
    "achievement": {"title": "电工", "level": 6, "scores": [91, 88]},
    "languages": ["zh", "en"],
}
PLACES = [("name",), ("identity_number",), ("achievement",), ("achievement", "level"),
          ("achievement", "scores", 0), ("languages", 1)]  # fmt: skip


def issued(**changes: Any) -> str:
    return issue_sd_jwt(CLAIMS | changes, PLACES, ISSUING, holder_jwk(HOLDING.public_key))


def shown(disclose=(("name",),), at: datetime = NOW) -> str:
    return present(issued(), disclose, HOLDING, NONCE, AUDIENCE, at)


def resolve(key_id: str) -> KeyRecord | None:
    return RECORD if key_id == ISSUER_KEY else None


def checked(text: str, nonce=NONCE, audience=AUDIENCE, at=NOW, **options: Any):
    return verify_sd_jwt(text, options.pop("resolve", resolve), nonce, audience, at, **options)


def packed(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def digest(text: str) -> str:
    return packed(hashlib.sha256(text.encode()).digest())


def signed(payload: Any, header: Any = None, by=ISSUING, disclosures=()) -> str:
    """An SD-JWT with any payload and header, rightly signed."""
    named = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": ISSUER_KEY} | (header or {})
    message = f"{packed(named)}.{packed(payload)}"
    return "~".join((f"{message}.{packed(by.sign(message.encode()))}", *disclosures, ""))


def refused(finding: SharingFinding, code: str, outcome: Outcome = Outcome.INVALID) -> None:
    """A finding that does not hold, for one reason."""
    assert (finding.holds, finding.code, finding.outcome) == (False, code, outcome)
