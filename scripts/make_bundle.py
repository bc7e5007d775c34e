"""An archive that installs Trimtab on a machine without any network.

It holds the wheels of Trimtab and of every default dependency at the version of constraints.txt, an
install script (POSIX shell, or PowerShell if built on Windows), a README in both languages and
SHA256SUMS. Wheels hold machine code, so a bundle fits one operating system, processor and Python
version: build it on a machine like the one it is for.

    python scripts/make_bundle.py [--out dist]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXECUTABLE = 0o755
READABLE = 0o644

INSTALL_SH = """\
#!/bin/sh
# Installs Trimtab into a virtual environment, from the wheels beside this file, without a network.
# Usage: sh install.sh [FOLDER]        (default: ./trimtab-environment; PYTHON=... chooses Python)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-trimtab-environment}
python=${PYTHON:-@PYTHON@}

command -v "$python" >/dev/null 2>&1 || python=python3
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$found" != "@VERSION_OF_PYTHON@" ]; then
    echo "This bundle is for Python @VERSION_OF_PYTHON@; $python is $found. Set PYTHON=..." >&2
    echo "本安装包适用于 Python @VERSION_OF_PYTHON@，$python 是 $found；请设 PYTHON=..." >&2
    exit 7
fi
if command -v sha256sum >/dev/null 2>&1; then
    (cd "$here" && sha256sum --quiet -c SHA256SUMS)
fi
"$python" -m venv "$target"
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip install --quiet --disable-pip-version-check \\
    --no-index --find-links "$here/wheels" trimtab==@VERSION@
"$target/bin/trimtab" --version
echo "$target/bin/trimtab demo --out demo"
"""

INSTALL_PS1 = """\
# Installs Trimtab into a virtual environment, from the wheels beside this file, without a network.
# Usage: powershell -ExecutionPolicy Bypass -File install.ps1 [-Target FOLDER] [-Python py]
param([string]$Target = "trimtab-environment", [string]$Python = "python")
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path

$found = & $Python -c "import sys; print('%d.%d' % sys.version_info[:2])"
if ($found -ne "@VERSION_OF_PYTHON@") {
    Write-Error "This bundle is for Python @VERSION_OF_PYTHON@; $Python is $found. Use -Python."
}
foreach ($line in Get-Content (Join-Path $here "SHA256SUMS")) {
    $sum, $name = $line -split "  ", 2
    $hash = (Get-FileHash -Algorithm SHA256 (Join-Path $here $name)).Hash
    if ($hash -ne $sum) { Write-Error "$name was damaged." }
}
& $Python -m venv $Target
if ($LASTEXITCODE) { exit $LASTEXITCODE }
$env:PIP_CONFIG_FILE = "nul"
& "$Target\\Scripts\\python.exe" -m pip install --quiet --disable-pip-version-check `
    --no-index --find-links (Join-Path $here "wheels") trimtab==@VERSION@
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& "$Target\\Scripts\\trimtab.exe" --version
"""

README = """\
Trimtab @VERSION@ - for @PLATFORM@, Python @VERSION_OF_PYTHON@ - needs no network

  Install:  @INSTALL@
  Then:     @TRIMTAB@ demo

The script checks every file against SHA256SUMS, makes a virtual environment in FOLDER and installs
into it from the folder "wheels". Nothing outside FOLDER is changed; to remove Trimtab, delete it.
Licence: Apache-2.0. Each wheel holds the licence of its package.


稳舵 Trimtab @VERSION@ 离线安装包（@PLATFORM@，Python @VERSION_OF_PYTHON@），无需联网

  安装：@INSTALL@        （FOLDER 为安装目录）
  然后：@TRIMTAB@ --lang zh demo

脚本先按 SHA256SUMS 校验每个文件，再在 FOLDER 中建立虚拟环境，并从 wheels 文件夹安装。
FOLDER 以外的任何内容都不会改动；卸载时删除该目录即可。
许可证：Apache-2.0。各组件的许可证见其安装包。
"""
WINDOWS = {
    "INSTALL": "powershell -ExecutionPolicy Bypass -File install.ps1 -Target FOLDER",
    "TRIMTAB": "FOLDER\\Scripts\\trimtab",
}
POSIX = {"INSTALL": "sh install.sh FOLDER", "TRIMTAB": "FOLDER/bin/trimtab"}


def platform_tag() -> str:
    """The platform wheels are made for, as in their names: ``linux_x86_64``."""
    return re.sub(r"[-.]", "_", sysconfig.get_platform())


def fill(text: str, version: str, windows: bool) -> str:
    """Put version, platform, Python version and commands into a script or the README."""
    major, minor = sys.version_info[:2]
    words = {
        "VERSION": version,
        "PLATFORM": platform_tag(),
        "VERSION_OF_PYTHON": f"{major}.{minor}",
        "PYTHON": f"python{major}.{minor}",
        **(WINDOWS if windows else POSIX),
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: words[found[1]], text)


def run_pip(*arguments: str) -> None:
    """Run pip with this machine's own configuration, of which nothing is written down."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def gather_wheels(folder: Path) -> str:
    """Put Trimtab's wheel and those of its pinned dependencies into ``folder``.

    Gives back Trimtab's version. Stops if a dependency has no wheel for this platform: building
    one on the target would need a compiler.
    """
    run_pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), ".")
    [own] = folder.glob("trimtab-*.whl")
    run_pip("download", "--quiet", "--only-binary", ":all:", "--constraint", "constraints.txt",
            "--dest", str(folder), str(own))  # fmt: skip
    return own.name.split("-")[1]


def sha256_of(path: Path) -> str:
    """Digest of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    """SHA256SUMS in the form that ``sha256sum -c`` reads, of every file below ``folder``."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def write_scripts(folder: Path, version: str, windows: bool) -> None:
    """The install script of the system, README, licence and pinned versions, beside the wheels."""
    marked, newline = ("\ufeff", "\r\n") if windows else ("", "\n")  # what Notepad expects
    script = ("install.ps1", INSTALL_PS1) if windows else ("install.sh", INSTALL_SH)
    for name, text in (script, ("README.txt", README)):
        filled = marked + fill(text, version, windows)
        (folder / name).write_text(filled, encoding="utf-8", newline=newline)
    for name in ("LICENSE", "NOTICE", "constraints.txt"):
        (folder / name).write_bytes((ROOT / name).read_bytes())


def normalised(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No names, times or rights of this machine: the same content gives the same archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    member.mode = EXECUTABLE if member.isdir() or member.name.endswith(".sh") else READABLE
    return member


def pack(folder: Path, archive: Path) -> None:
    """Write the folder as one archive, complete or not at all."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".part")
    # Wheels are compressed already: a higher level costs a minute and saves nothing.
    with tarfile.open(unfinished, "w:gz", compresslevel=1) as tar:
        tar.add(folder, arcname=folder.name, filter=normalised)
    unfinished.replace(archive)


def make_bundle(out: Path) -> Path:
    """Gather, describe, pack. Returns the archive."""
    with tempfile.TemporaryDirectory() as made:
        gathered = Path(made) / "wheels"
        gathered.mkdir()
        version = gather_wheels(gathered)
        major, minor = sys.version_info[:2]
        folder = Path(made) / f"trimtab-{version}-bundle-{platform_tag()}-py{major}{minor}"
        folder.mkdir()
        gathered.rename(folder / "wheels")
        write_scripts(folder, version, windows=sys.platform == "win32")
        write_checksums(folder)
        archive = out / f"{folder.name}.tar.gz"
        pack(folder, archive)
    return archive


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    archive = make_bundle(parser.parse_args().out)
    print(f"{archive}  ({archive.stat().st_size / 1e6:.0f} MB)")


if __name__ == "__main__":
    main()
