"""Who may open the pages of a wallet, and what their addresses and forms hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path

from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import needs

Owner = Annotated[Viewer, needs(Right.WALLET_OWN)]
Giver = Annotated[Viewer, needs(Right.CREDENTIALS_ISSUE)]
Key = Annotated[str, Path(max_length=80)]
Code = Annotated[str, Path(max_length=100)]
Text = Annotated[str, Form(max_length=400)]
Claims = Annotated[list[str] | None, Form()]
MOST_CLAIMS = 50
"""Of one form; more than there are."""
