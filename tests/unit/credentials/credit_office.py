"""A bureau with a school for tests of the credit bank: people, entries, a book of few rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from trimtab.credentials.bank import (
    Book,
    Entry,
    EquivalenceRule,
    Framework,
    Frameworks,
    Level,
    Need,
    Origin,
    Qualification,
    RuleInput,
    RuleKind,
    RuleOutput,
    deposit,
    entry_id_of,
    judge_appeal,
    lodge_appeal,
    open_case,
    review_case,
    send_case,
    sign_case,
)
from trimtab.credentials.bank.qualifications import Choice
from trimtab.credentials.types import Answer, Outcome, Verdict
from trimtab.office.types import Actor, Department, Grant, Role

REGION = "CN-310000"
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
TITLE = {"zh": "例", "en": "example"}
PEOPLE = {  # actor -> department, role
    "opener": ("bureau", Role.CASEWORKER),
    "reviewer": ("bureau", Role.CASEWORKER),
    "judge": ("bureau", Role.APPROVER),
    "designer": ("bureau", Role.POLICY_DESIGNER),
    "dean": ("college", Role.AWARDING_BODY),
    "auditor": ("bureau", Role.AUDITOR),
}
FRAMEWORKS = Frameworks(
    (
        Framework(
            "f", TITLE, "CN", None, date(2020, 1, 1), "made up for a test", "synthetic",
            tuple(Level(n, str(n), TITLE) for n in range(1, 9)), 30, 30, shelf_months=84,
        ),
    )
)  # fmt: skip
RULE = EquivalenceRule(
    "courier", 1, RuleKind.ONE_TO_ONE, TITLE, "f", (RuleInput("standard:courier"),),
    (RuleOutput(("delivery",), 400),), "college", "notice 1 of 2026", date(2026, 1, 1),
    datetime(2026, 1, 1, tzinfo=UTC), "synthetic", "",
)  # fmt: skip
QUALIFICATION = Qualification(
    "diploma", 1, TITLE, "f", "did:web:college.example",
    Choice(2, (Need("delivery", TITLE, 400, modules=("delivery",)),
               Need("general", TITLE, 300, natures=("general",)))),
    date(2026, 1, 1), date(2026, 1, 1), "synthetic", "",
)  # fmt: skip
BOOK = Book(FRAMEWORKS, (RULE,), (QUALIFICATION,))
VALID = Verdict(Outcome.VALID, ())


def stated(name: str, **changes: Any) -> Entry:
    """A certificate of a course of three general credits, unless changed."""
    made = Entry(
        entry_id=entry_id_of(f"urn:uuid:{name}"),
        certificate_id=f"urn:uuid:{name}",
        holder_id="holder-1",
        issuer_id="did:web:school.example",
        standard_id="",
        title=TITLE,
        framework_id="f",
        earned_on=date(2026, 3, 1),
        nature="general",
        hundredths=300,
        origin=Origin.COURSE,
    )
    return replace(made, **changes)


COURIER = {"standard_id": "standard:courier", "nature": "", "hundredths": None, "hours": 120,
           "level": "3", "origin": Origin.CERTIFICATE}  # fmt: skip


@dataclass
class Clock:
    """A minute passes at every look."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def furnish(work: Any) -> None:
    """Departments and people."""
    for name in ("bureau", "college"):
        work.add(Department(name, name, REGION))
    for actor, (department, role) in PEOPLE.items():
        work.add(Actor(actor, actor, department_id=department))
        work.add(Grant(f"grant:{actor}", actor, role, REGION, department))


@dataclass
class CreditOffice:
    """An office and shorthands for what tests do in it."""

    office: Any
    clock: Clock

    def do(self, actor: str, act: Any, *args: Any, **named: Any) -> Any:
        """One service in a work of its own."""
        with self.office.work(actor, "test") as work:
            return act(work, *args, **named)

    def read(self, ask: Any, *args: Any) -> Any:
        """One question."""
        with self.office.reading() as reading:
            return ask(reading, *args)

    def deposit(self, name: str, **changes: Any) -> Any:
        """A certificate put into the bank."""
        return self.do(
            "opener", deposit, stated(name, **changes), region=REGION, verdict=VALID,
            accredited=lambda *_: Answer.PASSED, frameworks=FRAMEWORKS,
        )  # fmt: skip

    def open(self, actor: str = "opener", book: Book = BOOK, **named: Any) -> Any:
        """A case about the diploma."""
        given = {"holder_id": "holder-1", "qualification_id": "diploma", "region": REGION,
                 "department_id": "bureau", "awarding_department_id": "college"}  # fmt: skip
        return self.do(actor, open_case, book=book, **(given | named))

    def signed(self) -> Any:
        """A case that went all the way."""
        case = self.open()
        self.do("reviewer", review_case, case.case_id)
        self.do("opener", send_case, case.case_id, {"id": "urn:holder"})
        return self.do("dean", sign_case, case.case_id, seal)

    def overturned(self, case_id: str) -> Any:
        """An appeal that is right."""
        appeal = self.do("opener", lodge_appeal, case_id, "the internship was left out")
        return self.do("judge", judge_appeal, appeal.appeal_id, overturn=True, reason="it was")


def seal(document: dict[str, Any]) -> dict[str, Any]:
    """What an awarding body adds; what it is worth, other tests ask."""
    return document | {"proof": [{"type": "DataIntegrityProof"}]}
