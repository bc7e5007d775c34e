"""Parameters exchanged with OpenFisca: its files read into ours, ours written for its engine."""

from trimtab.rules.openfisca.adopting import rule_file_text
from trimtab.rules.openfisca.exporting import export_openfisca, to_yaml, write_openfisca
from trimtab.rules.openfisca.importing import Imported, load_openfisca
from trimtab.rules.openfisca.writing import write_files

__all__ = [
    "Imported",
    "export_openfisca",
    "load_openfisca",
    "rule_file_text",
    "to_yaml",
    "write_files",
    "write_openfisca",
]
