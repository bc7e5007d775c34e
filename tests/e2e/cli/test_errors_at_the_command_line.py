"""Every error ends in a sentence and its documented exit code, never in a traceback."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("monitoring", "run", "-w", "nowhere"), 5, "STORE-002"),
        (("monitoring", "run", "-w", "nowhere", "--as-of", "2008-13"), 5, "STORE-002"),
        (("explain", "NOSUCH-001"), 4, "MESSAGE-003"),
    ],
)
def test_an_error_is_said_in_words(trimtab, tmp_path, arguments, exit_code, code, lang):
    ran = trimtab(*arguments, lang=lang, cwd=tmp_path)
    assert ran.returncode == exit_code
    assert ran.stderr.startswith(code)
    assert "Traceback" not in ran.stderr
    assert not ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_call_exits_with_2(trimtab, tmp_path):
    assert trimtab("monitoring", "replay", cwd=tmp_path).returncode == 2


def test_language_may_stand_anywhere(trimtab):
    ran = trimtab("explain", "CODE-001", "--lang", "zh")
    assert ran.returncode == 0
    assert "地区代码" in ran.stdout


def test_doctor_names_what_it_found(trimtab, tmp_path):
    ran = trimtab("doctor", "--json", cwd=tmp_path)
    assert '"python"' in ran.stdout
    assert list(tmp_path.iterdir()) == []
