"""Cases: the board, one case with all its forms, its files and official documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from trimtab.app.workbench.case_basis import choices_of, series_of
from trimtab.app.workbench.case_desk import CaseDesk
from trimtab.app.workbench.case_numbers import spoken_number, typed_number
from trimtab.app.workbench.case_view import CaseView, view_case
from trimtab.app.workbench.case_words import words_of
from trimtab.app.workbench.case_work import CaseWork
from trimtab.app.workbench.cases import BOARD, ENDED, board_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import (
    SUFFIXES,
    ExpectedKind,
    ReleaseKind,
    Stage,
)
from trimtab.kernel import TrimtabError, UnknownCodeError
from trimtab.kernel.evidence_vocabulary import Lever, Outcome
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.case_deeds import DEEDS, Deed
from trimtab.web.case_fields import FIELDS
from trimtab.web.case_files import DocumentForm, DocumentKind, official_document
from trimtab.web.case_forms import (
    FormState,
    measure_rows,
    refused,
    typed_form,
)
from trimtab.web.downloads import download
from trimtab.web.problems import status_of
from trimtab.web.rendering import language_of, page

router = APIRouter(prefix="/cases", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CASES_SEE)]
Opener = Annotated[Viewer, needs(Right.ALERTS_HANDLE)]
CaseId = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{1,9}$")]
Short = Annotated[str, Query(max_length=80)]


_TOLD = frozenset((*DEEDS, "open", "complete", "submit"))
"""Deeds that a notice on the page confirms."""


@router.get("")
def board(
    request: Request,
    viewer: Seer,
    ended: Annotated[bool, Query()] = False,
    mine: Annotated[bool, Query()] = False,
    department: Short = "",
    simulation: Short = "",
) -> HTMLResponse:
    """The board; ``simulation``: a run on its way into an assessment."""
    return _board(request, viewer, FormState(), 200, ended, mine, department, simulation)


def _board(
    request: Request,
    viewer: Viewer,
    state: FormState,
    status: int,
    ended: bool = False,
    mine: bool = False,
    department: str = "",
    simulation: str = "",
) -> HTMLResponse:
    opened, language = bench(request), language_of(request, viewer)
    shown = board_of(opened, viewer, language, ended=ended, mine=mine, department_id=department)
    with opened.office.reading() as reading:
        words = words_of(reading, language)
    return page(
        request,
        viewer,
        "cases/board.html.j2",
        status,
        board=shown,
        words=words,
        ended=ended,
        mine=mine,
        department=department,
        simulation=simulation,
        stages=ENDED if ended else BOARD,
        state=state,
        fields=FIELDS,
    )


@router.post("")
def open_case(
    request: Request,
    viewer: Opener,
    typed: Annotated[FormData, Depends(typed_form)],
    title: Annotated[str, Form(max_length=400)] = "",
    region: Annotated[str, Form(max_length=40)] = "",
    level: Annotated[int, Form(ge=1, le=4)] = 1,
    department: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """A matter without an alert."""
    opened, language = bench(request), language_of(request, viewer)
    desk = CaseDesk(opened, viewer, language)
    try:
        case = desk.open(
            dict.fromkeys(map(str, Language), title), region.strip(), level, department or None
        )
    except TrimtabError as error:
        with opened.office.reading() as reading:
            state = refused("open", typed, error, words_of(reading, language))
        return _board(request, viewer, state, status_of(error))
    return RedirectResponse(f"/cases/{case.case_id}?done=open", 303)


@router.get("/{case_id}")
def show(
    request: Request,
    viewer: Seer,
    case_id: CaseId,
    done: Annotated[str, Query(max_length=32)] = "",
    simulation: Short = "",
) -> HTMLResponse:
    """One case."""
    return _page(request, viewer, case_id, FormState(), 200, done, simulation)


def _page(
    request: Request,
    viewer: Viewer,
    case_id: str,
    state: FormState,
    status: int,
    done: str = "",
    simulation: str = "",
) -> HTMLResponse:
    language = language_of(request, viewer)
    view = view_case(bench(request), viewer, case_id, language)
    return page(
        request,
        viewer,
        "cases/case.html.j2",
        status,
        view=view,
        words=view.words,
        state=state,
        done=done if done in _TOLD else "",
        simulation=simulation,
        fields=FIELDS,
        **_choices(request, viewer, view, state),
        spoken=lambda value: (
            spoken_number(value, view.expected, language) if view.expected else "-"
        ),
    )


def _choices(request: Request, viewer: Viewer, view: CaseView, state: FormState) -> dict[str, Any]:
    """What the forms of the present stage offer; nothing is looked up for the others."""
    opened, language = bench(request), language_of(request, viewer)
    stage, able = view.case.stage, view.able
    found: dict[str, Any] = {"suffixes": SUFFIXES, "release_kinds": ReleaseKind}
    if stage is Stage.ASSESSMENT and able[Right.ASSESSMENTS_WRITE.value].may:
        found["basis_choices"] = choices_of(opened, viewer, view.case, language)
    if stage is Stage.DRAFTING and able[Right.DECISIONS_DRAFT.value].may:
        found["series"] = series_of(opened, view.case)
        found["expected_kinds"] = tuple(ExpectedKind)
        found["rows"] = measure_rows(state, view.measures)
        found["typed_number"] = lambda name: (
            typed_number(getattr(view.expected, name), view.expected) if view.expected else ""
        )
    if stage is Stage.REVIEW and able[Right.REVIEWS_WRITE.value].may:
        found["comparing"], found["compare_error"] = None, ""
        try:
            found["comparing"] = CaseWork(CaseDesk(opened, viewer, language)).compare(
                view.case.case_id
            )
        except TrimtabError as error:
            found["compare_error"] = view.words.told(error)
    if stage in (Stage.REVIEW, Stage.CLOSED):
        found["levers"], found["outcomes"] = tuple(Lever), tuple(Outcome)
    return found


def _handler(name: str, deed: Deed) -> Callable[..., Response]:
    """The answer to one form of a case."""
    right: Any = needs(deed.right)

    def answer(
        request: Request,
        case_id: CaseId,
        form: Annotated[FormData, Depends(typed_form)],
        viewer: Viewer = right,
    ) -> Response:
        language = language_of(request, viewer)
        opened = bench(request)
        try:
            deed.run(CaseDesk(opened, viewer, language), case_id, form)
        except UnknownCodeError as error:
            if error.params.get("key") == case_id:
                raise
            return _refused(request, viewer, case_id, name, form, error)
        except TrimtabError as error:
            return _refused(request, viewer, case_id, name, form, error)
        then = form.get("then")
        shown = then if then in ("complete", "submit") else name
        return RedirectResponse(f"/cases/{case_id}?done={shown}#{deed.section}", 303)

    answer.__doc__ = f"The form ``{name}``."
    return answer


def _refused(
    request: Request, viewer: Viewer, case_id: str, deed: str, form: FormData, error: TrimtabError
) -> HTMLResponse:
    """The page again, with what was typed and what is wrong. Who may not see the case gets the
    error itself."""
    language = language_of(request, viewer)
    with bench(request).office.reading() as reading:
        words = words_of(reading, language)
    state = refused(deed, form, error, words)
    return _page(request, viewer, case_id, state, status_of(error))


for _name, _deed in DEEDS.items():
    router.add_api_route(f"/{{case_id}}/{_name}", _handler(_name, _deed), methods=["POST"])


@router.get("/{case_id}/files/{attachment_id}")
def file(
    request: Request,
    viewer: Seer,
    case_id: CaseId,
    attachment_id: Annotated[str, Path(max_length=80)],
) -> Response:
    """A file of the case, to be saved: nothing of it runs in the browser."""
    desk = CaseDesk(bench(request), viewer, language_of(request, viewer))
    found, content = CaseWork(desk).file(case_id, attachment_id)
    return download(content, found.media_type, found.name)


@router.get("/{case_id}/{kind}.{form}")
def document(
    request: Request,
    viewer: Seer,
    case_id: CaseId,
    kind: DocumentKind,
    form: DocumentForm,
) -> Response:
    """The assessment or decision as an official document, in the language of the page."""
    return official_document(request, viewer, case_id, kind, form)
