"""What is tracked stays portable, and what is depended upon may be passed on under Apache-2.0."""

from __future__ import annotations

import os
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement

LARGEST_TEXT = 2_000_000
INDEX_ADDRESS = re.compile(
    r"https?://[^\s\"'<>)]*/simple\b|files[.]pythonhosted[.]org|registry[.]npmjs[.]org"
    r"|-{2}(?:extra-)?index-url[ =]"
)
HOME_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users)/\w+|\b[A-Z]:\\Users\\\w+")
COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)
EXCEPTION = re.compile(r"A?GPL-[\d.]+(?:-or-later|-only)? WITH GCC-exception-[\d.]+", re.IGNORECASE)
LINKED = {"frozendict": "LGPL-3.0-only"}
"""Weak copyleft: what PyLD brings along, a library of its own that we neither change nor copy."""
KNOWN = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla|Zlib|HPND|Unlicense"
)


@pytest.fixture(scope="module")
def texts(project_files: list[Path], repository: Path) -> dict[str, str]:
    found = {}
    for path in project_files:
        if path.stat().st_size <= LARGEST_TEXT:
            try:
                found[str(path.relative_to(repository))] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


def _configured_hosts() -> set[str]:
    """Hosts this machine's pip was told of; none may leak into the project."""
    names = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_PROXY", "UV_INDEX_URL",
             "UV_DEFAULT_INDEX", "HTTPS_PROXY", "https_proxy")  # fmt: skip
    words = " ".join(os.environ.get(name, "") for name in names).split()
    return {host for word in words if (host := urlsplit(word).hostname)} - {"localhost"}


def test_no_address_of_a_package_index(texts: dict[str, str]):
    assert [name for name, text in texts.items() if INDEX_ADDRESS.search(text)] == []
    hosts = _configured_hosts()
    assert [name for name, text in texts.items() if any(host in text for host in hosts)] == []


def test_no_folder_of_somebodys_machine(texts: dict[str, str], repository: Path):
    here = [folder for folder in (repository.parent, Path.home()) if len(folder.parts) > 1]
    mine = re.compile("|".join(rf"(?<![\w./]){re.escape(str(folder))}/\w" for folder in here))
    wrong = [
        name
        for name, text in texts.items()
        if HOME_FOLDER.search(text) or (here and mine.search(text))
    ]
    assert not wrong


def test_constraints_pin_versions_and_nothing_else(texts: dict[str, str]):
    lines = [line for line in texts["constraints.txt"].splitlines() if line]
    pinned = re.compile(r"[a-z0-9][a-z0-9.-]*==[0-9][\w.!+]*(?: ; .+)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []
    assert len(lines) > 20


def _default_distributions() -> dict[str, Distribution]:
    """What `pip install trimtab` brings along on this machine."""
    found: dict[str, Distribution] = {}
    wanted = [Requirement(line) for line in distribution("trimtab").requires or ()]
    while wanted:
        requirement = wanted.pop()
        marker = requirement.marker
        if requirement.name in found or (marker and not marker.evaluate({"extra": ""})):
            continue
        try:
            found[requirement.name] = distribution(requirement.name)
        except PackageNotFoundError:
            pytest.fail(f"{requirement.name} is a default dependency and is not installed")
        wanted += [Requirement(line) for line in found[requirement.name].requires or ()]
    return found


def _licence(package: Distribution) -> str:
    """What the package says of itself: the SPDX expression, else classifiers, else one line."""
    if expression := package.metadata.get("License-Expression"):
        return EXCEPTION.sub("runtime library", expression)
    classifiers = package.metadata.get_all("Classifier") or ()
    stated = [line for line in classifiers if line.startswith("License ::")]
    return "; ".join(stated) or (package.metadata.get("License") or "").splitlines()[0]


def test_default_dependencies_have_compatible_licences():
    licences = {name: _licence(package) for name, package in _default_distributions().items()}
    assert {"duckdb", "numpy", "mako"} <= {name.lower() for name in licences}
    assert {name: text for name, text in licences.items() if COPYLEFT.search(text)} == {}
    unknown = {name: text for name, text in licences.items() if not KNOWN.search(text)}
    assert unknown == LINKED


def test_every_default_dependency_is_pinned(texts: dict[str, str]):
    pinned = {line.split("==")[0] for line in texts["constraints.txt"].splitlines()}
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in _default_distributions()}
    assert sorted(names - pinned) == []
