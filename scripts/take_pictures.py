"""Renew the pictures of README and docs from the pages in a folder.

Usage: python scripts/take_pictures.py [demo]. Pages that are not there are left out:

    brief.html     make demo
    card.html      trimtab monitoring alerts show ID -w demo/workspace --as-of 2008-12 --html ...
    backtest.html  trimtab monitoring backtest ... --leave-one-out --report ...
    simulation.html  trimtab simulation compare ohio.yaml --html ...

Needs chromium and the dev extra.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = (
    ("brief.html", "brief-en-desktop", "en", 1040, 1180, 1.0),
    ("brief.html", "brief-zh-desktop", "zh", 1040, 1180, 1.0),
    ("brief.html", "brief-zh-phone", "zh", 390, 1100, 1.5),
    ("card.html", "card-en-desktop", "en", 1040, 1500, 1.0),
    ("card.html", "card-zh-phone", "zh", 390, 1500, 1.5),
    ("backtest.html", "backtest-en-desktop", "en", 1040, 1400, 1.0),
    ("simulation.html", "simulation-en-desktop", "en", 1040, 1400, 1.0),
    ("simulation.html", "simulation-zh-phone", "zh", 390, 1500, 1.5),
)
SAFE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def take_pictures(folder: Path, target: Path) -> None:
    """Save the first screen of each edition as PNG."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=SAFE)
        for page_name, name, language, width, height, scale in PICTURES:
            if not (folder / page_name).exists():
                continue
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=scale
            )
            page = context.new_page()
            page.goto(f"{(folder / page_name).resolve().as_uri()}#{language}")
            page.screenshot(path=target / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("demo")
    take_pictures(given, Path(__file__).resolve().parent.parent / "docs" / "images")
