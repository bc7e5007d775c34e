"""``trimtab credits``: what certificates count for, equivalence rules, recognitions, the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_json, print_lines, say

application = typer.Typer(help=say("help.credits"), no_args_is_help=True, rich_markup_mode=None)

OnOption = Annotated[str, typer.Option("--on", help=say("help.credits_on"))]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help=say("help.credits_case_id"))]
YesOption = Annotated[bool, typer.Option("--yes", help=say("help.credits_yes"))]
_CHANGED = 5
_WRONG = 3


def _day(on: str) -> date:
    from trimtab.credentials.bank.values import checked_day

    return checked_day("--on", on) if on else datetime.now(UTC).date()


@application.command("frameworks", help=say("help.credits_frameworks"))
def list_frameworks(
    framework: Annotated[
        str, typer.Argument(metavar="FRAMEWORK", help=say("help.credits_framework"))
    ] = "",
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.cli.show.credits import show_framework, show_frameworks
    from trimtab.credentials.bank import chosen_frameworks, credit_sources, load_book

    book = load_book().frameworks
    found = chosen_frameworks(book, framework)
    if as_json:
        sources = {name: asdict(one) for name, one in credit_sources().items()}
        names = {one.framework_id for one in found}
        maps = [asdict(one) for one in book.maps if one.from_framework in names]
        told = [asdict(one) for one in found]
        print_json({"frameworks": told, "maps": maps, "sources": sources})
    elif framework:
        show_framework(found[0], book)
    else:
        show_frameworks(found)


@application.command("facts", help=say("help.credits_facts"))
def list_facts(as_json: JsonOption = False) -> None:
    from dataclasses import asdict

    from trimtab.cli.show.credits import show_facts
    from trimtab.credentials.bank import credit_sources, facts

    if as_json:
        sources = credit_sources()
        print_json(
            {"facts": [asdict(one) | {"source": asdict(sources[one.source])} for one in facts()]}
        )
    else:
        show_facts(facts())


@application.command("skills", help=say("help.credits_skills"))
def list_skills(
    occupation: Annotated[
        str, typer.Argument(metavar="CODE", help=say("help.credits_occupation"))
    ] = "",
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.cli.show.credits import show_skills
    from trimtab.credentials.bank import standards, standards_of

    found = standards_of(occupation) if occupation else standards()
    if as_json:
        print_json({"standards": [asdict(one) for one in found]})
    elif not found:
        print_lines(say("credits.no_skills", occupation=occupation))
    else:
        show_skills(found)


@application.command("rules", help=say("help.credits_rules"))
def list_rules(
    on: OnOption = "",
    lint: Annotated[bool, typer.Option("--lint", help=say("help.credits_lint"))] = False,
    workspace: Annotated[Path | None, typer.Option(help=say("help.workspace"))] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credits_files import whole_book
    from trimtab.cli.show.credits import show_problems, show_rules
    from trimtab.credentials.bank import lint_rules, plain_rule, rules_in_force

    book, day = whole_book(workspace, database), _day(on)
    if not lint:
        found = rules_in_force(book.rules, day, datetime.now(UTC))
        if as_json:
            print_json({"on": day, "rules": [plain_rule(one) for one in found]})
        else:
            show_rules(found, day)
        return
    problems = lint_rules(book.rules, book)
    if as_json:
        told = [{"code": one.code, "field": one.column, **one.params} for one in problems]
        print_json({"rules": len(book.rules), "problems": told})
    else:
        show_problems(problems, len(book.rules))
    if problems:
        raise typer.Exit(_WRONG)


@application.command("qualification", help=say("help.credits_record"))
def record_qualification(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.credits_record_file"))],
    region: Annotated[str, typer.Option("--region", help=say("help.credits_record_region"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credits_files import read_json
    from trimtab.app.office import open_office
    from trimtab.app.workbench.qualifications import enter_qualification

    plain = read_json(file)
    with open_office(workspace, database) as office:
        made = enter_qualification(office, actor, plain, region, reason or "credits.qualification")
    print_lines(say("credits.recorded", qualification=made.qualification_key, since=made.since))


@application.command("simulate", help=say("help.credits_simulate"))
def simulate_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.credits_file"))],
    qualification: Annotated[
        str, typer.Option("--qualification", help=say("help.credits_qualification"))
    ] = "",
    on: OnOption = "",
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credits_files import read_json, simulate
    from trimtab.cli.show.credits import show_simulated

    found = simulate(
        read_json(file), on=_day(on), known=datetime.now(UTC), qualification_id=qualification
    )
    if as_json:
        print_json(found.to_plain())
    else:
        show_simulated(found)


@application.command("cases", help=say("help.credits_cases"))
def list_cases(
    state: Annotated[str, typer.Option("--state", help=say("help.credits_state"))] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credits_files import chosen_states
    from trimtab.app.office import open_office
    from trimtab.app.workbench.time_zone import time_zone_without_series
    from trimtab.cli.show.credits import show_cases
    from trimtab.credentials.bank import see_cases

    states = chosen_states(state)
    with open_office(workspace, database) as office, office.reading() as reading:
        found = see_cases(reading, actor, states)
        zone = time_zone_without_series(office)
    if as_json:
        print_json({"cases": [case_json(one) for one in found]})
    else:
        show_cases(found, zone)


def case_json(case: object) -> dict[str, object]:
    """A case without its decision and document, which ``credits case`` shows."""
    from dataclasses import asdict

    return {
        name: value
        for name, value in asdict(case).items()  # type: ignore[call-overload]
        if name not in ("decision", "document")
    }


@application.command("case", help=say("help.credits_case"))
def show_case(
    case: CaseArgument,
    again: Annotated[bool, typer.Option("--again", help=say("help.credits_again"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credits import export_decision
    from trimtab.app.office import open_office, record_to_json
    from trimtab.app.workbench.time_zone import time_zone_without_series
    from trimtab.cli.show.credits import show_folder
    from trimtab.credentials.bank import decide_again, folder_of, plain_result

    with open_office(workspace, database) as office, office.reading() as reading:
        folder = folder_of(reading, actor, case)
        zone = time_zone_without_series(office)
    same = not again or plain_result(decide_again(folder.content)) == folder.content["result"]
    if as_json:
        told = export_decision(folder.case) | {
            "steps": [record_to_json(one) for one in folder.steps],
            "appeals": [record_to_json(one) for one in folder.appeals],
        }
        print_json(told | ({"same_again": same} if again else {}))
    else:
        show_folder(folder, zone)
        if again:
            print_lines(say("credits.again_same") if same else say("credits.again_differs"))
    if not (same and folder.holds):
        raise typer.Exit(_CHANGED)


@application.command("ledger", help=say("help.credits_ledger"))
def show_ledger(
    holder: Annotated[str, typer.Argument(metavar="HOLDER", help=say("help.credits_holder"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.app.credits_files import read_ledger
    from trimtab.cli.show.credits import show_lines
    from trimtab.credentials.bank import balances

    found = read_ledger(workspace, database, actor, holder)
    sums = balances(found.lines)
    if as_json:
        told = [asdict(one) | {"left": one.left} for one in sums]
        print_json({"lines": [asdict(one) for one in found.lines], "balances": told})
    else:
        show_lines(holder, found, sums)


@application.command("affected", help=say("help.credits_affected"))
def show_affected(
    file: Annotated[Path, typer.Argument(metavar="RULE", help=say("help.credits_rule_file"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.app.credits import book_of
    from trimtab.app.credits_files import read_rule
    from trimtab.app.office import open_office
    from trimtab.cli.show.credits import show_affected_cases
    from trimtab.credentials.bank import affected_cases

    rule = read_rule(file)
    with open_office(workspace, database) as office, office.reading() as reading:
        found = affected_cases(reading, actor, rule, book_of(reading).frameworks)
    if as_json:
        print_json({"cases": [asdict(one) for one in found]})
    else:
        show_affected_cases(found)


@application.command("appeal", help=say("help.credits_appeal"))
def appeal_against(
    case: CaseArgument,
    grounds: Annotated[str, typer.Option("--grounds", help=say("help.credits_grounds"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.office import open_office
    from trimtab.credentials.bank import lodge_appeal

    with open_office(workspace, database) as office, office.work(actor, grounds) as work:
        made = lodge_appeal(work, case, grounds)
    print_lines(say("credits.lodged", appeal=made.appeal_id))


@application.command("revoke", help=say("help.credits_revoke"))
def revoke(
    case: CaseArgument,
    note: Annotated[str, typer.Option("--note", help=say("help.credits_revoke_note"))],
    yes: YesOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credits_signing import revoke_recognition

    if not yes:
        typer.confirm(say("credits.revoke_ask", case=case), abort=True)
    with open_desk(workspace, database, actor, "credits.revoke") as desk:
        changed = revoke_recognition(desk, case, note)
    print_lines(say("credits.revoked", case=case, id=changed.certificate.certificate_id))


@application.command("judge", help=say("help.credits_judge"))
def judge(
    appeal: Annotated[str, typer.Argument(metavar="APPEAL", help=say("help.credits_appeal_id"))],
    reason: Annotated[str, typer.Option("--reason", help=say("help.credits_judge_reason"))],
    overturn: Annotated[
        bool, typer.Option("--overturn", help=say("help.credits_overturn"))
    ] = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credits_signing import judge_recognition
    from trimtab.cli.show.credits import show_judged
    from trimtab.credentials.bank import get_case

    if overturn and not yes:
        typer.confirm(say("credits.overturn_ask", appeal=appeal), abort=True)
    with open_desk(workspace, database, actor, reason) as desk:
        judged = judge_recognition(desk, appeal, overturn=overturn, reason=reason)
        with desk.office.reading() as reading:
            case = get_case(reading, judged.case_id)
    show_judged(judged, case)
