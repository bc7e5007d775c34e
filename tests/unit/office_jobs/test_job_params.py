"""What a job is told, from the words of a command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from trimtab.app.job_handlers import Place, handlers_of
from trimtab.app.job_kinds import KINDS, parse_params
from trimtab.kernel import TrimtabError, UnknownCodeError, UsageError
from trimtab.messages import LANGUAGES
from trimtab.office.jobs import retry_delay
from trimtab.office.jobs_endings import as_record, is_lasting
from trimtab.office.jobs_worker import StopRequest, WorkerSettings
from trimtab.office.notifications import SENDING, kind_title


def test_params_take_the_form_their_kind_declares(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    given = {"source": "panel.csv", "accept_shrunk": "True", "connector": "laus"}
    assert parse_params("ingest.import", given) == {
        "source": str(tmp_path / "panel.csv"), "accept_shrunk": True, "connector": "laus",
    }  # fmt: skip
    given = {"as_of": "2008-03", "indicators": "hires, vacancies,", "promised_rate": "0.1"}
    assert parse_params("monitoring.run", given) == {
        "as_of": "2008-03", "indicators": ["hires", "vacancies"], "promised_rate": 0.1,
    }  # fmt: skip
    address = "https://example.org/a.csv"
    assert parse_params("ingest.import", {"source": address}) == {"source": address}


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("ingest.export", {}, "JOB-008"),
        (SENDING, {}, "JOB-008"),  # nobody asks for a message to be sent twice
        ("stores.verify", {"x": "1"}, "JOB-009"),
        ("backup.create", {}, "JOB-010"),
        ("ingest.import", {"source": ""}, "JOB-010"),
        ("ingest.import", {"source": "a", "accept_shrunk": "perhaps"}, "JOB-011"),
        ("monitoring.run", {"promised_rate": "2"}, "JOB-011"),
        ("monitoring.run", {"promised_rate": "nan"}, "JOB-011"),
    ],
)
def test_what_makes_no_sense_is_refused(kind: str, given, code: str):
    with pytest.raises(TrimtabError, match=code):
        parse_params(kind, given)


def test_every_kind_has_a_handler_and_a_word():
    handlers = handlers_of(Place(Path("workspace"), None, office=None))
    assert {*KINDS, SENDING} == {*handlers}
    for language in LANGUAGES:
        assert [kind for kind in handlers if kind_title(kind, language) == kind] == []


def test_a_delay_doubles_and_is_bounded_whatever_the_attempt():
    first, longest = timedelta(seconds=30), timedelta(hours=1)
    delays = [retry_delay(attempt, first, longest) for attempt in range(1, 2000)]
    assert delays[:4] == [first, 2 * first, 4 * first, 8 * first]
    assert delays == sorted(delays)
    assert delays[-1] == longest


def test_a_lease_must_outlast_three_heartbeats():
    WorkerSettings(lease_seconds=6, beat_seconds=2)
    for lease, beat in ((5.9, 2), (0, 0), (-1, -1), (float("nan"), 2)):
        with pytest.raises(UsageError, match="JOB-005"):
            WorkerSettings(lease_seconds=lease, beat_seconds=beat)


def test_a_stop_ends_the_sleep():
    stop = StopRequest()
    stop.ask()
    stop.wait(3600)
    assert stop.times == 1


def test_an_error_is_kept_in_plain_values():
    kept = as_record(UnknownCodeError("X-001", path=Path("/a"), share=float("nan"), n=3, flag=True))
    assert kept == {
        "code": "X-001",
        "params": {"path": "/a", "share": "nan", "n": 3, "flag": True},
        "problems": [],
    }
    assert is_lasting(UsageError("X-001"))
    assert not is_lasting(TimeoutError())
