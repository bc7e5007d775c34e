"""Embedded facts and figures, no code; ``SOURCES.toml`` says where each file comes from.

Read them through ``trimtab.classifications``.
"""
