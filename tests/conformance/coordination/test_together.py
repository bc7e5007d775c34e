"""Two at once: one of them is too late, and is told so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from trimtab.app.audit import verify_trail
from trimtab.coordination import (
    Stage,
    begin_assessment,
    find_case,
    folder_of,
    get_case,
    open_case,
    return_decision,
    sign,
    take_back,
    write_assessment,
)
from trimtab.kernel import TrimtabError
from trimtab.stores.office.store import SqlOfficeStore


def at_once(bureau, *calls):
    """Results, or the code of the error, of calls that begin at the same moment."""
    ready = Barrier(len(calls))

    def run(call):
        actor, service, given, named = call
        office = SqlOfficeStore(bureau.office.engine)
        ready.wait(timeout=30)
        try:
            with office.work(actor, "at once") as work:
                return service(work, *given, **named)
        except TrimtabError as failure:
            return failure.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_signers_of_one_place(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    first, last = (place.approval_id for place, _ in bureau.places(case_id))
    bureau.run("caseworker", sign, first)
    found = at_once(
        bureau, ("approver", sign, (last,), {}), ("second", sign, (last,), {})
    )  # fmt: skip
    # Whoever comes second finds the case in force already.
    assert sorted(isinstance(one, str) for one in found) == [False, True]
    assert {one for one in found if isinstance(one, str)} == {"COORDINATION-002"}
    folder = bureau.read(folder_of, "auditor", case_id)
    assert folder.case.stage is Stage.ACTION
    assert len(folder.signatures) == 2 and len(folder.actions) == 2
    assert verify_trail(bureau.office).intact


def test_signing_and_taking_back(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    first = bureau.places(case_id)[0][0].approval_id
    signed, taken = at_once(
        bureau, ("caseworker", sign, (first,), {}), ("designer", take_back, (case_id,), {})
    )
    stage = bureau.read(get_case, case_id).stage
    if isinstance(taken, str):
        assert (taken, stage) == ("COORDINATION-027", Stage.SIGNING)
    else:
        assert (signed, stage) == ("COORDINATION-002", Stage.DRAFTING)


def test_signing_and_returning(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    first, last = (place.approval_id for place, _ in bureau.places(case_id))
    bureau.run("caseworker", sign, first)
    signed, returned = at_once(
        bureau,
        ("approver", sign, (last,), {}),
        ("second", return_decision, (case_id, "补充测算"), {}),
    )
    assert isinstance(signed, str) != isinstance(returned, str)
    wanted = Stage.DRAFTING if isinstance(signed, str) else Stage.ACTION
    assert bureau.read(get_case, case_id).stage is wanted


def test_two_who_acknowledge_one_alert(bureau, bureaus):
    given = {"title": bureaus.TITLE, "region": bureaus.SHANGHAI, "level": 2, "alert_id": "e"}
    call = ("analyst", open_case, (), given)
    found = at_once(bureau, call, call, call)
    codes = [one for one in found if isinstance(one, str)]
    assert codes == ["COORDINATION-007"] * 2
    (case,) = [one for one in found if not isinstance(one, str)]
    assert bureau.read(find_case, "auditor", case.case_id) == case


def test_two_who_write_one_draft(bureau):
    case_id = bureau.begin().case_id
    draft = bureau.run("analyst", begin_assessment, case_id)
    words = {"causes": "", "advice": ""}
    calls = [
        ("analyst", write_assessment, (draft.assessment_id, 0), {"situation": name, **words})
        for name in ("甲", "乙")
    ]
    found = at_once(bureau, *calls)
    assert [one for one in found if isinstance(one, str)] == ["COORDINATION-006"]
    kept = bureau.latest(case_id)
    assert kept.revision == 1 and kept.situation in ("甲", "乙")
