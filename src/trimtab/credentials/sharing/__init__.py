"""Selective disclosure: SD-JWT VC twins, holder keys, presentations.

A twin carries what the badge must not: name and identity number, each to be shown or withheld by
its holder. Issue with ``issue_sd_jwt``, show with ``present``, ask with ``verify_sd_jwt``.
"""

from trimtab.credentials.sharing.issuing import ALWAYS_VISIBLE, issue_sd_jwt, sign_again
from trimtab.credentials.sharing.parts import Parts, as_json, take_apart
from trimtab.credentials.sharing.presenting import Held, choose, present, read_held
from trimtab.credentials.sharing.signatures import (
    STANDARD_SUITES,
    SignatureSuite,
    holder_jwk,
    key_of_jwk,
)
from trimtab.credentials.sharing.types import CREDENTIAL_TYPES, Path, SharingFinding
from trimtab.credentials.sharing.verifying import verify_sd_jwt

__all__ = [
    "ALWAYS_VISIBLE",
    "CREDENTIAL_TYPES",
    "STANDARD_SUITES",
    "Held",
    "Parts",
    "Path",
    "SharingFinding",
    "SignatureSuite",
    "as_json",
    "choose",
    "holder_jwk",
    "issue_sd_jwt",
    "key_of_jwk",
    "present",
    "read_held",
    "sign_again",
    "take_apart",
    "verify_sd_jwt",
]
