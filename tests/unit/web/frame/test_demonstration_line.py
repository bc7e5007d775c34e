"""The line above each page of a demonstration says what its data are."""

from __future__ import annotations

import pytest

from trimtab.app.workspace import Workspace
from trimtab.kernel import Basis
from trimtab.messages import Language, text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("role", "page"), [(None, "/sign-in"), ("analyst", "/account")])
def test_synthetic_data_are_called_so(client_as, role, page, language):
    shown = client_as(role).get(f"{page}?lang={language}").text
    assert text("web.frame.demonstration.synthetic", language) in shown


def test_published_data_are_not_called_synthetic(client_as, monkeypatch):
    monkeypatch.setattr(Workspace, "basis", Basis.OBSERVED)
    shown = client_as(None).get("/sign-in?lang=en").text
    assert text("web.frame.demonstration.observed", Language.EN) in shown
    assert text("web.frame.demonstration.synthetic", Language.EN) not in shown
