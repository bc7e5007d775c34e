"""The bundle's scripts, checksums and archive, without downloading anything."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def make_bundle(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("mb", repository / "scripts/make_bundle.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bundle(make_bundle: ModuleType, tmp_path: Path) -> Path:
    """A bundle folder with one invented wheel."""
    folder = tmp_path / "trimtab-0.0-bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "invented-1.0-py3-none-any.whl").write_bytes(b"not a wheel")
    make_bundle.write_scripts(folder, "0.0", windows=False)
    make_bundle.write_checksums(folder)
    return folder


def _check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sha256sum", "--quiet", "-c", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_is_in_the_checksums_and_damage_is_seen(bundle: Path):
    listed = {line.split("  ", 1)[1] for line in (bundle / "SHA256SUMS").read_text().splitlines()}
    present = {str(p.relative_to(bundle)) for p in bundle.rglob("*") if p.is_file()}
    assert listed == present - {"SHA256SUMS"}
    assert _check(bundle).returncode == 0
    (bundle / "wheels" / "invented-1.0-py3-none-any.whl").write_bytes(b"damaged")
    assert _check(bundle).returncode != 0


@pytest.mark.parametrize(("windows", "script"), [(False, "install.sh"), (True, "install.ps1")])
def test_nothing_is_left_to_fill_in_and_no_server_is_named(
    make_bundle: ModuleType, tmp_path: Path, windows: bool, script: str
):
    make_bundle.write_scripts(tmp_path, "0.0", windows)
    for name in (script, "README.txt"):
        text = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert "0.0" in text
        assert not re.search(r"@[A-Z]", text)
        assert "://" not in text
    assert "--no-index" in (tmp_path / script).read_text(encoding="utf-8-sig")
    assert script in (tmp_path / "README.txt").read_text(encoding="utf-8-sig")


def test_install_script_is_sound_shell_and_refuses_another_python(bundle: Path, tmp_path: Path):
    script = bundle / "install.sh"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    other = tmp_path / "python-of-another-version"
    other.write_text("#!/bin/sh\necho 2.7\n")
    other.chmod(0o755)
    refused = subprocess.run(
        ["sh", script, tmp_path / "target"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(other)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 7
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert version in refused.stderr and "2.7" in refused.stderr
    assert not (tmp_path / "target").exists()


def test_same_content_gives_the_same_archive_without_names_of_people(
    make_bundle: ModuleType, bundle: Path, tmp_path: Path
):
    make_bundle.pack(bundle, tmp_path / "first.tar.gz")
    with tarfile.open(tmp_path / "first.tar.gz") as archive:
        members = archive.getmembers()
    assert {(m.uid, m.uname, m.mtime) for m in members} == {(0, "", 0)}
    [script] = [m for m in members if m.name.endswith("install.sh")]
    assert script.mode & 0o111
    assert not list(tmp_path.glob("*.part"))
