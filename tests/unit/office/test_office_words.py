"""What is named by a value has a word in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trimtab.app.office import rule_title, task_sentence
from trimtab.messages import LANGUAGES, Language, has_text
from trimtab.office.rights import Right
from trimtab.office.types import ActorKind, AuditAction, Role, Task, TaskState
from trimtab.rules import load_rulebook


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


@pytest.mark.parametrize("kind", ["rule_unknown", "rule_disputed"])
def test_a_task_names_its_rule_in_the_readers_language(kind):
    key = "unemployment.benefit_amount_cny_month"
    about = {"key": key, "on": "2026-11-23"}
    task = Task("task:1", kind, about, "CN-310000", datetime(2026, 11, 23, tzinfo=UTC))
    (held, *_) = load_rulebook().parameters(key)
    assert f"{held.title.zh}（{key}）" in task_sentence(task, Language.ZH)
    assert f"{held.title.en} ({key})" in task_sentence(task, Language.EN)


def test_a_rule_of_a_bureau_alone_keeps_its_name():
    assert rule_title("a_rule_of_ones_own", Language.ZH) == "a_rule_of_ones_own"
