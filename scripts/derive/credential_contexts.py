"""JSON-LD contexts of certificates, as the packages of their publishers hold them.

    npm install --no-save <package>@<version> of every entry of reference/contexts/PINS.toml
    python scripts/derive/credential_contexts.py --modules node_modules

Writes each document as JSON with two spaces and a line feed at the end, in the package's order, and
refuses to write one whose SHA-256 is not the pinned one. Needs node, because most of the packages
hold their documents as JavaScript.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "src" / "trimtab" / "reference" / "contexts"
READER = """
const fs = require('fs'), path = require('path'), [folder, address] = process.argv.slice(1);
const {main} = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
import(path.resolve(folder, main || 'lib/index.js')).then(module => {
  const contexts = module.contexts || module.default.contexts;
  process.stdout.write(JSON.stringify(contexts.get(address), null, 2) + '\\n');
});
"""


def held(modules: Path, package: str, version: str, address: str) -> bytes:
    """The document a package holds under an address."""
    folder = modules / package
    found = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    if found != version:
        raise SystemExit(f"{package} is {found}; the pin names {version}")
    done = subprocess.run(
        ["node", "-e", READER, str(folder), address], capture_output=True, check=True
    )
    return done.stdout


def main() -> None:
    """Write every pinned document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=Path, required=True)
    modules = parser.parse_args().modules
    pins = tomllib.loads((FOLDER / "PINS.toml").read_text("utf-8"))["context"]
    for pin in pins:
        content = held(modules, pin["package"], pin["version"], pin["address"])
        digest = hashlib.sha256(content).hexdigest()
        if digest != pin["sha256"]:
            raise SystemExit(f"{pin['file']}: {digest} where the pin says {pin['sha256']}")
        (FOLDER / pin["file"]).write_bytes(content)
        print(pin["file"], len(content))


if __name__ == "__main__":
    main()
