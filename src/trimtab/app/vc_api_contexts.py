"""The two contexts that only the W3C test suites use: they define every word, so that examples
can be signed. Known to the conformance server and to nothing else."""

from __future__ import annotations

from trimtab.credentials.securing import STANDARD, Contexts

ADDRESS = "https://www.w3.org/ns/credentials"
_VOCABULARIES = {"examples/v2": "examples#", "undefined-terms/v2": "undefined-term#"}


def suite_contexts() -> Contexts:
    """The pinned contexts and the two of the test suites."""
    return STANDARD.with_documents(
        {
            f"{ADDRESS}/{name}": {"@context": {"@vocab": f"{ADDRESS}/{words}"}}
            for name, words in _VOCABULARIES.items()
        }
    )
