"""Many at once: writers on the same keys, and deployments from several processes."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

import sqlmodel_framework
from sqlmodel_framework import actor, as_of, audit, deploy, merge, plan

from .models import Airport

WRITERS = 16
ROUNDS = 12
KEYS = [f"K{i}" for i in range(12)]

VERSIONS = """SELECT faa, systime, sys_to, op FROM airport_history
UNION ALL SELECT faa, systime, 'infinity', NULL FROM airport"""


def together(count: int, work: Any) -> list[BaseException]:
    """Run ``work(number)`` on so many threads at once; gives what they raised."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(count)

    def one(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def engine_of_many(engine: Engine, schema: str) -> Engine:
    from sqlmodel import create_engine

    options = f"-csearch_path={schema} -cdeadlock_timeout=50ms"
    return create_engine(engine.url, pool_size=WRITERS, connect_args={"options": options})


def assert_history_is_sound(engine: Engine) -> None:
    with engine.connect() as connection:
        negative = "SELECT count(*) FROM airport_history WHERE sys_to <= systime"
        assert connection.execute(text(negative)).scalar() == 0
        overlap = (
            "SELECT count(*) FROM (SELECT systime < lag(sys_to) OVER "
            f"(PARTITION BY faa ORDER BY systime, sys_to) AS bad FROM ({VERSIONS}) AS v) AS w WHERE bad"
        )
        assert connection.execute(text(overlap)).scalar() == 0


def test_sixteen_merges_of_the_same_keys_never_wait_for_each_other_in_a_ring(
    engine: Engine, schema: str
) -> None:
    deploy(engine, [Airport])
    many = engine_of_many(engine, schema)
    written: Counter[str] = Counter()
    lock = threading.Lock()

    def work(number: int) -> None:
        chance = random.Random(number)
        for turn in range(ROUNDS):
            keys = chance.sample(KEYS, 8)  # in an order of its own, as a ring would need
            rows = [{"faa": k, "name": f"{number}/{turn}"} for k in keys]
            with many.begin() as connection:
                actor(connection, f"writer {number}")
                found = merge(connection, Airport, rows, batch_id=f"{number}/{turn}")
            with lock:
                written.update(inserted=found.inserted, updated=found.updated, rows=found.rows)

    assert together(WRITERS, work) == []
    assert written["rows"] == WRITERS * ROUNDS * 8 == written["inserted"] + written["updated"]
    assert written["inserted"] == len(KEYS)
    assert_history_is_sound(many)
    with many.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM airport_history")).scalar()
        assert kept == written["updated"]
        for key in KEYS[:3]:
            changes = connection.execute(audit(Airport, key=key)).all()
            # Each change was made to what the one before it had left.
            names = [r.changes["name"] for r in changes]
            assert [before for before, _ in names[1:]] == [after for _, after in names[:-1]]
            assert all(r.batch_id.partition("/")[0] == r.actor.removeprefix("writer ") for r in changes)
    many.dispose()


def test_sixteen_writers_of_single_rows_lose_nothing(engine: Engine, schema: str) -> None:
    deploy(engine, [Airport])
    many = engine_of_many(engine, schema)
    with many.begin() as connection:
        merge(connection, Airport, [{"faa": k, "altitude": 0} for k in KEYS])
    done: list[str] = []
    reads: list[tuple[str, list[Any]]] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        reader = number % 8 == 0
        # The readers go on until there is enough to compare, however fast the others were.
        while len(done) < WRITERS * ROUNDS or (reader and len(reads) < 3):
            if reader:
                with many.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
                    seen = "SELECT faa, altitude FROM airport ORDER BY faa"
                    rows = [tuple(r) for r in connection.execute(text(seen))]
                    snapshot = connection.execute(text("SELECT pg_current_snapshot()::text")).scalar()
                    reads.append((str(snapshot), rows))
            first, second = chance.sample(KEYS, 2)
            try:
                with many.begin() as connection:
                    for key in (first, second):
                        update = "UPDATE airport SET altitude = altitude + 1 WHERE faa = :k"
                        connection.execute(text(update), {"k": key})
            except DBAPIError as error:  # two rows in any order may deadlock, history or not: as documented
                code = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None)
                assert code == "40P01", error
                continue
            done.append(first)

    assert together(WRITERS, work) == []
    with many.connect() as connection:
        assert connection.execute(text("SELECT sum(altitude) FROM airport")).scalar() == 2 * len(done)
        assert connection.execute(text("SELECT count(*) FROM airport_history")).scalar() == 2 * len(done)
        assert len(reads) > 2
        for snapshot, rows in reads:
            then = connection.execute(select(as_of(Airport, snapshot=snapshot))).all()
            assert sorted((r.faa, r.altitude) for r in then) == rows
    assert_history_is_sound(many)
    many.dispose()


DEPLOY = """
import os, sys
from sqlmodel import create_engine
from sqlmodel_framework import deploy
from tests.models import Airport, Customer, Reading
engine = create_engine(os.environ["URL"], connect_args={"options": "-csearch_path=" + sys.argv[1]})
print("ready", flush=True)
sys.stdin.readline()
print(len(deploy(engine, [Airport, Customer, Reading]).statements))
"""


@pytest.mark.parametrize("processes", [3])
def test_deployments_from_several_processes_are_one(engine: Engine, schema: str, processes: int) -> None:
    room = Path(__file__).parent.parent
    source = str(Path(sqlmodel_framework.__file__).parent.parent)
    url = engine.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", DEPLOY, schema],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=room,
            env={"PYTHONPATH": source, "URL": url},
        )
        for _ in range(processes)
    ]  # fmt: skip
    for process in started:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    counts = sorted(int(process.communicate(timeout=300)[0]) for process in started)
    assert counts[:-1] == [0] * (processes - 1) and counts[-1] > 20
    assert all(process.returncode == 0 for process in started)
    assert not plan(engine, [Airport])
