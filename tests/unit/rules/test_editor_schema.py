"""What editors are told is what reading asks for."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
import yaml

from trimtab.messages import LANGUAGES, Language
from trimtab.rules.book import embedded_folder
from trimtab.rules.editor_schema import editor_schema, editor_schema_text
from trimtab.rules.reading import rule_files

FILES = rule_files(embedded_folder())
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "") -> list[str]:
    """The part of JSON Schema that ours uses; a keyword it does not know fails loudly."""
    known = {"$schema", "$defs", "title", "description", "format", *CHECKS}
    assert set(schema) <= known, set(schema) - known
    found = []
    for keyword, check in CHECKS.items():
        if keyword in schema:
            found += check(schema[keyword], value, schema, root, path)
    return found


def _reference(target, value, _schema, root, path):
    part = root
    for name in target.removeprefix("#/").split("/"):
        part = part[name]
    return faults(part, value, root, path)


def _type(names, value, _schema, _root, path):
    allowed = [names] if isinstance(names, str) else names
    fits = any(
        isinstance(value, TYPES[name]) and (isinstance(value, bool) <= (name == "boolean"))
        for name in allowed
    )
    return [] if fits else [f"{path}: {value!r} is no {names}"]


def _properties(properties, value, _schema, root, path):
    if not isinstance(value, dict):
        return []
    shared = properties.keys() & value.keys()
    return [
        f for name in shared for f in faults(properties[name], value[name], root, f"{path}.{name}")
    ]


def _additional(extra, value, schema, root, path):
    if not isinstance(value, dict):
        return []
    names = value.keys() - schema.get("properties", {}).keys()
    if extra is False:
        return [f"{path}: {name} is not allowed" for name in names]
    return [f for name in names for f in faults(extra, value[name], root, f"{path}.{name}")]


def _items(item, value, _schema, root, path):
    listed = value if isinstance(value, list) else []
    return [f for at, one in enumerate(listed) for f in faults(item, one, root, f"{path}[{at}]")]


def _any_of(options, value, _schema, root, path):
    fits = any(not faults(option, value, root, path) for option in options)
    return [] if fits else [f"{path}: {value!r} fits none"]


def _told(holds, message):
    def check(wanted, value, _schema, _root, path):
        return [] if holds(wanted, value) else [f"{path}: {message} {wanted!r}: {value!r}"]

    return check


def _names(rule, value, _schema, root, path):
    names = value if isinstance(value, dict) else {}
    return [f for name in names for f in faults(rule, name, root, f"{path}.{name}")]


CHECKS = {
    "$ref": _reference,
    "type": _type,
    "enum": _told(lambda wanted, value: value in wanted, "not one of"),
    "required": _told(lambda wanted, value: set(wanted) <= set(value), "lacks one of"),
    "pattern": _told(lambda wanted, value: re.search(wanted, str(value)), "does not match"),
    "minLength": _told(lambda wanted, value: len(value) >= wanted, "shorter than"),
    "minItems": _told(lambda wanted, value: len(value) >= wanted, "fewer than"),
    "maxItems": _told(lambda wanted, value: len(value) <= wanted, "more than"),
    "minProperties": _told(lambda wanted, value: len(value) >= wanted, "fewer than"),
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "anyOf": _any_of,
}


def _as_json(value: Any) -> Any:
    """What an editor sees: keys are text, a day is text, 1e+9 is a number (YAML 1.2)."""
    if isinstance(value, dict):
        return {str(name): _as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d+e[+-]?\d+", value):
        return float(value)
    return str(value) if isinstance(value, date) else value


def test_the_tracked_schema_is_the_one_made_from_the_tables():
    tracked = (embedded_folder() / "schema.json").read_text(encoding="utf-8")
    told = "write it again: trimtab --lang en rules schema > src/trimtab/rulebook/schema.json"
    assert tracked == editor_schema_text(), told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_file_fits(language: Language):
    schema = editor_schema(language)
    for path in FILES:
        document = _as_json(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert faults(schema, document, schema) == [], path


GOOD: dict[str, Any] = {
    "region": "CN",
    "parameters": {
        "a.b": {
            "title": {"en": "a", "zh": "甲"},
            "unit": "months",
            "range": [0, None],
            "kind": "cap",
            "values": [
                {
                    "from": "2024-01-01",
                    "value": {"by": "x", "bands": [{"from": 1, "value": 2}]},
                    "recorded": "2024-01-01",
                    "reference": {"title": "t"},
                }
            ],
        }
    },
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"CN"', '"China"'),
        ('"a.b"', '"A b"'),
        ('"months"', '"moons"'),
        ('"cap"', '"ceiling"'),
        ("[0, null]", "[0]"),
        ('"2024-01-01"', '"in 2024"'),
        ('{"title": "t"}', '{"article": "1"}'),
        ('"bands"', '"band"'),
        ('"recorded"', '"noted"'),
    ],
)
def test_the_schema_refuses_what_reading_refuses(old, new):
    schema = editor_schema()
    assert faults(schema, GOOD, schema) == []
    text = json.dumps(GOOD)
    assert old in text
    assert faults(schema, json.loads(text.replace(old, new, 1)), schema)


def test_fields_are_explained_in_both_languages():
    for language in LANGUAGES:
        schema = editor_schema(language)
        entry = schema["$defs"]["parameter"]["properties"]["values"]["items"]
        silent = [name for name, one in entry["properties"].items() if not one.get("description")]
        assert silent == []
    assert editor_schema(Language.ZH) != editor_schema(Language.EN)
