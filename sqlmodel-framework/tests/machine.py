"""A state machine that writes in every way it can, and an in-memory model of what history must say.

The model keeps committed and pending changes by the number of the statement that made them. Statements
run one after another, each between two instants of the server's clock, so that "every committed change
whose statement began at or before t" is known for each such instant t. What a reader with a snapshot
saw is not modelled but read: a reader looks at the table after each step and keeps its snapshot.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar, Optional

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from sqlmodel_framework import as_of, merge
from sqlmodel_framework.dialects.postgresql.copy import copy_in

from .models import METADATA, Airport

CONNECTIONS = 3
KEYS = st.sampled_from(["A", "B", "C", "D"])
VALUES = st.integers(0, 3)
ROWS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
CONN = st.integers(0, CONNECTIONS - 1)

Effects = dict[str, Optional[int]]
State = dict[str, int]


class Pending:
    """The open transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.transaction = connection.begin()
        self.changes: list[tuple[int, Effects]] = []
        self.savepoints: list[tuple[str, int]] = []
        self.truncated = False


class HistoryMachine(RuleBasedStateMachine):
    engine: Engine
    #: What has been tried, over all machines of the process.
    tried: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Connection] = []
        self.pending: dict[int, Pending] = {}
        self.committed: list[tuple[int, Effects]] = []
        self.number = 0
        self.instants: list[tuple[int, Any]] = []
        self.snapshots: list[tuple[str, State]] = []

    @initialize()
    def tables(self) -> None:
        METADATA.drop_all(self.engine)
        METADATA.create_all(self.engine)
        self.open = [self.engine.connect() for _ in range(CONNECTIONS)]
        for connection in self.open:
            # One thread runs all connections: who would wait for another fails instead.
            with connection.begin():
                connection.execute(text("SET lock_timeout = '20ms'"))
        self.look()

    # -- the model ---------------------------------------------------------------------------------

    def state(self, changes: list[tuple[int, Effects]]) -> State:
        found: State = {}
        for _, effects in sorted(changes, key=lambda c: c[0]):
            for key, value in effects.items():
                if value is None:
                    found.pop(key, None)
                else:
                    found[key] = value
        return found

    def seen(self, n: int) -> State:
        return self.state(self.committed + (self.pending[n].changes if n in self.pending else []))

    def begin(self, n: int) -> Pending:
        if n not in self.pending:
            self.pending[n] = Pending(self.open[n])
        return self.pending[n]

    def run(self, n: int, effects: Effects, *statements: str, params: Any = None, call: Any = None) -> None:
        """Run statements that change what ``effects`` says; a lock or a unique key may refuse them."""
        pending = self.begin(n)
        self.number += 1
        self.tried["changes"] += 1
        savepoint = pending.connection.begin_nested()
        try:
            for statement in statements:
                pending.connection.execute(text(statement), params or {})
            if call is not None:
                call(pending.connection)
        except DBAPIError as error:
            code = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None)
            assert code in ("55P03", "23505", "40P01"), error
            savepoint.rollback()
            self.tried["refused by a lock or a key"] += 1
            return
        savepoint.commit()
        pending.changes.append((self.number, effects))
        rows = pending.connection.execute(text("SELECT faa, altitude FROM airport"))
        assert {r.faa: r.altitude for r in rows} == self.seen(n)

    # -- writes ------------------------------------------------------------------------------------

    @rule(n=CONN, rows=ROWS)
    def insert(self, n: int, rows: State) -> None:
        listed = ", ".join(f"('{k}', {v})" for k, v in rows.items())
        self.run(n, dict(rows), f"INSERT INTO airport (faa, altitude) VALUES {listed}")

    @rule(n=CONN, rows=ROWS)
    def copy(self, n: int, rows: State) -> None:
        lines = [f"{k}\t{v}\n" for k, v in rows.items()]
        statement = "COPY airport (faa, altitude) FROM STDIN"
        self.run(n, dict(rows), call=lambda connection: copy_in(connection, statement, lines))

    @rule(n=CONN, key=KEYS, value=VALUES)
    def update(self, n: int, key: str, value: int) -> None:
        effects: Effects = {key: value} if key in self.seen(n) else {}
        self.run(n, effects, f"UPDATE airport SET altitude = {value} WHERE faa = '{key}'")

    @rule(n=CONN, value=VALUES)
    def update_all(self, n: int, value: int) -> None:
        self.run(n, dict.fromkeys(self.seen(n), value), f"UPDATE airport SET altitude = {value}")

    @rule(n=CONN, key=KEYS)
    def delete(self, n: int, key: str) -> None:
        effects: Effects = {key: None} if key in self.seen(n) else {}
        self.run(n, effects, f"DELETE FROM airport WHERE faa = '{key}'")

    @rule(n=CONN)
    def delete_all(self, n: int) -> None:
        self.run(n, dict.fromkeys(self.seen(n)), "DELETE FROM airport")

    @rule(n=CONN)
    def truncate(self, n: int) -> None:
        before = self.begin(n).changes[:]
        self.run(n, dict.fromkeys(self.seen(n)), "TRUNCATE airport")
        self.pending[n].truncated |= self.pending[n].changes != before

    @rule(n=CONN)
    def truncate_alone(self, n: int) -> None:
        for other in range(CONNECTIONS):
            self.commit(other)
        self.truncate(n)
        self.commit(n)

    @rule(n=CONN, old=KEYS, new=KEYS)
    def change_key(self, n: int, old: str, new: str) -> None:
        seen = self.seen(n)
        effects: Effects = {old: None, new: seen[old]} if old in seen else {}
        self.run(n, effects, f"UPDATE airport SET faa = '{new}' WHERE faa = '{old}'")

    @rule(n=CONN, rows=ROWS)
    def upsert(self, n: int, rows: State) -> None:
        listed = ", ".join(f"('{k}', {v})" for k, v in rows.items())
        conflict = "ON CONFLICT (faa) DO UPDATE SET altitude = excluded.altitude"
        self.run(n, dict(rows), f"INSERT INTO airport (faa, altitude) VALUES {listed} {conflict}")

    @precondition(lambda self: self.server_version >= 150000)
    @rule(n=CONN, rows=ROWS)
    def merge_statement(self, n: int, rows: State) -> None:
        seen = self.seen(n)
        listed = ", ".join(f"('{k}', {v})" for k, v in rows.items())
        effects: Effects = {k: (None if k in seen and v == 0 else v) for k, v in rows.items()}
        self.run(
            n,
            effects,
            f"""MERGE INTO airport AS t USING (VALUES {listed}) AS s (faa, altitude) ON t.faa = s.faa
WHEN MATCHED AND s.altitude = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET altitude = s.altitude
WHEN NOT MATCHED THEN INSERT (faa, altitude) VALUES (s.faa, s.altitude)""",
        )

    @rule(n=CONN, rows=ROWS, delete=st.booleans())
    def framework_merge(self, n: int, rows: State, delete: bool) -> None:
        seen = self.seen(n)
        gone: Effects = dict.fromkeys(seen) if delete else {}
        # An equal row is not written at all: whatever another transaction makes of it stays.
        kept = {k: v for k, v in rows.items() if seen.get(k) != v}
        gone = {k: v for k, v in gone.items() if k not in rows}

        def call(connection: Connection) -> None:
            source = [{"faa": k, "altitude": v} for k, v in rows.items()]
            merge(connection, Airport, source, delete="delete" if delete else "ignore")

        self.run(n, {**gone, **kept}, call=call)

    @rule(n=CONN, key=KEYS, other=KEYS, times=st.integers(1, 3))
    def many_changes_in_one_instant(self, n: int, key: str, other: str, times: int) -> None:
        seen = self.seen(n)
        if key in seen:
            return
        body = f"INSERT INTO airport (faa, altitude) VALUES ('{key}', 0);"
        for i in range(times):
            body += f" UPDATE airport SET altitude = {i} WHERE faa = '{key}';"
        body += f" DELETE FROM airport WHERE faa = '{key}';"
        effects: Effects = {key: 1}
        if other in seen:
            body += f" UPDATE airport SET faa = '{key}' WHERE faa = '{other}';"
            effects = {other: None, key: seen[other]}
        else:
            body += f" INSERT INTO airport (faa, altitude) VALUES ('{key}', 1);"
        self.run(n, effects, f"DO $$ BEGIN {body} END $$")

    # -- transactions ------------------------------------------------------------------------------

    @rule(n=CONN)
    def commit(self, n: int) -> None:
        if pending := self.pending.pop(n, None):
            pending.transaction.commit()
            self.committed += pending.changes

    @rule(n=CONN)
    def roll_back(self, n: int) -> None:
        if pending := self.pending.pop(n, None):
            pending.transaction.rollback()

    @rule(n=CONN)
    def savepoint(self, n: int) -> None:
        pending = self.begin(n)
        name = f"own_{len(pending.savepoints)}"
        pending.connection.execute(text(f"SAVEPOINT {name}"))
        pending.savepoints.append((name, len(pending.changes)))

    @rule(n=CONN)
    def roll_back_to_savepoint(self, n: int) -> None:
        if n in self.pending and self.pending[n].savepoints:
            pending = self.pending[n]
            name, length = pending.savepoints.pop()
            pending.connection.execute(text(f"ROLLBACK TO SAVEPOINT {name}"))
            del pending.changes[length:]

    @rule(n=CONN, role=st.sampled_from(["replica", "origin"]))
    def replication_role(self, n: int, role: str) -> None:
        self.begin(n).connection.execute(text(f"SET LOCAL session_replication_role = '{role}'"))

    # -- what must hold ----------------------------------------------------------------------------

    @property
    def server_version(self) -> int:
        raw: Any = self.open[0].connection
        return int(raw.dbapi_connection.info.server_version)

    @property
    def locked_out(self) -> bool:
        """That an open TRUNCATE keeps every reader out."""
        return any(p.truncated for p in self.pending.values())

    def look(self) -> None:
        if self.locked_out:
            return
        with self.engine.connect() as reader:
            now = "SELECT clock_timestamp() AS at, pg_current_snapshot()::text AS s"
            found = reader.execute(text(now)).one()
            rows = reader.execute(text("SELECT faa, altitude FROM airport"))
            contents = {r.faa: r.altitude for r in rows}
        assert contents == self.state(self.committed)
        self.instants.append((self.number, found.at))
        self.snapshots.append((found.s, contents))

    def past(self, reader: Connection, number: int, at: Any) -> None:
        rows = reader.execute(as_of(Airport, at)).all()
        assert len({r.faa for r in rows}) == len(rows), "two versions of one key at one instant"
        expected = self.state([c for c in self.committed if c[0] <= number])
        assert {r.faa: r.altitude for r in rows} == expected

    @invariant()
    def recent_past(self) -> None:
        if not self.open or self.locked_out:
            return
        self.look()
        with self.engine.connect() as reader:
            for number, at in self.instants[-3:]:
                self.past(reader, number, at)

    def teardown(self) -> None:
        try:
            if self.open:
                for n in list(self.pending):
                    self.commit(n)
                self.whole_past()
        finally:
            for connection in self.open:
                connection.close()

    def whole_past(self) -> None:
        self.tried["histories"] += 1
        self.tried["instants"] += len(self.instants)
        self.tried["snapshots"] += len(self.snapshots)
        with self.engine.connect() as reader:
            for number, at in self.instants:
                self.past(reader, number, at)
            for snapshot, contents in self.snapshots:
                rows = reader.execute(as_of(Airport, snapshot=snapshot)).all()
                assert sorted((r.faa, r.altitude) for r in rows) == sorted(contents.items())
            versions = reader.execute(
                text(
                    "SELECT faa, systime, sys_to::text FROM airport_history "
                    "UNION ALL SELECT faa, systime, 'infinity' FROM airport"
                )
            ).all()
            wrong = "SELECT count(*) FROM airport_history WHERE sys_to <= systime"
            assert reader.execute(text(wrong)).scalar() == 0
            overlap = """SELECT count(*) FROM (
              SELECT systime < lag(sys_to) OVER (PARTITION BY faa ORDER BY systime, sys_to) AS bad FROM (
                SELECT faa, systime, sys_to FROM airport_history
                UNION ALL SELECT faa, systime, 'infinity' FROM airport) AS v) AS w WHERE bad"""
            assert reader.execute(text(overlap)).scalar() == 0, versions
            # An update's version ends where the next one of its key begins, or the row left for another key.
            torn = """WITH v AS (
              SELECT faa, systime, sys_to, op, sys_txid, txid FROM airport_history
              UNION ALL SELECT faa, systime, 'infinity', '', sys_txid, NULL FROM airport
            ), n AS (
              SELECT v.*, lead(systime) OVER (PARTITION BY faa ORDER BY systime, sys_to) AS next_start FROM v
            ) SELECT count(*) FROM n WHERE op = 'U' AND next_start IS DISTINCT FROM sys_to AND NOT EXISTS (
              SELECT FROM v AS o WHERE o.faa <> n.faa AND o.sys_txid = n.txid AND o.systime >= n.sys_to)"""
            assert reader.execute(text(torn)).scalar() == 0, versions
