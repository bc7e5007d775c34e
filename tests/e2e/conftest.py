"""One browser for all tests that need one: playwright can be started once in a session."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def browser(chromium):
    """A chromium that asks nobody for anything."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield launched
        launched.close()
