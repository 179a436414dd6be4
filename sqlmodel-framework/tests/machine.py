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

from .shapes import SHAPES, Shape

CONNECTIONS = 3
KEYS = st.sampled_from(["A", "B", "C", "D"])
VALUES = st.integers(0, 3)
ROWS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
CONN = st.integers(0, CONNECTIONS - 1)
#: The connection whose transactions are of that level; the others' are of READ COMMITTED.
REPEATABLE_READ = 2

Effects = dict[str, Optional[int]]
State = dict[str, int]


Changes = list[tuple[int, Effects]]
#: What may refuse a change: a lock or a unique key.
REFUSALS = ("55P03", "23505", "40P01")
#: What else may under REPEATABLE READ: a row that another changed, and every TRUNCATE.
OLD_SNAPSHOT = ("40001", "0A000")


class Pending:
    """The open transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.transaction = connection.begin()
        self.changes: Changes = []
        #: What had been committed when a transaction of REPEATABLE READ began.
        self.snapshot: Optional[Changes] = None
        self.savepoints: list[tuple[str, int]] = []
        self.truncated = False


class HistoryMachine(RuleBasedStateMachine):
    engine: Engine
    shape: Shape = SHAPES["simple key"]
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
        self.shape.make(self.engine)
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
        if n not in self.pending:
            return self.state(self.committed)
        pending = self.pending[n]
        old = pending.snapshot
        return self.state((self.committed if old is None else old) + pending.changes)

    def refusals(self, n: int) -> tuple[str, ...]:
        return REFUSALS if self.pending[n].snapshot is None else REFUSALS + OLD_SNAPSHOT

    def came_back(self, n: int, effects: Effects) -> bool:
        """That REPEATABLE READ sees a row another has deleted, beside the one that now has its key."""
        pending = self.pending[n]
        if pending.snapshot is None:
            return False
        gone = self.state(pending.snapshot).keys() - self.state(self.committed).keys()
        return any(effects.get(key) is not None for key in gone)

    def begin(self, n: int) -> Pending:
        if n not in self.pending:
            pending = self.pending[n] = Pending(self.open[n])
            if n == REPEATABLE_READ and not self.locked_out:
                pending.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                # Takes the snapshot, and keeps TRUNCATE out: from that no snapshot is safe.
                assert self.contents(pending.connection) == self.state(self.committed)
                pending.snapshot = list(self.committed)
        return self.pending[n]

    def run(self, n: int, effects: Effects, *statements: str, call: Any = None) -> None:
        """Run statements that change what ``effects`` says; a lock or a unique key may refuse them."""
        pending = self.begin(n)
        self.number += 1
        self.tried["changes"] += 1
        savepoint = pending.connection.begin_nested()
        try:
            for statement in statements:
                pending.connection.execute(text(statement))
            if call is not None:
                call(pending.connection)
        except DBAPIError as error:
            code = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None)
            assert code in self.refusals(n), error
            savepoint.rollback()
            refused = "an old snapshot" if code in OLD_SNAPSHOT else "a lock or a key"
            self.tried[f"refused by {refused}"] += 1
            return
        savepoint.commit()
        pending.changes.append((self.number, effects))
        if pending.snapshot is not None:
            self.tried["changes under REPEATABLE READ"] += 1
        if self.came_back(n, effects):
            self.commit(n)
        elif not any(p.truncated for other, p in self.pending.items() if other != n):
            assert self.contents(pending.connection) == self.seen(n)

    def contents(self, connection: Connection) -> State:
        query = text(f"SELECT {self.shape.columns} FROM {self.shape.table}")
        return self.shape.contents(connection.execute(query).all())

    def listed(self, rows: State) -> str:
        return ", ".join(self.shape.row(k, v) for k, v in rows.items())

    def inserting(self, rows: State) -> str:
        return f"INSERT INTO {self.shape.table} ({self.shape.columns}) VALUES {self.listed(rows)}"

    # -- writes ------------------------------------------------------------------------------------

    @rule(n=CONN, rows=ROWS)
    def insert(self, n: int, rows: State) -> None:
        self.run(n, dict(rows), self.inserting(rows))

    @precondition(lambda self: self.shape.guarded)
    @rule(n=CONN, key=KEYS, value=VALUES, days=st.integers(-9, 9))
    def insert_with_forged_times(self, n: int, key: str, value: int, days: int) -> None:
        forged = f"now() + interval '{days} days'"
        row = self.shape.row(key, value, forged, forged)
        columns = f"{self.shape.columns}, created_at, systime"
        self.run(n, {key: value}, f"INSERT INTO {self.shape.table} ({columns}) VALUES {row}")

    @precondition(lambda self: self.shape.guarded)
    @rule(n=CONN, key=KEYS, value=VALUES, days=st.integers(-9, 9))
    def update_with_forged_times(self, n: int, key: str, value: int, days: int) -> None:
        effects: Effects = {key: value} if key in self.seen(n) else {}
        forged = f"created_at = now() + interval '{days} days', systime = now() + interval '{days} days'"
        where = self.shape.where(key)
        self.run(n, effects, f"UPDATE {self.shape.table} SET altitude = {value}, {forged} WHERE {where}")

    @rule(n=CONN, rows=ROWS)
    def copy(self, n: int, rows: State) -> None:
        lines = [self.shape.line(k, v) for k, v in rows.items()]
        statement = f"COPY {self.shape.table} ({self.shape.columns}) FROM STDIN"
        self.run(n, dict(rows), call=lambda connection: copy_in(connection, statement, lines))

    @rule(n=CONN, key=KEYS, value=VALUES)
    def update(self, n: int, key: str, value: int) -> None:
        effects: Effects = {key: value} if key in self.seen(n) else {}
        where = self.shape.where(key)
        self.run(n, effects, f"UPDATE {self.shape.table} SET altitude = {value} WHERE {where}")

    @rule(n=CONN, value=VALUES)
    def update_all(self, n: int, value: int) -> None:
        effects: Effects = dict.fromkeys(self.seen(n), value)
        self.run(n, effects, f"UPDATE {self.shape.table} SET altitude = {value}")

    @rule(n=CONN, key=KEYS)
    def delete(self, n: int, key: str) -> None:
        effects: Effects = {key: None} if key in self.seen(n) else {}
        self.run(n, effects, f"DELETE FROM {self.shape.table} WHERE {self.shape.where(key)}")

    @rule(n=CONN)
    def delete_all(self, n: int) -> None:
        self.run(n, dict.fromkeys(self.seen(n)), f"DELETE FROM {self.shape.table}")

    @precondition(lambda self: self.shape.partitions)
    @rule(n=CONN, key=KEYS, value=VALUES, what=st.sampled_from(["insert", "update", "delete", "truncate"]))
    def write_to_a_partition(self, n: int, key: str, value: int, what: str) -> None:
        """By the partition's own name."""
        seen, shape = self.seen(n), self.shape
        name = f"{shape.table}_{shape.keys[key][0]}"
        inside = [k for k in seen if shape.keys[k][0] == shape.keys[key][0]]
        effects: Effects
        if what == "insert":
            effects = {key: value}
            self.run(n, effects, f"INSERT INTO {name} ({shape.columns}) VALUES {shape.row(key, value)}")
        elif what == "update":
            effects = dict.fromkeys(inside, value)
            self.run(n, effects, f"UPDATE {name} SET altitude = {value}")
        elif what == "delete":
            effects = {key: None} if key in seen else {}
            self.run(n, effects, f"DELETE FROM {name} WHERE {shape.where(key)}")
        else:
            self._truncate(n, name, dict.fromkeys(inside))

    @rule(n=CONN)
    def truncate(self, n: int) -> None:
        self._truncate(n, self.shape.table, dict.fromkeys(self.seen(n)))

    def _truncate(self, n: int, table: str, effects: Effects) -> None:
        pending = self.begin(n)
        before = pending.changes[:]
        self.run(n, effects, f"TRUNCATE {table}")
        pending.truncated |= pending.changes != before
        assert pending.snapshot is None or not pending.truncated

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
        self.run(n, effects, self.moving(old, new))

    def moving(self, old: str, new: str) -> str:
        shape = self.shape
        return f"UPDATE {shape.table} SET {shape.set_key(new)} WHERE {shape.where(old)}"

    @rule(n=CONN, rows=ROWS)
    def upsert(self, n: int, rows: State) -> None:
        keys = ", ".join(self.shape.key)
        conflict = f"ON CONFLICT ({keys}) DO UPDATE SET altitude = excluded.altitude"
        self.run(n, dict(rows), f"{self.inserting(rows)} {conflict}")

    @precondition(lambda self: self.server_version >= 150000)
    @rule(n=CONN, rows=ROWS)
    def merge_statement(self, n: int, rows: State) -> None:
        seen, shape = self.seen(n), self.shape
        values = ", ".join(f"s.{c}" for c in (*shape.key, "altitude"))
        effects: Effects = {k: (None if k in seen and v == 0 else v) for k, v in rows.items()}
        self.run(
            n,
            effects,
            f"""MERGE INTO {shape.table} AS t
USING (VALUES {self.listed(rows)}) AS s ({shape.columns}) ON {shape.same("t", "s")}
WHEN MATCHED AND s.altitude = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET altitude = s.altitude
WHEN NOT MATCHED THEN INSERT ({shape.columns}) VALUES ({values})""",
        )

    @rule(n=CONN, rows=ROWS, delete=st.booleans())
    def framework_merge(self, n: int, rows: State, delete: bool) -> None:
        seen = self.seen(n)
        gone: Effects = dict.fromkeys(seen) if delete else {}
        # An equal row is not written at all: whatever another transaction makes of it stays.
        kept = {k: v for k, v in rows.items() if seen.get(k) != v}
        gone = {k: v for k, v in gone.items() if k not in rows}

        def call(connection: Connection) -> None:
            source = [self.shape.mapping(k, v) for k, v in rows.items()]
            merge(connection, self.shape.model, source, delete="delete" if delete else "ignore")

        self.run(n, {**gone, **kept}, call=call)

    @rule(n=CONN, key=KEYS, other=KEYS, times=st.integers(1, 3))
    def many_changes_in_one_instant(self, n: int, key: str, other: str, times: int) -> None:
        seen = self.seen(n)
        if key in seen:
            return
        table, where = self.shape.table, self.shape.where(key)
        body = f"{self.inserting({key: 0})};"
        for i in range(times):
            body += f" UPDATE {table} SET altitude = {i} WHERE {where};"
        body += f" DELETE FROM {table} WHERE {where};"
        effects: Effects = {key: 1}
        if other in seen:
            body += f" {self.moving(other, key)};"
            effects = {other: None, key: seen[other]}
        else:
            body += f" {self.inserting({key: 1})};"
        self.run(n, effects, f"DO $$ BEGIN {body} END $$")

    # -- transactions ------------------------------------------------------------------------------

    @rule(n=CONN)
    def begin_alone(self, n: int) -> None:
        self.begin(n)

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
            contents = self.contents(reader)
        assert contents == self.state(self.committed)
        self.instants.append((self.number, found.at))
        self.snapshots.append((found.s, contents))

    def past(self, reader: Connection, number: int, at: Any) -> None:
        rows = reader.execute(as_of(self.shape.model, at)).all()
        assert self.shape.contents(rows) == self.state([c for c in self.committed if c[0] <= number])

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
                rows = reader.execute(as_of(self.shape.model, snapshot=snapshot)).all()
                assert self.shape.contents(rows) == contents
            self.unbroken(reader)

    def unbroken(self, reader: Connection) -> None:
        """Periods are positive, and those of one key abut."""
        table, key = self.shape.table, ", ".join(self.shape.key)
        every = f"""SELECT {key}, systime, sys_to, op, sys_txid, txid, created_at FROM {table}_history
          UNION ALL SELECT {key}, systime, 'infinity', '', sys_txid, NULL, created_at FROM {table}"""
        query = f"SELECT {key}, systime, sys_to::text, op, created_at FROM ({every}) AS v ORDER BY systime"
        versions = reader.execute(text(query)).all()
        wrong = f"SELECT count(*) FROM {table}_history WHERE sys_to <= systime OR systime < created_at"
        assert reader.execute(text(wrong)).scalar() == 0, versions
        window = f"OVER (PARTITION BY {key} ORDER BY systime, sys_to)"
        overlap = f"""SELECT count(*) FROM (
          SELECT systime < lag(sys_to) {window} AS bad FROM ({every}) AS v) AS w WHERE bad"""
        assert reader.execute(text(overlap)).scalar() == 0, versions
        # An update's version ends where the next one of its key begins, or the row left for another key.
        moved = "o.created_at = n.created_at AND o.systime >= n.sys_to"
        if self.shape.begins_anew_by_moving:
            moved = f"({moved} OR o.region <> n.region AND o.created_at = o.systime)"
        torn = f"""WITH v AS ({every}), n AS (SELECT v.*, lead(systime) {window} AS next_start FROM v)
          SELECT count(*) FROM n WHERE op = 'U' AND next_start IS DISTINCT FROM sys_to AND NOT EXISTS (
            SELECT FROM v AS o
            WHERE NOT ({self.shape.same("o", "n")}) AND o.sys_txid = n.txid AND {moved})"""
        assert reader.execute(text(torn)).scalar() == 0, versions
