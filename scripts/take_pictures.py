"""Renew the pictures of README and docs from a brief: ``make demo``, then this.

Usage: python scripts/take_pictures.py [demo/brief.html]. Needs chromium and the dev extra.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = (
    ("brief-en-desktop", "en", 1040, 1180, 1.0),
    ("brief-zh-desktop", "zh", 1040, 1180, 1.0),
    ("brief-zh-phone", "zh", 390, 1100, 1.5),
)
SAFE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def take_pictures(brief: Path, target: Path) -> None:
    """Save the first screen of each edition as PNG."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=SAFE)
        for name, language, width, height, scale in PICTURES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=scale
            )
            page = context.new_page()
            page.goto(f"{brief.resolve().as_uri()}#{language}")
            page.screenshot(path=target / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("demo/brief.html")
    take_pictures(given, Path(__file__).resolve().parent.parent / "docs" / "images")
