"""What history and merge cost, as ratios of one run on one machine: `make bench`.

On Debian's PostgreSQL 15 started for the run, or the database of SQLMODEL_FRAMEWORK_TEST_URL. Peers:
the same table without triggers, a hand-written floor (statement triggers for this one table), a row
trigger that keeps JSON, the extensions periods and table_log (apt-get install postgresql-15-periods
postgresql-15-tablelog; left out, and said so, where the server has them not), SQLAlchemy-Continuum.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from breakdown import measure_steps
from continuum import measure_continuum
from designs import SCHEMA, make, remove, remove_peers
from imports import measure_imports
from incremental import OPERATIONS, measure_incremental
from measure import Claim, Times, count_processor_time
from merges import measure_merges
from plans import ALEMBIC, TABLES, measure_plans
from scale import measure_scale, package
from server import server
from sqlalchemy.pool import NullPool
from sqlmodel import create_engine
from writes import measure_writes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument(
        "--largest", type=int, default=1_000_000, help="most flights in a table; 10000000 takes long, 0 none"
    )
    parser.add_argument(
        "--processor",
        action="store_true",
        help="count the seconds that processors worked, in place of the clock's: also on a machine that does more",
    )
    parser.add_argument("--json", type=Path, help="write every time and claim here")
    options = parser.parse_args()
    with server() as (url, process):
        if options.processor:
            if process is None:
                parser.error(
                    "--processor needs the server that the bench starts: unset SQLMODEL_FRAMEWORK_TEST_URL"
                )
            count_processor_time(process)
        settings = {"options": f"-csearch_path={SCHEMA},public -csynchronous_commit=off -cjit=off"}
        # A connection each time: some peers never give back the memory of a row while theirs lasts.
        engine = create_engine(url, connect_args=settings, poolclass=NullPool)
        designs = make(engine)
        writes = measure_writes(engine, designs, options.rows, options.runs)
        remove_peers(engine)
        merges = measure_merges(engine, options.rows, options.runs)
        orm = measure_continuum(engine, options.rows // 50, min(3, options.runs))
        steps = measure_steps(engine, options.rows, options.runs)
        changed = measure_incremental(engine, 10 * options.rows, min(3, options.runs))
        claims = write_claims(writes, designs) + step_claims(steps) + merge_claims(merges) + orm_claims(orm)
        claims += incremental_claims(changed)
        times = [writes, steps, merges, orm, changed, measure_imports(options.runs)]
        claims.append(
            Claim("import / sqlmodel alone", times[-1].ratio("import", "sqlmodel_framework", "sqlmodel"), 1.3)
        )
        for what, (statements, seconds) in measure_plans(engine).items():
            most = (None, None) if what == ALEMBIC else (25.0, 1.0)
            claims.append(Claim(f"{what}: statements for {TABLES} tables", statements, most[0]))
            claims.append(Claim(f"{what}: seconds for {TABLES} tables", seconds, most[1]))
        if options.largest >= 10_000:
            times.append(measure_scale(engine, package(), options.largest))
            claims += scale_claims(times[-1])
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar()
        remove(engine)
        engine.dispose()
    print(
        f"\nPostgreSQL {version}, {os.cpu_count()} processors, {options.rows:,} rows, medians of {options.runs} runs\n"
    )
    print("\n".join(map(str, claims)))
    if options.json:
        every = {f"{o}: {d}": seconds for t in times for (o, d), seconds in t.all.items()}
        options.json.write_text(json.dumps({"claims": [vars(c) for c in claims], "seconds": every}, indent=1))


def write_claims(times: Times, designs: dict[str, str]) -> list[Claim]:
    goals = {"insert": 1.05, "update": 2.2, "one row": 2.3}
    against_floor = {"update": 1.1, "delete": 1.1}
    found = []
    for operation in ("insert", "update", "delete", "one row"):
        for design in designs:
            if design != "none":
                ratio = times.ratio(operation, design, "none")
                goal = goals.get(operation) if design == "framework" else None
                found.append(Claim(f"{operation}: {design} / no trigger", ratio, goal))
        ratio = times.ratio(operation, "framework", "floor")
        found.append(Claim(f"{operation}: framework / floor", ratio, against_floor.get(operation)))
    return found


def step_claims(times: Times) -> list[Claim]:
    """What each part of a bulk UPDATE adds; no history can leave out one of them."""
    steps = [step for _, step in times.all]
    return [Claim(f"update, by step: {step}", times.ratio("update", step, steps[0])) for step in steps[1:]]


def merge_claims(times: Times) -> list[Claim]:
    merge = times.median("merge", "framework")
    return [
        Claim("merge of 10 % changed / bare COPY", merge / times.median("copy", "none"), 1.8),
        Claim("execute_values upsert / merge", times.median("upsert by 100", "none") / merge, None, 4.0),
        Claim("execute_values by 1,000 / merge", times.median("upsert by 1000", "none") / merge),
        Claim("as_of / reading the table", times.median("as_of", "framework") / times.median("read", "framework"), 1.2),
        # Without a goal: nobody reads a table without its rows, and history is one more index and heap to scan.
        Claim(
            "as_of / reading the table, in the server alone",
            times.median("count as_of", "framework") / times.median("count", "framework"),
        ),
    ]  # fmt: skip


def incremental_claims(times: Times) -> list[Claim]:
    """One row in a hundred changed, of ten times the rows."""
    found = []
    for operation in OPERATIONS:
        found.append(
            Claim(f"{operation}: merge / by hand", times.ratio(operation, "framework", "by hand"), 1.1)
        )
        for dbt in ("dbt snapshot, the command", "dbt snapshot"):
            if (operation, dbt) in times.all:
                ratio = times.ratio(operation, dbt, "framework")
                found.append(Claim(f"{operation}: {dbt} / merge", ratio, None, 3.0))
    return found


def orm_claims(times: Times) -> list[Claim]:
    return [
        Claim(f"{operation}: {design} / no history", times.ratio(operation, design, "none"))
        for operation in ("orm insert", "orm update")
        for design in ("framework", "continuum")
    ]


def scale_claims(times: Times) -> list[Claim]:
    found = []
    for operation in dict.fromkeys(o for o, _ in times.all):
        sizes = [size for o, size in times.all if o == operation]
        for size in sizes[1:]:
            ratio = times.ratio(operation, size, sizes[0])
            found.append(Claim(f"{operation}, a row: {size} / {sizes[0]}", ratio))
    return found + flat_claims(times)


def flat_claims(times: Times) -> list[Claim]:
    """A row costs with history what it did while the table was smaller, or grows as it does without history.

    From 100,000 rows on, as below that a statement's fixed costs are a large part of it. Where a row without
    history becomes cheaper with the size, flat is still flat.
    """
    first, last = "100,000", list(times.all)[-1][1]
    if int(last.replace(",", "")) <= 100_000:
        return []
    found = []
    for operation in ("bulk UPDATE", "bulk DELETE"):
        growth = [times.ratio(f"{operation} {what} history", last, first) for what in ("with", "without")]
        what = f"{operation}, growth of a row {first} to {last}: history / none"
        found.append(Claim(what, growth[0] / max(1.0, growth[1]), 1.5))
    return found


if __name__ == "__main__":
    main()
