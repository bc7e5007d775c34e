"""A new bureau, in a real browser: from the printed link to a password; the link works once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.chromium

PASSWORD = "梧桐树 drinks slow tea 7"


@pytest.fixture
def first_start(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """``trimtab serve --create`` on an empty folder: its address and the link it prints."""
    process = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("trimtab")), "serve", "--create", "--port", "0",
            "--workers", "0", "--workspace", str(tmp_path / "workspace"),
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "TRIMTAB_LANG": "en"},
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    while "/sign-in/link/" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    addresses = [word for word in said.split() if word.startswith("http://")]
    yield addresses[0], addresses[-1]
    process.terminate()
    process.wait(60)


def test_the_printed_link_lets_the_first_administrator_in_once(browser, first_start):
    address, link = first_start
    page = browser.new_context(locale="en-US").new_page()
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{address.rstrip('/')}/**")
    page.goto(f"{address.rstrip('/')}/administration")
    assert page.url.endswith("/administration")
    assert page.locator("h1").count() == 1

    stranger = browser.new_context(locale="en-US").new_page()
    stranger.goto(link)
    assert stranger.locator("input[type=password]").count() == 0
