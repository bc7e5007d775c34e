"""Rule files in YAML to parameters: strict, with file, line and key path of every problem."""

from trimtab.rules.reading.building import read_file
from trimtab.rules.reading.folders import inspect_folders, read_folders, rule_files

__all__ = ["inspect_folders", "read_file", "read_folders", "rule_files"]
