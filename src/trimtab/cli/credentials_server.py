"""``trimtab credentials conformance-server``: what the W3C test suites are pointed at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.output import language, print_lines, say

if TYPE_CHECKING:
    from trimtab.app.vc_api_issuer import OpenIssuer

LOOPBACK, PORT = "127.0.0.1", 8765


def conformance_server(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help=say("help.conformance_port"))
    ] = PORT,
    host: Annotated[str, typer.Option("--host", help=say("help.conformance_host"))] = LOOPBACK,
    cryptosuite: Annotated[
        list[str] | None, typer.Option("--cryptosuite", help=say("help.conformance_suite"))
    ] = None,
    without_status: Annotated[
        bool, typer.Option("--without-status", help=say("help.conformance_status"))
    ] = False,
    unencrypted: Annotated[
        bool, typer.Option("--unencrypted", help=say("help.conformance_unencrypted"))
    ] = False,
) -> None:
    from trimtab.app.vc_api_contexts import suite_contexts
    from trimtab.app.vc_api_issuer import DEFAULT_SUITES
    from trimtab.web.vc_api.serving import serve_conformance

    serve_conformance(
        host,
        port,
        tuple(cryptosuite or DEFAULT_SUITES),
        suite_contexts(),
        https=not unencrypted,
        with_status=not without_status,
        language=language(),
        told=_tell,
    )


def _tell(issuer: OpenIssuer, address: str) -> None:
    print_lines(say("conformance.ready", address=address, issuer=issuer.issuer_id))
    for path in ("/credentials/issue", "/credentials/verify", "/presentations/verify"):
        print_lines(f"  {address}{path}")
    for suite in issuer.suites:
        print_lines(f"  {address}/issuers/{suite}/credentials/issue")
        print_lines(f"  {address}/verifiers/{suite}/credentials/verify")
    print_lines(f"  {address}/issuers/vc-jwt/credentials/issue")
    print_lines(f"  {address}/status-lists/revocation", f"  {address}/status-lists/suspension")
    print_lines(say("conformance.warning"))
    sys.stdout.flush()


def register(application: typer.Typer) -> None:
    """Add the verb to ``trimtab credentials``."""
    application.command("conformance-server", help=say("help.conformance_server"))(
        conformance_server
    )
