"""A state machine that writes in every way it can, and an in-memory model of what history must say.

The model keeps committed and pending changes by the number of the statement that made them. Statements
run one after another, each between two instants of the server's clock, so that "every committed change
whose statement began at or before t" is known for each such instant t. What a reader with a snapshot
saw is not modelled but read: a reader looks at the table after each step and keeps its snapshot.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.engine import Connection

from sqlmodel_framework import merge
from sqlmodel_framework._dialects.postgresql.copy import copy_in

from .model import CONN, CONNECTIONS, Effects, State
from .past import Past

KEYS = st.sampled_from(["A", "B", "C", "D"])
VALUES = st.integers(0, 3)
ROWS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


class HistoryMachine(Past):
    """Every way to write."""

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
