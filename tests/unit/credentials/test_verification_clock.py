"""Pages tell the instants and days of a check by one clock and in one style."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from trimtab.app.workbench.verification_words import in_place
from trimtab.credentials.types import Answer, Check
from trimtab.credentials.verifying import verify_credential
from trimtab.messages import Language


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-23 19:04 UTC", "2026年11月24日 03:04（北京时间）"),
        ("2026-11-23", "2026年11月23日"),
        ("2026-99-23", "2026-99-23"),  # a certificate may hold any digits
        ("0001-01-01", "1年1月1日"),
        ("CN:online-delivery-rider", "CN:online-delivery-rider"),
    ],
)
def test_a_check_is_told_by_the_clock_of_the_office(value, shown):
    check = Check("key", Answer.PASSED, "key_good", {"signed": value})
    told = in_place(check, Language.ZH, ZoneInfo("Asia/Shanghai"), {})
    assert told.params["signed"] == shown


def test_an_issuer_without_a_proven_signature_is_only_claimed(b, certificate):
    changed = {**certificate, "name": "changed"}
    issuer = verify_credential(changed, b.sources(), b.NOW).check("issuer")
    assert issuer.answer is Answer.NOT_ASKED and issuer.reason == "issuer_claimed"
