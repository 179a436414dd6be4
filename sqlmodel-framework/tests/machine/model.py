"""The in-memory model of a table, and the transactions that change both."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar, Optional

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from sqlmodel_framework import ConstraintError

from ..shapes import SHAPES, Shape

CONNECTIONS = 3
CONN = st.integers(0, CONNECTIONS - 1)
#: The connection whose transactions are of that level; the others' are of READ COMMITTED.
REPEATABLE_READ = 2

# One thread runs all connections: a change that would wait for another fails instead. What cannot be refused
# waits for autovacuum alone, which locks a table, of the catalog too, while it gives its empty pages back.
_WAITS_FOR_NOBODY, _WAITS = (f"SET LOCAL lock_timeout = '{t}'" for t in ("20ms", "1min"))

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
        # For this transaction alone: the next to have the connection makes tables, and may wait.
        connection.execute(text(_WAITS))
        self.changes: Changes = []
        #: What had been committed when a transaction of REPEATABLE READ began.
        self.snapshot: Optional[Changes] = None
        self.savepoints: list[tuple[str, int]] = []
        self.truncated = False


class Model(RuleBasedStateMachine):
    """Committed and pending changes, by the number of the statement that made them."""

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

    def refusal(self, n: int, effects: Effects, error: DBAPIError | ConstraintError) -> str:
        """By what a change was refused, which must be one of the reasons that there can be."""
        snapshot = self.pending[n].snapshot
        if isinstance(error, ConstraintError):
            # merge leaves out no row for what it cannot see: a key that another took since its snapshot.
            assert error.sqlstate == "23505" and snapshot is not None, error
            taken = self.state(self.committed).keys() - self.state(snapshot).keys()
            assert any(effects.get(key) is not None for key in taken), error
            return "a key that an old snapshot lacks"
        code = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None)
        if snapshot is not None and code in OLD_SNAPSHOT:
            return "an old snapshot"
        assert code in REFUSALS, error
        return "a lock or a key"

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
            for statement in (_WAITS_FOR_NOBODY, *statements):
                pending.connection.execute(text(statement))
            if call is not None:
                call(pending.connection)
            pending.connection.execute(text(_WAITS))
        except (DBAPIError, ConstraintError) as error:
            savepoint.rollback()
            self.tried[f"refused by {self.refusal(n, effects, error)}"] += 1
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

    @property
    def server_version(self) -> int:
        raw: Any = self.open[0].connection
        return int(raw.dbapi_connection.info.server_version)

    @property
    def locked_out(self) -> bool:
        """That an open TRUNCATE keeps every reader out."""
        return any(p.truncated for p in self.pending.values())
