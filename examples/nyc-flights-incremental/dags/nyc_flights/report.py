"""What the warehouse holds, read back from it: ``python -m nyc_flights.report [--json] [--bare]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import col
from sqlmodel_framework import as_of, audit

from nyc_flights import bare, books
from nyc_flights.changes import RENAMED
from nyc_flights.checks import CHECKS
from nyc_flights.errors import FlightsError
from nyc_flights.layout import TABLES
from nyc_flights.models import gold, silver
from nyc_flights.models.books import BATCH, BATCH_TABLE, REPLAY
from nyc_flights.warehouse import connect_by_environment, connected

#: The airport whose versions the report shows: Las Vegas, renamed on day two.
AIRPORT = next(iter(RENAMED))


def report(engine: Engine, with_bare: bool = False) -> dict[str, Any]:
    """The whole report as one JSON-ready document.

    Keys: rows (layer -> table -> rows), batches (the ledger), history (table -> versions), airport (its two
    versions and its audit), quarantine and flags (by rule), replays, books and books_balance, seconds (by
    layer, of all batches together), bare (with ``with_bare``) and watermarks.
    """
    with connected(engine) as connection:
        seconds = _seconds(connection)
        document: dict[str, Any] = {
            "rows": _rows(connection),
            "batches": _batches(connection),
            "history": {name: _count(connection, f"silver.{name}_history") for name in TABLES},
            "airport": _airport(connection),
            "quarantine": _quarantine(connection),
            "flags": _flags(connection),
            "replays": [
                dict(row._mapping)
                for row in connection.execute(sa.select(REPLAY).order_by(REPLAY.c.replay_id))
            ],
            "seconds": seconds,
            "watermarks": _watermarks(connection),
        }
    lines = books.checks(engine)
    document["books"] = [line.document() for line in lines]
    document["books_balance"] = all(line.ok for line in lines)
    if with_bare:
        document["bare"] = bare.measure(engine)
        total = sum(seconds.values())
        document["bare"]["times"] = round(total / document["bare"]["seconds"], 2)
    return document


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(sa.text(f"select count(*) from {table}")).scalar_one())


def _rows(connection: Connection) -> dict[str, dict[str, int]]:
    return {
        "bronze": {name: _count(connection, f"bronze.{name}") for name in TABLES},
        "silver": {name: _count(connection, f"silver.{name}") for name in (*TABLES, "quarantine")},
        "gold": {table.name: _count(connection, str(table)) for table in gold.TABLES},
    }


def _batches(connection: Connection) -> list[dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for row in connection.execute(sa.select(BATCH_TABLE).order_by(BATCH_TABLE.c.table_name)):
        counts = dict(row._mapping)
        tables.setdefault(counts.pop("batch_id"), {})[counts.pop("table_name")] = counts
    found = connection.execute(sa.select(BATCH).order_by(BATCH.c.sequence, BATCH.c.batch_id))
    return [{**row._mapping, "tables": tables.get(row.batch_id, {})} for row in found]


def _airport(connection: Connection) -> dict[str, Any]:
    """One airport before and now by `as_of`, and who changed it by `audit`."""
    changes = [dict(row._mapping) for row in connection.execute(audit(silver.Airport, key=AIRPORT))]
    versions = []
    for moment in sorted({change["changed_at"] for change in changes}):
        then = as_of(silver.Airport, moment)
        name = connection.execute(sa.select(col(then.name)).where(col(then.faa) == AIRPORT)).scalar()
        versions.append({"as_of": moment, "name": name})
    return {"faa": AIRPORT, "versions": versions, "audit": changes}


def _quarantine(connection: Connection) -> list[dict[str, Any]]:
    statement = """
        select split_part(model, '.', 2) as table_name, split_part(reason, ';', 1) as reason,
               count(*) as rows,
               (array_agg(jsonb_build_object('batch_id', batch_id, 'reason', reason, 'row', source_row)
                          order by id))[1] as example
        from silver.quarantine group by 1, 2 order by 3 desc, 1, 2"""
    return [dict(row._mapping) for row in connection.execute(sa.text(statement))]


def _flags(connection: Connection) -> list[dict[str, Any]]:
    words = {(check.table, check.id): check.words for check in CHECKS}
    found = []
    for name in TABLES:
        if any(check.table == name and check.action == "flag" for check in CHECKS):
            statement = f"""
                select flag, count(*) as rows from silver.{name}, unnest(string_to_array(flags, ',')) flag
                group by 1 order by 2 desc, 1"""
            for row in connection.execute(sa.text(statement)):
                found.append(
                    {"table_name": name, "flag": row.flag, "words": words[name, row.flag], "rows": row.rows}
                )
    return found


def _seconds(connection: Connection) -> dict[str, float]:
    layers = ("bronze", "silver", "gold")
    sums = [sa.func.coalesce(sa.func.sum(BATCH.c[f"{layer}_seconds"]), 0.0).label(layer) for layer in layers]
    return {
        layer: round(float(value), 3)
        for layer, value in connection.execute(sa.select(*sums)).one()._mapping.items()
    }


def _watermarks(connection: Connection) -> dict[str, Any]:
    """The last batch each layer holds, and the moment of its load."""
    marks: dict[str, Any] = {}
    for layer in ("bronze", "silver", "gold"):
        moment = BATCH.c[f"{layer}_at"]
        last = connection.execute(
            sa.select(BATCH.c.batch_id, moment.label("loaded_at"))
            .where(moment.isnot(None))
            .order_by(moment.desc(), BATCH.c.sequence.desc())
            .limit(1)
        ).first()
        marks[layer] = dict(last._mapping) if last else None
    return marks


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _text(document: dict[str, Any]) -> str:
    lines = [f"{layer}: " + ", ".join(f"{name} {count:,}" for name, count in tables.items())
             for layer, tables in document["rows"].items()]  # fmt: skip
    lines += [
        f"quarantine: {entry['rows']:,} {entry['table_name']}: {entry['reason']}"
        for entry in document["quarantine"]
    ]
    lines += [
        f"flag: {entry['rows']:,} {entry['table_name']}: {entry['words']}" for entry in document["flags"]
    ]
    lines += [
        f"{AIRPORT} at {version['as_of']}: {version['name']}" for version in document["airport"]["versions"]
    ]
    wrong = [line for line in document["books"] if not line["ok"]]
    lines += [
        f"NOT BALANCED: {line['check']} ({line['batch']}): {line['left']} and {line['right']}"
        for line in wrong
    ]
    lines.append(f"books: {len(document['books']) - len(wrong)} of {len(document['books'])} checks balance")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 the books balance, 1 they do not or a coded error, 64 usage."""
    parser = argparse.ArgumentParser(prog="python -m nyc_flights.report", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--bare", action="store_true", help="also measure a plain COPY of the same contents")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return 64 if stop.code else 0
    try:
        engine = connect_by_environment()
        try:
            document = report(engine, options.bare)
        finally:
            engine.dispose()
    except FlightsError as error:
        print(error, file=sys.stderr)
        return 1
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "pgcode", None) != "42P01":  # undefined_table
            raise
        nothing = FlightsError(
            "NYC-RPT-001",
            "there is nothing to report.",
            "the warehouse does not hold the tables of this example yet.",
            "run the DAG nyc_flights_incremental: adp dev run nyc_flights_incremental",
        )
        print(nothing, file=sys.stderr)
        return 1
    print(json.dumps(document, default=_plain) if options.json else _text(document))
    return 0 if document["books_balance"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
