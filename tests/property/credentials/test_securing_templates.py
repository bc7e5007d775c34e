"""Compiled templates give what PyLD gives, for documents of many shapes and any values."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from trimtab.credentials.securing import STANDARD, Contexts, canonical_quads, plain_quads
from trimtab.credentials.securing.canonical_quads import (
    KEPT_SHAPES,
    TEMPLATE_LIMIT,
    Templates,
)
from trimtab.credentials.securing.linked_data import statements
from trimtab.credentials.securing.templates import Template
from trimtab.kernel import InputRejectedError

OWN = "https://context.example/own"
XSD = "http://www.w3.org/2001/XMLSchema#"
# Everything JSON-LD can do to a value, in one context.
CONTEXTS = STANDARD.with_documents(
    {
        OWN: {
            "@context": {
                "own": "https://own.example/",
                "kind": "@type",
                "alias": "kind",
                "identity": "@id",
                "plain": "own:plain",
                "text": {"@id": "own:text", "@language": "zh"},
                "score": {"@id": "own:score", "@type": f"{XSD}double"},
                "count": {"@id": "own:count", "@type": f"{XSD}integer"},
                "raw": {"@id": "own:raw", "@type": "@json"},
                "link": {"@id": "own:link", "@type": "@id"},
                "choice": {"@id": "own:choice", "@type": "@vocab"},
                "labels": {"@id": "own:labels", "@container": "@language"},
                "people": {"@id": "own:people", "@container": "@id"},
                "byIndex": {"@id": "own:byIndex", "@container": "@index"},
                "byType": {"@id": "own:byType", "@container": "@type"},
                "ranked": {"@id": "own:ranked", "@container": "@list"},
                "bundle": {"@id": "own:bundle", "@container": "@graph"},
                "within": "@nest",
                "parent": {"@reverse": "own:child"},
                "Scoped": {
                    "@id": "own:Scoped",
                    "@context": {"plain": {"@id": "own:other", "@type": "@id"}, "kind2": "@type"},
                },
            }
        }
    }
)
ADDRESSES = ("https://a.example/1", "https://a.example/2", "urn:uuid:1", "did:key:z6Mk", "own:x",
             "own://x", "_:b1", "_:b2")  # fmt: skip
WORDS = ("", "a", "plain", "kind", "Scoped", "@foo", "@type", "true", "1.5", "1E0", "5", "zh",
         "100%s %d %", 'quo"te', "back\\slash", "line\nfeed\r\t", "证书 𝒜 🎓", "relative/path",
         "a b", "https://a b", "urn:<x>", "own:with space", "x:y")  # fmt: skip
strings = st.one_of(st.sampled_from(ADDRESSES), st.sampled_from(WORDS), st.text(max_size=6))
safe_strings = st.one_of(
    st.sampled_from(ADDRESSES[:4]),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6),
)
numbers = st.one_of(st.integers(-5, 5), st.sampled_from([10**15, 2**53 - 1, 0.5, 1e21, -0.0, 2.0]))
scalars = st.one_of(safe_strings, numbers, st.booleans(), st.none())
addresses = st.sampled_from(ADDRESSES[:4] + ADDRESSES[6:])
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=3),
    st.fixed_dictionaries(
        {"@value": st.one_of(safe_strings, numbers)},
        optional={"@type": st.sampled_from([f"{XSD}date", f"{XSD}double"])},
    ),
    st.fixed_dictionaries(
        {"@value": safe_strings, "@language": st.sampled_from(["en", "zh-Hans"])},
        optional={"@direction": st.sampled_from(["ltr", "rtl"])},
    ),
    st.fixed_dictionaries({"@list": st.lists(scalars.filter(lambda v: v is not None), max_size=2)}),
    st.fixed_dictionaries({"@set": st.lists(scalars, max_size=2)}),
)


def _nodes(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    many = st.one_of(inner, st.lists(inner, max_size=3))
    return st.fixed_dictionaries(
        {},
        optional={
            "id": addresses,
            "kind": st.one_of(
                st.sampled_from(["Scoped", "own:Thing"]), st.just(["Scoped", "own:B"])
            ),
            "plain": st.one_of(values, many),
            "text": values,
            "score": st.one_of(numbers, safe_strings),
            "count": st.one_of(numbers, safe_strings),
            "raw": st.one_of(scalars, st.fixed_dictionaries({"b": safe_strings, "a": numbers})),
            "link": st.one_of(addresses, st.lists(addresses, max_size=3), many),
            "choice": st.sampled_from(["plain", "Scoped", *ADDRESSES[:4]]),
            "labels": st.fixed_dictionaries(
                {}, optional={"en": safe_strings, "zh": st.lists(safe_strings, max_size=2)}
            ),
            "people": st.fixed_dictionaries({}, optional={"https://a.example/1": inner}),
            "byIndex": st.fixed_dictionaries({}, optional={"one": values, "two": inner}),
            "byType": st.fixed_dictionaries({}, optional={"own:Thing": inner}),
            "ranked": st.lists(safe_strings, max_size=3),
            "bundle": many,
            "within": st.fixed_dictionaries({}, optional={"plain": safe_strings}),
            "parent": st.one_of(addresses, inner),
            "https://p.example/q": values,
        },
    )


nodes = st.recursive(
    st.fixed_dictionaries({}, optional={"id": addresses, "plain": scalars, "link": addresses}),
    _nodes,
    max_leaves=5,
)
documents = nodes.map(lambda node: {"@context": [STANDARD_CONTEXT, OWN], **node})
STANDARD_CONTEXT = "https://www.w3.org/ns/credentials/v2"


def _outcome(form: Any, document: dict[str, Any]) -> bytes | str:
    try:
        found: bytes = form(document)
    except InputRejectedError as error:
        return error.code
    return found


def _plain(document: dict[str, Any]) -> bytes:
    return plain_quads(document, CONTEXTS)


@st.composite
def families(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Documents of one structure whose texts and whole numbers differ."""
    first = draw(documents)

    def changed(value: Any, seen: dict[Any, Any]) -> Any:
        if isinstance(value, dict):
            return {
                name: inner if name == "@context" else changed(inner, seen)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [changed(inner, seen) for inner in value]
        if isinstance(value, str):
            if value not in seen:
                seen[value] = draw(st.one_of(strings, st.just(value)))
            return seen[value]
        if type(value) is int:
            return draw(numbers)
        return value

    return [first, *(changed(first, {}) for _ in range(3))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(families())
def test_templates_give_what_plain_expansion_gives(family: list[dict[str, Any]]) -> None:
    templates = Templates(CONTEXTS)

    def compiled(document: dict[str, Any]) -> bytes:
        return "".join(templates.lines(document)).encode("utf-8")

    first, *others = family
    before = copy.deepcopy(family)
    for document in (first, first, first, *others, *others, *others, first):
        assert _outcome(compiled, document) == _outcome(_plain, document)
    assert family == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_plain_expansion_gives_what_pyld_normalizes(document: dict[str, Any]) -> None:
    found = _outcome(_plain, document)
    if isinstance(found, str) or _meets_itself(document):
        return
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": lambda address, _: {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": CONTEXTS.load(address),
        },
    }
    expected = jsonld.normalize(document, options)
    assert found.decode() == "".join(sorted({f"{line}\n" for line in expected.split("\n") if line}))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(families())
def test_labels_are_those_of_another_implementation(family: list[dict[str, Any]]) -> None:
    for document in family:
        found = _outcome(_plain, document)
        if isinstance(found, str):
            continue
        quads = pyoxigraph.parse(found, pyoxigraph.RdfFormat.N_QUADS)
        data = pyoxigraph.Dataset(quads)
        data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        lines = [_line(quad) for quad in data]
        again = "".join(sorted(lines))
        assert _without_escapes(found) == _without_escapes(again.encode())


def _meets_itself(document: dict[str, Any]) -> bool:
    """Whether a blank node stands twice in one statement: PyLD then counts the statement twice,
    against RDFC-1.0, which speaks of a set (the test of labels has another witness)."""
    return any(
        len(set(quad.blanks())) < len(quad.blanks()) for quad in statements(document, CONTEXTS)
    )


def _line(quad: Any) -> str:
    graph = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n"


def _without_escapes(text: bytes) -> list[str]:
    """Both writers agree on everything but how they write a few characters inside literals."""
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_QUADS)
    return sorted(str(quad) for quad in quads)


def _certificate(**subject: Any) -> dict[str, Any]:
    return {
        "@context": [
            STANDARD_CONTEXT,
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://issuer.example/1", "type": "Profile", "name": "某校"},
        "validFrom": "2026-11-23T00:00:00Z",
        "credentialSubject": {"type": "AchievementSubject", **subject},
    }


def _compiled(templates: Templates) -> list[Template]:
    return [one for one in templates._templates.values() if isinstance(one, Template)]


def test_certificates_are_compiled_the_second_time_they_come() -> None:
    templates = Templates(STANDARD)
    one, two = (
        _certificate(identifier=[{"type": "IdentityObject", "identityHash": text, "hashed": True}])
        for text in ("a", "b")
    )
    templates.lines(one)
    assert not _compiled(templates)
    templates.lines(two)
    (template,) = _compiled(templates)
    assert template.filled(("never asked of PyLD",) * template.count)
    lines = templates.lines({**one, "id": "urn:uuid:2"})
    assert "<urn:uuid:2> " in lines[-1] or any(line.startswith("<urn:uuid:2> ") for line in lines)


def test_unnamed_objects_that_look_alike_are_labelled_by_their_surroundings() -> None:
    twins = [{"type": "Alignment", "targetName": "a"}, {"type": "Alignment", "targetName": "a"}]
    document = _certificate(achievement={"type": "Achievement", "alignment": twins})
    templates = Templates(STANDARD)
    forms = {"".join(templates.lines(document)) for _ in range(4)}
    assert len(_compiled(templates)) == 1
    assert forms == {plain_quads(document).decode()}


@pytest.mark.parametrize("value", ["relative", "@id", "a b", "https://a/<b>", "urn:x\ny"])
def test_a_template_refuses_what_plain_expansion_refuses(value: str) -> None:
    contexts = Contexts(STANDARD.more)
    for _ in range(3):
        canonical_quads(_certificate(id="https://holder.example/1"), contexts)
    with pytest.raises(InputRejectedError) as refused:
        canonical_quads(_certificate(id=value), contexts)
    assert refused.value.code in {"CREDENTIALS-013", "CREDENTIALS-016", "CREDENTIALS-021"}


def test_the_name_of_a_thing_nothing_is_said_of_is_judged_all_the_same() -> None:
    """Within a graph such a name shows in no statement, while its equal elsewhere does."""
    templates = Templates(CONTEXTS)
    context = [STANDARD_CONTEXT, OWN]
    for _ in range(3):
        templates.lines(
            {
                "@context": context,
                "plain": "https://a.example/1",
                "bundle": {"id": "https://a.example/1"},
            }
        )
    assert len(_compiled(templates)) == 1
    with pytest.raises(InputRejectedError, match="CREDENTIALS-021"):
        templates.lines({"@context": context, "plain": "word", "bundle": {"id": "word"}})


def test_what_is_kept_is_bounded() -> None:
    templates = Templates(STANDARD)
    large = _certificate(achievement={"type": "Achievement", "description": "x" * TEMPLATE_LIMIT})
    for _ in range(4):
        templates.lines(large)
    assert not _compiled(templates)
    for number in range(KEPT_SHAPES + 5):
        context = [STANDARD_CONTEXT, {f"word{number}": f"urn:word:{number}"}]
        templates.lines({"@context": context, f"word{number}": "x"})
    assert len(templates._places) == KEPT_SHAPES


def test_threads_share_templates() -> None:
    documents = [
        _certificate(id=f"https://holder.example/{number}", **more)
        for number in range(12)
        for more in ({}, {"identifier": [{"type": "IdentityObject", "salt": f"{number}"}]})
    ]
    templates = Templates(STANDARD)
    expected = [plain_quads(document).decode() for document in documents]
    with ThreadPoolExecutor(6) as pool:
        for _ in range(3):
            found = pool.map(lambda document: "".join(templates.lines(document)), documents)
            assert list(found) == expected
