"""The official documents of a case: what the records say, in the order such a document has.

An assessment is a report, a decision a decision (文种 报告 and 决定). The number is that of the
office's registry; without one its place stays open. What has not been signed says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from trimtab.app.workbench.case_numbers import spoken_number
from trimtab.app.workbench.case_view import CaseView, departments_of
from trimtab.coordination import Assessment, Classification, Decision, Signature
from trimtab.kernel import Period, StateError
from trimtab.messages import Language, format_day, format_period, text
from trimtab.reports.official import (
    Annex,
    Letterhead,
    OfficialDocument,
    Section,
    Table,
    render_pdf,
    render_word,
)

Kind = Literal["assessment", "decision"]
Form = Literal["docx", "pdf"]
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
    }
)
_DIGEST_SHOWN = 16


def document_of(view: CaseView, kind: Kind, language: Language) -> OfficialDocument:
    """The document of a case. Raises StateError WEB-150 when it has none yet."""
    if kind == "assessment" and view.assessment is not None:
        return _Setter(view, language).assessment(view.assessment)
    if kind == "decision" and view.folder.decision is not None:
        return _Setter(view, language).decision(view.folder.decision)
    raise StateError("WEB-150", case=view.case.case_id)


def render_document(document: OfficialDocument, form: Form) -> bytes:
    """As Word or PDF. Raises EnvironmentLackingError OFFICIAL-001 or -002 for a PDF."""
    return render_word(document) if form == "docx" else render_pdf(document)


class _Setter:
    """Puts the records of one case into words of one language."""

    def __init__(self, view: CaseView, language: Language) -> None:
        self.view, self.language = view, language

    def told(self, key: str, **params: object) -> str:
        return text(f"web.cases.document.{key}", self.language, **params)

    def assessment(self, found: Assessment) -> OfficialDocument:
        frozen = found.frozen_at
        sections = [
            Section(self.told("alert"), (self._alert(),)),
            Section(self.told("situation"), _paragraphs(found.situation)),
            Section(self.told("causes"), _paragraphs(found.causes)),
            Section(self.told("advice"), _paragraphs(found.advice)),
        ]
        return OfficialDocument(
            language=self.language,
            letterhead=self._letterhead(found.classification, None, ()),
            title=self.told("assessment_title", title=self._title()),
            sections=tuple(one for one in sections if any(one.paragraphs)),
            dated=frozen.date() if frozen else None,
            closing=self.told("assessment_closing"),
            note=self._note(found.digest),
            annexes=(self._basis(),) if self.view.parts else (),
        )

    def decision(self, found: Decision) -> OfficialDocument:
        signed = found.signed_at
        sections = [
            Section(self.told("grounds"), self._grounds(found)),
            Section(self.told("text"), _paragraphs(found.text)),
            Section(self.told("measures"), (), self._measures()),
            Section(self.told("expected"), self._expected()),
            Section(self.told("review"), self._review_day(found)),
        ]
        signatures = tuple(one for _, one in self.view.folder.approvals if one is not None)
        annexes = [self._basis()] if self.view.parts else []
        if signatures:
            annexes.append(self._signed(signatures))
        signers = tuple(
            self.view.words.person(one.actor) for one in signatures if one.kind.value == "sign"
        )
        return OfficialDocument(
            language=self.language,
            letterhead=self._letterhead(
                found.classification, found.document_number or None, signers
            ),
            title=found.title or self.told("decision_title", title=self._title()),
            sections=tuple(one for one in sections if any(one.paragraphs) or one.table),
            dated=signed.date() if signed else None,
            note=self._note(found.digest),
            annexes=tuple(annexes),
        )

    def _title(self) -> str:
        return self.view.case.title[self.language.value]

    def _letterhead(
        self, classification: Classification, number: str | None, signers: tuple[str, ...]
    ) -> Letterhead:
        case, words = self.view.case, self.view.words
        others = [one for one in departments_of(self.view) if one != case.department_id]
        return Letterhead(
            issuer=words.department(case.department_id),
            addressee=words.offices(others) if others else self.told("to_all"),
            number=number,
            secrecy=text(f"coordination.classification.{classification.value}", self.language),
            signers=signers,
            printed_by=words.department(case.department_id),
        )

    def _alert(self) -> str:
        case = self.view.case
        reason = case.alert.get("reason", {}).get(self.language.value, "")
        said = self.told(
            "alert_line",
            title=self._title(),
            region=self.view.words.region(case.region),
            level=case.level,
            level_word=text(f"monitoring.level.{case.level}", self.language),
            day=format_day(case.opened_at.date(), self.language),
        )
        return said if not reason else self.told("with_reason", said=said, reason=reason)

    def _grounds(self, found: Decision) -> tuple[str, ...]:
        known = {one.assessment_id: one for one in self.view.folder.assessments}
        assessment = known.get(found.assessment_id)
        if assessment is None or assessment.frozen_at is None:
            return (self._alert(),)
        day = format_day(assessment.frozen_at.date(), self.language)
        frozen = self.told(
            "grounds_line", day=day, digest=(assessment.digest or "")[:_DIGEST_SHOWN]
        )
        return (self._alert(), frozen, *_paragraphs(assessment.advice))

    def _measures(self) -> Table | None:
        words = self.view.words
        owners = {(one.title, one.department_id): one.owner for one in self.view.folder.actions}
        rows = tuple(
            (
                one.title,
                words.department(one.department_id),
                words.person(owners[key])
                if owners.get(key := (one.title, one.department_id))
                else self.told("owner_open"),
                format_day(one.due, self.language),
            )
            for one in self.view.measures
        )
        if not rows:
            return None
        header = tuple(
            self.told(f"column.{name}") for name in ("measure", "department", "owner", "due")
        )
        return Table("", header, rows, widths=(3.2, 2.0, 1.4, 1.8))

    def _expected(self) -> tuple[str, ...]:
        expected = self.view.expected
        if expected is None:
            return ()
        params = {
            "series": self.view.words.series(expected.series),
            "by": format_period(Period.parse(expected.by), self.language),
            "base": format_period(Period.parse(expected.base), self.language)
            if expected.base
            else "",
            "kind": text(f"coordination.expected.{expected.kind.value}", self.language),
            "value": spoken_number(expected.value, expected, self.language),
            "low": spoken_number(expected.low, expected, self.language),
            "high": spoken_number(expected.high, expected, self.language),
            "coverage": f"{expected.coverage:.0%}",
        }
        said = [self.told("expected_change" if expected.base else "expected_level", **params)]
        if expected.without_low is not None:
            without = {
                "low": spoken_number(expected.without_low, expected, self.language),
                "high": spoken_number(expected.without_high, expected, self.language),
            }
            said.append(self.told("expected_without", **without))
        return tuple(said)

    def _review_day(self, found: Decision) -> tuple[str, ...]:
        if found.review_on is None:
            return ()
        return (self.told("review_line", day=format_day(found.review_on, self.language)),)

    def _basis(self) -> Annex:
        rows = tuple(
            (
                text(f"coordination.basis.{part.kind.value}", self.language),
                part.title[self.language.value],
                part.sha256[:_DIGEST_SHOWN],
            )
            for part in self.view.parts
        )
        header = tuple(self.told(f"column.{name}") for name in ("kind", "what", "digest"))
        table = Table("", header, rows, widths=(1.2, 3.6, 2.0))
        return Annex(self.told("basis"), (Section(self.told("basis_section"), (), table),))

    def _signed(self, signatures: tuple[Signature, ...]) -> Annex:
        words = self.view.words
        places = {one.approval_id: one for one, _ in self.view.folder.approvals}
        rows = tuple(
            (
                text(f"coordination.approval.{one.kind.value}", self.language),
                words.department(places[one.approval_id].department_id),
                self._signer(one),
                format_day(one.at.date(), self.language),
                one.note or "-",
            )
            for one in signatures
        )
        names = ("approval", "department", "signer", "signed_on", "note")
        header = tuple(self.told(f"column.{name}") for name in names)
        table = Table("", header, rows, widths=(1.0, 2.0, 1.6, 1.9, 2.4))
        return Annex(self.told("signed"), (Section(self.told("signed_section"), (), table),))

    def _signer(self, signature: Signature) -> str:
        who = self.view.words.person(signature.actor)
        if signature.on_behalf_of is None:
            return who
        return self.told("for", who=who, giver=self.view.words.person(signature.on_behalf_of))

    def _note(self, digest: str | None) -> str:
        case = self.view.case.case_id
        if digest is None:
            return self.told("note_draft", case=case)
        return self.told("note", case=case, digest=digest[:_DIGEST_SHOWN])


def _paragraphs(typed: str) -> tuple[str, ...]:
    """The paragraphs of a text: what stands on lines of its own."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())
