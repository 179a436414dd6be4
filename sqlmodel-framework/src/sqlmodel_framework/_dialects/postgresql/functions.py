"""The functions that keep system time and history.

A small BEFORE UPDATE row trigger moves ``systime``; statement-level triggers with transition tables
write history in one INSERT a statement. Both compute the same instant from the old row alone, so no
join between old and new rows is needed and a changed key loses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..._history.tracked import BATCH_ID, CREATED_AT, SYSTIME, TXID, Tracked
from .equality import equal
from .quoting import literal, name
from .rights import close_function

TOUCH = "_history_touch"
WRITE = "_history_write"
FLOOR = "_history_floor"
GUARD = "_history_guard"

# A version ends (and the next begins) when the statement began, but never before it began itself:
# clocks step back, and one statement instant can hold several changes of a row.
_NEXT = (
    "GREATEST(pg_catalog.statement_timestamp(), "
    "{row} OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval)"
)
#: The load in force, as pg_get_expr writes it.
BATCH = "NULLIF(current_setting('sqlmodel_framework.batch'::text, true), ''::text)"
_IN_FORCE = "pg_catalog.current_setting('sqlmodel_framework.batch', true)"
_BATCH = f"NULLIF({_IN_FORCE}, '')"
# Variables, looked up once a statement and not for each of its rows.
_WHO = "actor, db_user, pg_current_xact_id()"

# The partitions whose rows this trigger is the nearest to see go: it is on them by no trigger of their own,
# nor on a partition between (one made after the deployment).
_UNWATCHED = """\
      SELECT p.relid FROM pg_partition_tree(TG_RELID) AS p WHERE p.isleaf AND TG_RELID = (
        SELECT a.relid FROM pg_partition_ancestors(p.relid) WITH ORDINALITY AS a(relid, height)
        JOIN pg_trigger AS t ON t.tgrelid = a.relid AND t.tgtype & 32 <> 0
        JOIN pg_trigger AS this ON this.tgfoid = t.tgfoid
        WHERE this.tgrelid = TG_RELID AND this.tgname = TG_NAME AND t.tgenabled IN (
          'A', CASE current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        ORDER BY a.height LIMIT 1)"""


@dataclass(frozen=True)
class Names:
    """The names of a table's objects, each with the schema it really is in.

    The functions run with a fixed search_path, so that a table without a schema in its definition must
    be named by the schema it was created in.
    """

    tracked: Tracked
    schema: str

    def of(self, identifier: str) -> str:
        return f"{name(self.schema)}.{name(identifier)}"

    @property
    def table(self) -> str:
        return self.of(self.tracked.table.name)

    @property
    def history(self) -> str:
        return self.of(self.tracked.history.name)

    @property
    def log(self) -> str:
        return self.of(self.tracked.log.name)

    @property
    def touch(self) -> str:
        return self.of(self.tracked.object_name(TOUCH))

    @property
    def write(self) -> str:
        return self.of(self.tracked.object_name(WRITE))

    @property
    def guard(self) -> str:
        return self.of(self.tracked.object_name(GUARD))

    @property
    def floor(self) -> str:
        return self.of(self.tracked.object_name(FLOOR))

    def match(self, left: str, right: str) -> str:
        """That two rows have one key."""
        return " AND ".join(equal(c, left, right) for c in self.tracked.key)


#: Of the functions that run with their owner's rights. Their plans are kept for the session, and one that
#: was made while history was still empty would read all of it at every statement: hence no seqscan. Where
#: one is needed all the same (TRUNCATE) it seems so dear that the server would compile it: hence no jit.
SETTINGS = ("search_path = pg_catalog, pg_temp", "enable_seqscan = off", "jit = off")


@dataclass(frozen=True)
class Function:
    """One trigger function, which knows its own text."""

    name: str
    body: str
    #: Runs with its owner's rights and a fixed search_path, to write what its caller may not.
    definer: bool

    @property
    def settings(self) -> list[str]:
        """As pg_proc.proconfig has them, sorted."""
        return sorted(s.replace(" = ", "=") for s in SETTINGS) if self.definer else []

    def create(self) -> list[str]:
        rights = "".join([" SECURITY DEFINER", *(f" SET {s}" for s in SETTINGS)]) if self.definer else ""
        mark = "$sqlmodel$"
        while mark in self.body:  # as it can be in the name of a column
            mark = f"{mark[:-1]}_$"
        create = f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql{rights}"
        return [f"{create} AS {mark}{self.body}{mark}", close_function(self.name)]


def note_columns(names: Names) -> str:
    """The statement that logs which columns history has from now on, where they are others than before."""
    columns = literal(json.dumps([c.name for c in names.tracked.recorded]))
    return (
        f"INSERT INTO {names.log} (txid, at, op, actor, db_user, detail) "
        "SELECT pg_current_xact_id(), clock_timestamp(), 'S', "
        f"NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, {columns} "
        f"WHERE {columns} IS DISTINCT FROM "
        f"(SELECT detail FROM {names.log} WHERE op = 'S' ORDER BY at DESC LIMIT 1)"
    )


def functions(names: Names) -> list[Function]:
    """The functions of one table."""
    every = every_function(names)
    return every if names.tracked.options.protect == "trigger" else every[:-1]


def every_function(names: Names) -> list[Function]:
    """Those that the table could have; the guard, which not every table needs, last."""
    return [touch_function(names), write_function(names), floor_function(names), guard_function(names)]


def uninstall(names: Names) -> list[str]:
    """Statements that drop the functions (the triggers went with the table)."""
    return [f"DROP FUNCTION IF EXISTS {function.name}()" for function in every_function(names)]


def touch_function(names: Names) -> Function:
    # No SET search_path: it would be paid for every row. Every name in it is qualified instead, and it
    # runs with the caller's own rights.
    protected = names.tracked.options.protect == "trigger"
    pinned = f"\n  NEW.{name(CREATED_AT)} := OLD.{name(CREATED_AT)};" if protected else ""
    body = f"""
BEGIN
  NEW.{name(SYSTIME)} := {_NEXT.format(row="OLD." + name(SYSTIME))};
  NEW.{name(TXID)} := pg_catalog.pg_current_xact_id();
  IF NEW.{name(BATCH_ID)} IS NOT NULL OR {_IN_FORCE} OPERATOR(pg_catalog.<>) '' THEN
    NEW.{name(BATCH_ID)} := {_BATCH};
  END IF;{pinned}
  RETURN NEW;
END"""
    return Function(names.touch, body, definer=False)


def guard_function(names: Names) -> Function:
    body = f"""
BEGIN
  NEW.{name(CREATED_AT)} := pg_catalog.statement_timestamp();
  NEW.{name(SYSTIME)} := pg_catalog.statement_timestamp();
  NEW.{name(TXID)} := pg_catalog.pg_current_xact_id();
  NEW.{name(BATCH_ID)} := {_BATCH};
  RETURN NEW;
END"""
    return Function(names.guard, body, definer=False)


def write_function(names: Names) -> Function:
    recorded = names.tracked.recorded
    columns = ", ".join(name(c.name) for c in recorded)
    old = ", ".join(f"o.{name(c.name)}" for c in recorded)
    target = f"{names.history} ({columns}, sys_to, op, actor, db_user, txid)"
    until = _NEXT.format(row="o." + name(SYSTIME))
    own = f"to_regclass({literal(names.table)})"
    systime = name(SYSTIME)
    early = (
        f"EXISTS (SELECT FROM {names.history} AS h WHERE h.sys_to > statement_timestamp() "
        f"AND {names.match('h', 't')} AND h.sys_to > t.{systime})"
    )
    # On any other table, even a temporary one, its "old rows" would be what that table's owner likes.
    # The partitions are asked for apart, in an IF of its own: the first is no query, and costs nothing.
    # A statement that could insert and did not (a MERGE of known rows) runs the trigger too. Its rows are
    # not looked at, which would cost every insert: the server's own count of the transaction tells. After an
    # insert of the same transaction one row too many is logged; to remember the count since then would need
    # a setting, which the writer could set as well, and so hide an insert.
    # Where history reaches beyond this statement's own instant (the clock stepped back, or one instant
    # holds several changes), a key may have come back before its last version ended. Such rows are
    # updated, which lifts their start (see floor_function), and the versions that this update itself
    # recorded, of a start that nobody ever saw, are taken out again.
    # Columns may be called as a variable is: all that are read are named with their table.
    body = f"""
#variable_conflict use_variable
DECLARE
  actor text := NULLIF(current_setting('sqlmodel_framework.actor', true), '');
  db_user text := session_user;
  op char(1) := "left"(TG_OP, 1);
  known tid[];
BEGIN
  IF TG_RELID IS DISTINCT FROM {own} THEN
    IF NOT EXISTS (SELECT FROM pg_partition_ancestors(TG_RELID) AS a(relid) WHERE a.relid = {own}) THEN
      RAISE EXCEPTION 'trigger % on % would write the history of another table', TG_NAME, TG_RELID::regclass
        USING ERRCODE = 'object_not_in_prerequisite_state',
          HINT = 'Was the table renamed, or detached? Run deploy(), which drops the trigger.';
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF pg_stat_get_xact_tuples_inserted(TG_RELID) = 0 AND current_setting('track_counts')::boolean
       AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = TG_RELID) = 'r' THEN
      RETURN NULL;
    END IF;
    INSERT INTO {names.log} (at, op, actor, db_user, txid)
    VALUES (statement_timestamp(), 'I', {_WHO})
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE EXCEPTION 'TRUNCATE of % under isolation level % would lose history', TG_RELID::regclass,
          current_setting('transaction_isolation')
        USING ERRCODE = 'feature_not_supported',
          DETAIL = 'Rows that others committed since this transaction began are not seen by it.',
          HINT = 'Write DELETE FROM, or TRUNCATE in a transaction of READ COMMITTED.';
    END IF;
    INSERT INTO {target}
    SELECT {old}, {until}, op, {_WHO}
    FROM {names.table} AS o WHERE o.tableoid = TG_RELID OR o.tableoid IN (
{_UNWATCHED}
    );
    RETURN NULL;
  ELSE
    INSERT INTO {target}
    SELECT {old}, {until}, op, {_WHO}
    FROM sqlmodel_old AS o;
  END IF;
  IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM {names.history} WHERE sys_to > statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM {names.table} AS t WHERE {early}) THEN
    SELECT array_agg(h.ctid) INTO known FROM {names.history} AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id();
    UPDATE {names.table} AS t SET {systime} = t.{systime} WHERE {early};
    DELETE FROM {names.history} AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id()
      AND h.ctid <> ALL (COALESCE(known, '{{}}'));
  END IF;
  RETURN NULL;
END"""
    return Function(names.write, body, definer=True)


def floor_function(names: Names) -> Function:
    body = f"""
BEGIN
  NEW.{name(SYSTIME)} := GREATEST(NEW.{name(SYSTIME)}, (
    SELECT max(h.sys_to) FROM {names.history} AS h
    WHERE h.sys_to > statement_timestamp() AND {names.match("h", "NEW")}
  ));
  RETURN NEW;
END"""
    return Function(names.floor, body, definer=True)
