"""``trimtab serve``, and what ``trimtab demo --serve`` adds to the demonstration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.options import DEFAULT_WORKSPACE, DatabaseOption, WorkspaceOption
from trimtab.cli.output import print_lines, progress_shown, say

if TYPE_CHECKING:
    from trimtab.app.workbench.bench import Workbench

HostOption = Annotated[str, typer.Option("--host", envvar="TRIMTAB_HOST", help=say("help.host"))]
PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, envvar="TRIMTAB_PORT", help=say("help.port"))
]
LOOPBACK, PORT = "127.0.0.1", 8000


def serve(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    host: HostOption = LOOPBACK,
    port: PortOption = PORT,
    workers: Annotated[
        int, typer.Option("--workers", min=0, max=16, help=say("help.serve_workers"))
    ] = 1,
    https: Annotated[bool, typer.Option("--https", help=say("help.serve_https"))] = False,
    trusted_proxy: Annotated[
        list[str] | None, typer.Option("--trusted-proxy", help=say("help.serve_proxy"))
    ] = None,
    create: Annotated[bool, typer.Option("--create", help=say("help.serve_create"))] = False,
) -> None:
    from trimtab.web.serving import serve
    from trimtab.web.settings import ServerSettings

    settings = ServerSettings(
        workspace,
        database,
        host,
        port,
        secure_cookies=https,
        workers=workers,
        trusted_proxies=tuple(trusted_proxy or ()),
    )
    serve(settings, create=create, told=_tell)


def serve_demonstration(
    out: Path,
    port: int = PORT,
    workspace: Path | None = None,
    database: str | None = None,
    workers: int = 1,
) -> None:
    """Serve the demonstration province (generated first where it is not there), on loopback only.

    ``workspace``: another one to open in the same way.
    """
    from trimtab.app.demonstration import demonstration_folder
    from trimtab.web.serving import serve
    from trimtab.web.settings import ServerSettings

    if workspace is None:
        with progress_shown() as progress:
            workspace = demonstration_folder(out, progress)
    settings = ServerSettings(
        workspace, database, LOOPBACK, port, demonstration=True, workers=workers
    )
    serve(settings, told=_tell_of_demonstration)


def _tell(bench: Workbench, address: str) -> None:
    from trimtab.app.workbench.account_links import first_link

    print_lines(say("serve.ready", address=address))
    if link := first_link(bench, address):
        print_lines(say("serve.first_link", link=link))
    _flush()


def _tell_of_demonstration(_bench: Workbench, address: str) -> None:
    print_lines(say("serve.demonstration", address=address))
    _flush()


def _flush() -> None:
    """A script that waits for the line must see it at once, also through a pipe."""
    sys.stdout.flush()
