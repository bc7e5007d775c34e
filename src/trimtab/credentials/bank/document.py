"""The recognition as an Open Badge before anybody signs it: what counts for what, by which rules.

It is written in the terms of Open Badges 3.0 alone, so that any verifier reads it: the
qualification is the achievement, its needs are the alignments, the credits are those of the
subject, and every rule, with its version and legal basis, is a piece of evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from trimtab.credentials.bank.deciding import credits_lacking
from trimtab.credentials.bank.records import RecognitionCase
from trimtab.credentials.bank.values import to_credits
from trimtab.credentials.types import Issuer
from trimtab.messages import Language, in_words, text

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
RULE_GENRE = "equivalence rule"
DECISION_GENRE = "decision"


def recognition_document(
    case: RecognitionCase,
    content: Mapping[str, Any],
    subject: Mapping[str, Any],
    issuer: Issuer | None,
) -> dict[str, Any]:
    """The unsigned document of a case; ``content`` is its frozen decision."""
    qualification = content["qualification"]
    language = language_of(case)
    title = in_words(qualification["title"], language)
    amounts = (Decimal(one["credits"]) for one in content["result"]["assignments"])
    profile = {"id": case.awarding_body, "type": ["Profile"]}
    if issuer is not None:
        profile["name"] = in_words(issuer.title, language)
    return {
        "@context": list(CONTEXTS),
        "id": recognition_id(case),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": profile,
        "validFrom": f"{case.decided_on.isoformat()}T00:00:00Z",
        "name": text("credits.document.name", language, title=title),
        "credentialSubject": {
            **_identity(subject),
            "type": ["AchievementSubject"],
            "creditsEarned": _number(sum(amounts, Decimal())),
            "achievement": {
                "id": f"urn:x-trimtab:qualification:{case.qualification_key}",
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": text("credits.document.name", language, title=title),
                "description": _description(case, content, language),
                "criteria": {"narrative": _narrative(content, language)},
                "version": str(qualification["version"]),
                "alignment": list(_alignments(content, language)),
            },
        },
        "evidence": [*_rules(content, language), _decision(case)],
    }


def recognition_id(case: RecognitionCase) -> str:
    """The id of a case's document: it follows from the frozen decision, so that the hash of the
    holder's identity, which depends on it, can be made before."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, case.case_id + case.digest)}"


def language_of(case: RecognitionCase) -> Language:
    """A document has one wording, that of the place where it is signed."""
    return Language.ZH if case.region.split("-")[0] == "CN" else Language.EN


def _identity(subject: Mapping[str, Any]) -> dict[str, Any]:
    return {name: subject[name] for name in ("id", "identifier") if name in subject}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _description(case: RecognitionCase, content: Mapping[str, Any], language: Language) -> str:
    key = "satisfied" if case.satisfied else "lacking"
    state = text(f"credits.document.{key}", language, n=to_credits(credits_lacking(content)))
    day = case.decided_on.isoformat()
    return text("credits.document.description", language, day=day, state=state)


def _narrative(content: Mapping[str, Any], language: Language) -> str:
    return " ".join(
        text(
            "credits.document.need",
            language,
            title=in_words(one["title"], language),
            wanted=one["wanted"],
            got=one["got"],
        )
        for one in content["result"]["needs"]
        if one["asked"]
    )


def _alignments(content: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    """One for each assignment: which need it fills, with how much, out of which certificates."""
    certificates = {one["id"]: one["certificate"] for one in content["entries"]}
    for one in content["result"]["assignments"]:
        source = certificates[one["entry_ids"][0]]
        key = "amount_by_rule" if one["rule_key"] else "amount"
        yield {
            "type": ["Alignment"],
            "targetType": "ext:Requirement",
            "targetCode": one["need_id"] or "total",
            "targetName": one["need_id"] or "total",
            "targetDescription": text(
                f"credits.document.{key}", language, n=one["credits"], rule=one["rule_key"] or ""
            ),
            "targetUrl": source if ":" in source else f"urn:x-trimtab:certificate:{source}",
        }


def _rules(content: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    applied = set(content["result"]["rules"])
    for one in content["rules"]:
        key = f"{one['id']}@{one['version']}"
        if key in applied:
            yield {
                "id": f"urn:x-trimtab:credit-rule:{key}",
                "type": ["Evidence"],
                "name": key,
                "genre": RULE_GENRE,
                "description": " ".join((_rule(one, language), *_given(one, language))),
                "narrative": one.get("legal_basis") or one["authority"],
            }


def _rule(rule: Mapping[str, Any], language: Language) -> str:
    title = in_words(rule["title"], language)
    return text("credits.document.rule", language, title=title, authority=rule["authority"])


def _given(rule: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Which modules a rule stands for, and with how many credits together."""
    for one in rule["outputs"]:
        if one.get("modules"):
            modules = language.between.join(one["modules"])
            yield text("credits.document.given", language, modules=modules, n=one["credits"])


def _decision(case: RecognitionCase) -> dict[str, Any]:
    return {
        "id": f"urn:x-trimtab:decision:{case.case_id}",
        "type": ["Evidence"],
        "name": case.case_id,
        "genre": DECISION_GENRE,
        "description": f"SHA-256 {case.digest}",
    }
