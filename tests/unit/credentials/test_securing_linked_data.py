"""What RDF would lose is refused, and so is what would keep a verifier busy."""

from __future__ import annotations

from typing import Any

import pyoxigraph
import pytest

from trimtab.credentials.securing import canonical_quads, plain_quads
from trimtab.credentials.securing.labelling import canonical_lines
from trimtab.credentials.securing.quads import Blank, Literal, Quad, escaped
from trimtab.kernel import InputRejectedError

V2 = "https://www.w3.org/ns/credentials/v2"
P = "https://p.example/p"


def _credential(**more: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": "VerifiableCredential",
        "issuer": "https://issuer.example/1",
        "credentialSubject": {"id": "did:example:1", "name": "x"},
        **more,
    }


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"undefined": "x"}, "CREDENTIALS-020"),
    ({"credentialSubject": {"undefined": {"name": "x"}}}, "CREDENTIALS-020"),
    ({"@unknown": "x"}, "CREDENTIALS-020"),
    ({"_:blank": "x"}, "CREDENTIALS-020"),
    ({"type": ["VerifiableCredential", "Undefined"]}, "CREDENTIALS-021"),
    ({"credentialSubject": {"type": "Undefined", "name": "x"}}, "CREDENTIALS-021"),
    ({"id": "relative"}, "CREDENTIALS-021"),
    ({"id": ""}, "CREDENTIALS-021"),
    ({"issuer": "issuers/1"}, "CREDENTIALS-021"),
    ({"id": "https://a b"}, "CREDENTIALS-016"),
    ({"id": "urn:x>"}, "CREDENTIALS-016"),
    *(
        ({"id": f"urn:x{one}"}, "CREDENTIALS-016")
        for one in "\x7f\x80\x9f\ue000\uf8ff\ufdd0\ufff0\uffff\U000e0000\U000f0000\U0010ffff"
    ),
    ({"https://p.example/<x>": "y"}, "CREDENTIALS-016"),
    ({"name": {"@value": "x", "@type": "urn:x>y"}}, "CREDENTIALS-016"),
    ({"name": {"@value": "x", "@language": "en> <urn:forged"}}, "CREDENTIALS-016"),
    ({"id": ["urn:a", "urn:b"]}, "CREDENTIALS-013"),
    ({"id": 5}, "CREDENTIALS-013"),
    ({"name": {"@value": "x", "@language": 5}}, "CREDENTIALS-013"),
    ({"@context": [V2, {"id": "urn:stolen"}]}, "CREDENTIALS-013"),
    ({"@context": [V2, {"VerifiableCredential": "https://other.example/x"}]}, "CREDENTIALS-013"),
    ({"@context": [V2, 5]}, "CREDENTIALS-013"),
    ({"@context": {"@vocab": None}}, "CREDENTIALS-013"),
    ({"@context": [V2, {"@vocab": 5}]}, "CREDENTIALS-013"),
    ({"name": ["x"] * 10_001}, "CREDENTIALS-015"),
]


@pytest.mark.parametrize(("change", "code"), REFUSED)
def test_refused_by_its_code(change: dict[str, Any], code: str) -> None:
    document = _credential(**change)
    for form in (plain_quads, canonical_quads, canonical_quads, canonical_quads):
        with pytest.raises(InputRejectedError) as refused:
            form(document)
        assert refused.value.code == code


def test_bottomless_nesting_is_refused() -> None:
    subject: dict[str, Any] = {}
    for _ in range(5_000):
        subject = {"evidence": subject}
    for document in (
        _credential(credentialSubject=subject),
        _credential(**{"@context": [V2, {"a": subject}]}),
        {"@context": subject},
    ):
        with pytest.raises(InputRejectedError, match="CREDENTIALS-005"):
            canonical_quads(document)


def test_characters_that_canonical_lines_escape() -> None:
    assert escaped('a"\\\t\n\r\b\f\x00\x1f\x7f€𝒜') == '\\"'.join(["a", ""]) + (
        "\\\\\\t\\n\\r\\b\\f\\u0000\\u001F\\u007F€𝒜"
    )
    forged = '" <urn:p> <urn:o> .\n<urn:s> <urn:p> "'
    text = canonical_quads(_credential(name=forged)).decode()
    assert text.count("\n") == len(text.splitlines()) == 5
    assert "<urn:s>" not in {line.split(" ")[0] for line in text.splitlines()}


def _witness(quads: list[Quad]) -> list[str]:
    """The same through the labelling of another implementation."""

    def term(part: Any) -> Any:
        if isinstance(part, Blank):
            return pyoxigraph.BlankNode(part.label)
        return (
            pyoxigraph.NamedNode(part) if isinstance(part, str) else pyoxigraph.Literal(part.text)
        )

    data = pyoxigraph.Dataset(
        pyoxigraph.Quad(
            term(quad.subject),
            pyoxigraph.NamedNode(quad.predicate),
            term(quad.object),
            *([] if quad.graph is None else [term(quad.graph)]),
        )
        for quad in quads
    )
    data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    found = []
    for quad in data:
        plain = isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        graph = "" if plain else f" {quad.graph_name}"
        found.append(f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n")
    return sorted(found)


def _ring(size: int) -> list[Quad]:
    return [Quad(Blank(f"n{i}"), P, Blank(f"n{(i + 1) % size}")) for i in range(size)]


GRAPHS: dict[str, list[Quad]] = {
    "nothing": [],
    "a ring": _ring(4),
    "two rings": _ring(3) + [Quad(Blank(f"m{i}"), P, Blank(f"m{(i + 1) % 3}")) for i in range(3)],
    "both ways": [q for a, b in ((0, 1), (1, 2), (2, 0)) for q in (
        Quad(Blank(f"n{a}"), P, Blank(f"n{b}")), Quad(Blank(f"n{b}"), P, Blank(f"n{a}")))],
    "to itself": [Quad(Blank("a"), P, Blank("a")), Quad(Blank("b"), P, Blank("b"))],
    "twins with different surroundings": [
        Quad("urn:s", P, Blank("a")), Quad("urn:s", P, Blank("b")),
        Quad(Blank("a"), P, Blank("c")), Quad(Blank("b"), P, Blank("d")),
        Quad(Blank("c"), P, Literal("1")), Quad(Blank("d"), P, Literal("2"))],
    "graphs": [Quad("urn:s", P, Literal(text), Blank(graph))
               for graph in ("g", "h") for text in ("x", "y")],
    "a graph and its thing": [Quad(Blank("a"), P, Blank("b"), Blank("g")),
                              Quad(Blank("b"), P, Blank("a"), Blank("g")),
                              Quad(Blank("g"), P, Literal("x"))],
}  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
def test_labels_of_nodes_that_look_alike(name: str) -> None:
    quads = GRAPHS[name]
    found = canonical_lines(quads)
    assert found == _witness(quads)

    def renamed(part: Any) -> Any:
        return Blank(f"z{part.label[::-1]}") if isinstance(part, Blank) else part

    others = [
        Quad(renamed(q.subject), q.predicate, renamed(q.object), renamed(q.graph))
        for q in reversed(quads)
    ]
    assert canonical_lines(others) == found


def test_graphs_made_to_keep_a_verifier_busy_are_refused() -> None:
    labels = range(12)
    everybody = [
        Quad(Blank(f"n{one}"), P, Blank(f"n{other}"))
        for one in labels
        for other in labels
        if one != other
    ]
    with pytest.raises(InputRejectedError, match="CREDENTIALS-014"):
        canonical_lines(everybody)
    with pytest.raises(InputRejectedError, match="CREDENTIALS-014"):
        canonical_lines(_ring(3_000))
    document = {
        "@context": {"knows": {"@id": P, "@type": "@id"}},
        "@graph": [
            {"@id": f"_:n{one}", "knows": [f"_:n{other}" for other in labels if other != one]}
            for one in labels
        ],
    }
    with pytest.raises(InputRejectedError, match="CREDENTIALS-014"):
        canonical_quads(document)


@pytest.mark.parametrize("one", ["\xa0", "证", "\ud7ff", "\uf900", "\uffef", "𝒜", "\U000dffff"])
def test_an_address_may_be_in_any_script(one: str) -> None:
    document = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"urn:x{one}",
        "name": "x",
    }
    assert f"<urn:x{one}>" in plain_quads(document).decode()
