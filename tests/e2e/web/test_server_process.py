"""The server as a process: it starts, keeps its workers alive, ends in good order, and may be
killed at any moment without losing what it acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

JOBS = "/api/v1/jobs"


def sign_in(url: str, role: str = "analyst") -> httpx.Client:
    """A browser signed in by role, with what its writes must carry."""
    client = httpx.Client(base_url=url, timeout=30, follow_redirects=False)
    answer = client.post("/sign-in/demonstration", data={"actor": role, "next": "/"})
    assert answer.status_code == 303, answer.text
    page = client.get("/jobs").text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    client.headers["X-CSRF-Token"] = token
    return client


def workers_of(server) -> list[int]:
    """Process ids of the server's workers."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"trimtab.app.worker_process" in words and str(server.workspace).encode() in words:
            found.append(int(entry.name))
    return found


def eventually(condition, what: str, seconds: float = 60):
    """Wait for something that must come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(what)


def ready(server) -> bool:
    try:
        return httpx.get(f"{server.url}/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_it_works_and_ends_in_good_order(start_server):
    server = start_server()
    eventually(lambda: ready(server), "the server is never ready")
    (first,) = workers_of(server)
    os.kill(first, signal.SIGKILL)
    (second,) = eventually(lambda: set(workers_of(server)) - {first}, "no new worker")
    with closing(sign_in(server.url)) as analyst:
        job = analyst.post(JOBS, json={"kind": "stores.verify", "params": {}}).json()
        eventually(
            lambda: analyst.get(f"{JOBS}/{job['job_id']}").json()["state"] == "done",
            "the new worker does not work",
        )
    server.process.terminate()
    assert server.process.wait(60) == 0
    assert not Path(f"/proc/{second}").exists()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {line["event"] for line in lines} == {"request"}


def test_what_is_at_work_when_it_ends_is_finished_or_handed_back(start_server):
    """A request that is being sent gets its answer; no job stays "running" without a worker."""
    server = start_server()
    with closing(sign_in(server.url)) as analyst:
        job = analyst.post(JOBS, json={"kind": "monitoring.run", "params": {}}).json()["job_id"]
        eventually(lambda: analyst.get(f"{JOBS}/{job}").json()["state"] != "queued", "not begun")
        begun, go_on, answers = threading.Event(), threading.Event(), []

        def slowly():
            yield b'{"kind": "stores.verify", '
            begun.set()
            go_on.wait(30)
            yield b'"params": {}}'

        def send() -> None:
            headers = {"content-type": "application/json"}
            answers.append(analyst.post(JOBS, content=slowly(), headers=headers))

        sender = threading.Thread(target=send)
        sender.start()
        assert begun.wait(30)
        time.sleep(0.3)  # the first half is on its way
        server.process.terminate()
        time.sleep(0.5)
        go_on.set()
        sender.join(30)
    assert [one.status_code for one in answers] == [201]
    assert server.process.wait(60) == 0
    with closing(sqlite3.connect(server.workspace / "trimtab.db")) as connection:
        states = dict(connection.execute("SELECT job_id, state FROM job"))
    assert states[answers[0].json()["job_id"]] in ("queued", "done")
    assert states[job] in ("queued", "done")


ROUNDS = 2
KEPT = "SELECT job_id FROM job WHERE kind = 'audit.verify'"  # those that are written here


def write_until_killed(server, round_: int, random_: random.Random) -> dict[str, str | None]:
    """Writes, one after the other, until the server is killed in the middle of them: their keys
    with the job that was acknowledged, None where no answer came."""
    asked: dict[str, str | None] = {}
    killer = threading.Timer(random_.random() * 0.3, server.process.kill)
    with closing(sign_in(server.url)) as analyst:
        try:
            for number in range(10_000):
                if number == 15:
                    killer.start()
                key = f"{round_}-{number}"
                asked[key] = None
                answer = post(analyst, key)
                assert answer.status_code == 201, answer.text
                asked[key] = answer.json()["job_id"]
        except httpx.TransportError:
            killer.join()
    server.process.wait(30)
    return asked


def test_what_was_acknowledged_survives_kill_9(start_server):
    """What was acknowledged is there; what was asked again with its key is not done twice."""
    random_ = random.Random(20261123)
    asked: dict[str, str | None] = {}
    for round_ in range(ROUNDS):
        server = start_server(workers=round_)
        asked |= write_until_killed(server, round_, random_)
        eventually(lambda: not workers_of(server), "a worker works on alone")  # noqa: B023
    acknowledged = {key: job for key, job in asked.items() if job}
    assert len(acknowledged) >= 15 * ROUNDS and len(asked) == len(acknowledged) + ROUNDS
    server = start_server(workers=0)
    before = jobs_kept(server)
    assert set(acknowledged.values()) <= before
    assert len(before) <= len(asked)
    with closing(sign_in(server.url)) as analyst:
        for key in asked.keys() - acknowledged.keys():
            # Done now, or told that it took effect and its answer was lost.
            again = post(analyst, key)
            assert again.status_code == 201 or again.json()["code"] in ("WEB-114", "WEB-115")
        for key in random_.sample(sorted(acknowledged), 15):
            assert post(analyst, key).json()["job_id"] == acknowledged[key]
    assert len(jobs_kept(server)) <= len(asked)
    assert len(jobs_kept(server)) == jobs_audited(server)


def jobs_kept(server) -> set[str]:
    with closing(sqlite3.connect(server.workspace / "trimtab.db")) as connection:
        return {job for (job,) in connection.execute(KEPT)}


def jobs_audited(server) -> int:
    """Jobs that the audit trail saw added."""
    with closing(sqlite3.connect(server.workspace / "trimtab.db")) as connection:
        found = connection.execute(
            "SELECT count(*) FROM audit WHERE entity = 'job' AND action = 'add' "
            "AND after LIKE '%audit.verify%'"
        )
        return int(found.fetchone()[0])


def post(client: httpx.Client, key: str) -> httpx.Response:
    """One write."""
    return client.post(
        JOBS,
        json={"kind": "audit.verify", "params": {}},
        headers={"Idempotency-Key": key},
    )
