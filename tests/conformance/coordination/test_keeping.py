"""Cases and files come through backups, other databases and migrations as they were."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import inspect, text

from trimtab.app.audit import verify_trail
from trimtab.app.backup import create_backup, restore_backup
from trimtab.app.coordination import files_of, require_intact
from trimtab.coordination import Stage, attach, close_case, folder_of, read_attachment
from trimtab.kernel import StateError
from trimtab.stores import database
from trimtab.stores.office.store import open_office

PDF = b"%PDF-1.7\n" + random.Random(6).randbytes(1_000_000)


def told(office, case_id: str):
    with office.reading() as reading:
        return folder_of(reading, "auditor", case_id)


def test_a_backup_brings_cases_and_files_back_in_every_stage(
    bureau, workspace, database_url, tmp_path
):
    cases = [bureau.walk(stage) for stage in (Stage.SIGNING, Stage.REVIEW, Stage.CLOSED)]
    files = files_of(bureau.office)
    bureau.run("analyst", attach, files, cases[0], "图 1.pdf", PDF)
    before = [told(bureau.office, case_id) for case_id in cases]
    create_backup(workspace, database_url, tmp_path / "saved.zip")
    restore_backup(tmp_path / "saved.zip", tmp_path / "again")
    with open_office(tmp_path / "again") as restored:
        assert [told(restored, case_id) for case_id in cases] == before
        assert verify_trail(restored).intact
        with restored.reading() as reading:
            require_intact(reading, files, "auditor", cases[0])
            assert read_attachment(reading, files, "auditor", f"{cases[0]}:f1")[1] == PDF
        with restored.work("designer", "goes on") as work:  # and the guards hold again
            close_case(work, cases[1])
        with pytest.raises(StateError, match="STORE-003"), database.writing(
            restored.engine
        ) as opened:  # fmt: skip
            opened.execute(text("DELETE FROM signature"))


@pytest.mark.postgres
def test_a_backup_of_one_database_is_restored_into_the_other(
    bureaus, workspace, tmp_path, empty_postgres_url
):
    with open_office(workspace, create=True, now=bureaus.Clock()) as office:
        with office.work("operator", "set up") as work:
            bureaus.furnish(work)
        case_id = bureaus.Bureau(office, bureaus.Clock()).walk(Stage.CLOSED)
        before = told(office, case_id)
    create_backup(workspace, None, tmp_path / "saved.zip")
    restore_backup(tmp_path / "saved.zip", tmp_path / "again", empty_postgres_url)
    with open_office(tmp_path / "again", empty_postgres_url) as restored:
        assert told(restored, case_id) == before
        assert verify_trail(restored).intact


def test_the_schema_goes_down_with_cases_and_up_again(bureau, workspace, database_url):
    case_id = bureau.walk(Stage.SIGNING)
    bureau.run("analyst", attach, files_of(bureau.office), case_id, "a.txt", b"text")
    entries = verify_trail(bureau.office).entries
    bureau.office.close()
    engine = database.open_engine(workspace, database_url)
    database.migrate(engine, "0004")
    assert not {"coordination_case", "attachment_part"} & set(inspect(engine).get_table_names())
    engine.dispose()
    with open_office(workspace, database_url) as office:
        verdict = verify_trail(office)  # it was told of every row that went
        assert verdict.intact and verdict.entries > entries
        with pytest.raises(Exception, match="COORDINATION-001"):
            told(office, case_id)
        again = type(bureau)(office, bureau.clock)
        assert again.walk(Stage.ACTION) == case_id  # the numbers begin anew, the guards too
        assert verify_trail(office).intact
