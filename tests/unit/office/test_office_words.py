"""What is named by a value has a word in both languages."""

from __future__ import annotations

import pytest

from trimtab.messages import LANGUAGES, has_text
from trimtab.office.rights import Right
from trimtab.office.types import ActorKind, AuditAction, Role, TaskState


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("office.right", Right),
        ("office.role", Role),
        ("office.kind", ActorKind),
        ("office.task", TaskState),
        ("audit.action", AuditAction),
    ],
)
def test_every_value_has_a_word(table, names, language):
    assert [name for name in names if not has_text(f"{table}.{name}", language)] == []
