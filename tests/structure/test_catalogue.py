"""Every sentence exists in every language, says the same things, and is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest
from babel.core import Locale

import trimtab.kernel as kernel
from trimtab.app.exposure_source import JoinKind
from trimtab.app.rules import Standing
from trimtab.credentials.bank import AppealState, CaseState, LineKind, Origin, RuleKind
from trimtab.credentials.issuing.states import CertificateState, ChangeReason
from trimtab.credentials.issuing.types import Grade
from trimtab.credentials.securing.checking import ProofReason
from trimtab.credentials.securing.related import RelatedReason
from trimtab.credentials.status import Purpose
from trimtab.credentials.types import Answer, KeyEnd
from trimtab.credentials.types import Outcome as CertificateOutcome
from trimtab.evidence.transfer import ASSUMPTIONS
from trimtab.ingest.connectors import connector_names
from trimtab.ingest.units import UNITS
from trimtab.kernel.evidence_vocabulary import (
    Design,
    EvidenceVerification,
    Lever,
    Outcome,
    Unusable,
)
from trimtab.messages import LANGUAGES, Language, text
from trimtab.monitoring.attributed import Component, Undecided
from trimtab.monitoring.gradient import Rule, Unclear, Verdict
from trimtab.monitoring.indicators import INDICATORS
from trimtab.monitoring.types import Calibration, Classification, EpisodeStatus, Level
from trimtab.rules import Kind, Payment, Reason, Validity, Verification
from trimtab.rules.diff import Change
from trimtab.rules.scales import ScaleKind
from trimtab.rules.units import CURRENCIES, MONEY_CASES, units
from trimtab.tables import Severity, Vintage

CODE = re.compile(r"[A-Z]{2,}-\d{3}")  # not the curve P-256
SYNTHETIC = "SYN-"  # numbers of invented firms and persons look like codes
ERRORS = {
    name
    for name, value in vars(kernel).items()
    if isinstance(value, type) and issubclass(value, kernel.TrimtabError)
}


@dataclass(frozen=True)
class Use:
    """A code given to an error, a problem or a finding; ``params`` is None when not literal."""

    key: str
    params: frozenset[str] | None
    place: str


def _called_name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal_code(call: ast.Call) -> str | None:
    named = [k.value for k in call.keywords if k.arg == "code"]
    for node in [*call.args[:1], *named]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value if CODE.fullmatch(node.value) else None
    return None


def _params(call: ast.Call, is_error: bool) -> frozenset[str] | None:
    if is_error:
        if any(k.arg is None for k in call.keywords):
            return None
        return frozenset(str(k.arg) for k in call.keywords) - {"code", "problems"}
    given = [k.value for k in call.keywords if k.arg == "params"]
    if not given and not any(k.arg is None for k in call.keywords) and len(call.args) <= 2:
        return frozenset()
    if given and isinstance(given[0], ast.Dict):
        keys = [k.value if isinstance(k, ast.Constant) else None for k in given[0].keys]
        return None if None in keys else frozenset(map(str, keys))
    return None


def _uses(source: dict[Path, ast.Module]) -> Iterator[Use]:
    for path, tree in source.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = _called_name(node)
            code = _literal_code(node)
            if code is None or name not in ERRORS | {"Problem", "Finding"}:
                continue
            table = "finding" if name == "Finding" else "error"
            place = f"{path}:{node.lineno}"
            yield Use(f"{table}.{code}", _params(node, name in ERRORS), place)


def _mentioned_codes(source: dict[Path, ast.Module]) -> set[str]:
    """Codes that stand in the source at all, also those chosen from a table."""
    return {
        node.value
        for tree in source.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
        and not node.value.startswith(SYNTHETIC)
    }


def _placeholders(sentence: str) -> set[str]:
    names = (name for _, name, _, _ in Formatter().parse(sentence) if name is not None)
    return {re.split(r"[.\[]", name)[0] for name in names}


@pytest.fixture(scope="module")
def uses(source) -> list[Use]:
    return list(_uses(source))


@pytest.fixture(scope="module")
def mentioned(source) -> set[str]:
    return _mentioned_codes(source)


def test_the_checks_below_see_the_source(uses, mentioned):
    params = {use.key: use.params for use in uses}
    assert params["error.TIME-001"] == {"text"}
    assert params["error.ESTIMATE-001"] == {"value", "low", "high", "unit"}
    assert "CODE-001" in mentioned  # given through a class variable


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_given_has_a_sentence(language, uses, sentences):
    lacking = [f"{u.key} ({u.place})" for u in uses if u.key not in sentences[language]]
    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_chosen_from_a_table_has_a_sentence(language, mentioned, sentences):
    known = {key.split(".", 1)[1] for key in sentences[language] if CODE.search(key)}
    assert not sorted(mentioned - known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_code_is_used(language, mentioned, sentences):
    told = {
        key
        for key in sentences[language]
        if key.split(".")[0] in {"error", "finding"} and CODE.fullmatch(key.split(".", 1)[1])
    }
    assert not sorted(key for key in told if key.split(".", 1)[1] not in mentioned)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_gives_a_code_gives_what_its_sentence_needs(language, uses, sentences):
    lacking = []
    for use in uses:
        if use.params is None or use.key not in sentences[language]:
            continue
        for sentence in sentences[language][use.key].values():
            if missing := _placeholders(sentence) - use.params:
                lacking.append(f"{use.place}: {use.key} needs {sorted(missing)}")
    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language: Language, sentences):
    """Also with parameters named as the catalogue's own arguments, and with any number."""
    for key, forms in sentences[language].items():
        names = set().union(*map(_placeholders, forms.values()))
        filled = text(key, language, **dict.fromkeys(names | {"n"}, 2))
        assert "{" not in filled, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_named_in_a_sentence_hold_words(language, sentences):
    named = {
        (key, table)
        for key, forms in sentences[language].items()
        for form in forms.values()
        for _, _, table, _ in Formatter().parse(form)
        if table and "." in table[1:]
    }
    assert ("error.CREDITS-028", "credits.state") in named
    known = {key.rpartition(".")[0] for key in sentences[language]}
    known |= {one.rpartition(".")[0] for one in known}  # rights: office.right.credits.sign
    assert {one for one in named if one[1] not in known} == set()


def test_languages_hold_the_same_keys(sentences):
    assert set(sentences) == set(LANGUAGES)
    first, *others = LANGUAGES
    for other in others:
        assert sorted(sentences[first].keys() ^ sentences[other].keys()) == []


def test_languages_fill_the_same_placeholders(sentences):
    def filled(language: str, key: str) -> set[str]:
        # The number may be left out where a form says it ("one firm"), or be spelled ({count}).
        names = (_placeholders(form) for form in sentences[language][key].values())
        return set().union(*names)

    first, *others = LANGUAGES
    different = [
        f"{key}: {first}={sorted(filled(first, key))}, {other}={sorted(filled(other, key))}"
        for other in others
        for key in sentences[first].keys() & sentences[other].keys()
        if filled(first, key) - {"n", "count"} != filled(other, key) - {"n", "count"}
    ]
    assert not different


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: Language, sentences):
    wanted = set(Locale.parse(language.locale).plural_form.tags) | {"other"}
    wrong = {
        key: sorted(forms)
        for key, forms in sentences[language].items()
        if "" not in forms and set(forms) != wanted
    }
    assert not wrong


def test_no_sentence_is_empty_in_one_language_only(sentences):
    """What joins sentences is a space in English and nothing in Chinese; words are words."""
    first, *others = LANGUAGES
    wrong = [
        key
        for key, forms in sentences[first].items()
        for other in others
        if key in sentences[other]
        and any(map(str.strip, forms.values()))
        != all(map(str.strip, sentences[other][key].values()))
    ]
    assert not wrong


def test_no_sentence_is_left_in_the_other_language(sentences):
    wrong = []
    for language, table in sentences.items():
        for key, forms in table.items():
            for form in forms.values():
                words = re.sub(r"`[^`]*`|\{[^}]*\}|\([^)]*\)", "", form)
                chinese = len(re.findall(r"[\u4e00-\u9fff]", words))
                latin = len(re.findall(r"[A-Za-z]{3,}", words))
                if (language == "zh" and latin > 3 and not chinese) or (
                    language == "en" and chinese > latin
                ):
                    wrong.append(f"{language} {key}: {form}")
    assert not wrong


def test_chinese_sentences_use_full_width_punctuation(sentences):
    half = re.compile(r"[\u4e00-\u9fff][,:;!?](?:[\u4e00-\u9fff]|$)")
    wrong = {
        key: form
        for key, forms in sentences["zh"].items()
        for form in forms.values()
        if half.search(re.sub(r"`[^`]*`", "", form))
    }
    assert not wrong


# The wrappers named "say" put their room's table before the key.
SAID_UNDER = {"cli": "cli.", "reports": "brief."}


def _asked(source: dict[Path, ast.Module]) -> Iterator[tuple[str, str, ast.Call]]:
    """Place, key or start of a key (ending in ".*"), call: of ``text`` and the edge's ``say``."""
    for path, tree in source.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = _called_name(call)
            if not call.args or not (name == "say" or (name == "text" and len(call.args) > 1)):
                continue
            prefix = SAID_UNDER.get(path.parts[1], "") if name == "say" else ""
            key = call.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield f"{path}:{call.lineno}", prefix + key.value, call
            elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                yield f"{path}:{call.lineno}", f"{prefix}{key.values[0].value}*", call


def test_keys_asked_for_exist_and_get_their_placeholders(source, sentences):
    asked = list(_asked(source))
    assert len(asked) > 50
    wrong = []
    for place, key, call in asked:
        held = [one for one in sentences["en"] if key.endswith("*") and one.startswith(key[:-1])]
        held += [key] * (key in sentences["en"])
        if not held:
            wrong.append(f"{place}: no sentence {key}")
        elif key in sentences["en"] and all(keyword.arg for keyword in call.keywords):
            given = {keyword.arg for keyword in call.keywords}
            needed = set().union(*map(_placeholders, sentences["en"][key].values()))
            if needed - given:
                wrong.append(f"{place}: {key} needs {sorted(needed - given)}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("indicator", INDICATORS),
        ("unit", UNITS),
        ("ingest.connector", connector_names()),
        ("monitoring.level", Level),
        ("monitoring.calibration", Calibration),
        ("monitoring.status", EpisodeStatus),
        ("monitoring.component", Component),
        ("monitoring.undecided", Undecided),
        ("gradient.verdict", Verdict),
        ("gradient.unclear", Unclear),
        ("gradient.rule", Rule),
        ("gradient.join", JoinKind),
        ("monitoring.classification", Classification),
        ("cli.vintage", Vintage),
        ("cli.severity", Severity),
        ("rules.unit", [unit for unit in units() if unit.split("_")[0] not in CURRENCIES]),
        ("rules.currency", CURRENCIES),
        ("rules.case", MONEY_CASES),
        ("cli.rules.kind", Kind),
        ("cli.rules.scale", ScaleKind),
        ("cli.rules.verified", Verification),
        ("cli.rules.verification", Verification),
        ("cli.rules.validity", Validity),
        ("cli.rules.payment", Payment),
        ("cli.rules.reason", [reason for reason in Reason if reason is not Reason.NONE]),
        ("cli.rules.layer", [*Standing]),
        ("cli.rules.change", [Change.ADDED, Change.REMOVED, "before", "after"]),
        ("credits.state", CaseState),
        ("credits.appeal", AppealState),
        ("credits.origin", Origin),
        ("credits.line", LineKind),
        ("credits.rule_kind", RuleKind),
        ("credentials_grade", [grade.name.lower() for grade in Grade]),
        ("verification.outcome", CertificateOutcome),
        ("verification.answer", Answer),
        ("verification.reason", [*ProofReason, *RelatedReason]),
        ("verification.purpose", Purpose),
        ("web.certificates.state", CertificateState),
        ("web.certificates.reason", ChangeReason),
        ("web.issuers.key_end", KeyEnd),
        ("web.verification.sentence", CertificateOutcome),
        ("evidence.lever", Lever),
        ("evidence.design", Design),
        ("evidence.outcome", Outcome),
        ("evidence.verification", EvidenceVerification),
        ("evidence.unusable", Unusable),
        *((f"evidence.transfer.{part}", cases) for part, cases in ASSUMPTIONS.items()),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_named_at_run_time_has_a_word(table, names, language, sentences):
    """Keys put together from a value cannot be seen in the source."""
    assert [name for name in names if f"{table}.{name}" not in sentences[language]] == []
