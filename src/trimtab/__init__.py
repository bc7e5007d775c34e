"""Trimtab 稳舵: open-source software that keeps employment steady while AI changes work.

The public face is the command line (``trimtab --help``) and the front doors of the rooms
(``trimtab.monitoring``, ``trimtab.ingest``, ...). ``GLOSSARY.md`` defines every noun.
"""

__version__ = "0.1.0"
