"""``trimtab credentials``: issue, verify, keep the register, serve the verifier's interface."""

from __future__ import annotations

from importlib import import_module

import typer

from trimtab.cli.output import say

PARTS = (
    "credentials_issue",
    "credentials_verify",
    "credentials_register",
    "credentials_server",
)
"""Modules of this room, each of which adds its verbs with ``register``."""

application = typer.Typer(no_args_is_help=True, help=say("help.credentials"))
for part in PARTS:
    import_module(f"trimtab.cli.{part}").register(application)
