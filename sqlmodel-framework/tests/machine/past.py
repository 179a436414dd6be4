"""What must hold of the past, after each step and at the end."""

from __future__ import annotations

from typing import Any

from hypothesis.stateful import initialize, invariant
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from sqlmodel_framework import as_of

from .model import CONNECTIONS, Model


class Past(Model):
    """Looks at the table after each step, and asks history for every such instant and snapshot."""

    @initialize()
    def tables(self) -> None:
        self.shape.make(self.engine)
        self.open = [self.engine.connect() for _ in range(CONNECTIONS)]
        self.look()

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
        rows = reader.execute(select(as_of(self.shape.model, at))).all()
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
                rows = reader.execute(select(as_of(self.shape.model, snapshot=snapshot))).all()
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
