"""The functions and triggers that keep system time and history.

A small BEFORE UPDATE row trigger moves ``systime``; statement-level triggers with transition tables
write history in one INSERT a statement. Both compute the same instant from the old row alone, so no
join between old and new rows is needed and a changed key loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...history.tracked import SYSTIME, TXID, Tracked
from .quoting import name

TOUCH = "_history_touch"
WRITE = "_history_write"
FLOOR = "_history_floor"

#: Trigger suffix -> when it fires. The names sort last, so that a user's own row triggers run before.
TRIGGERS = {
    "_zz_history_touch": "BEFORE UPDATE",
    # After the one above by its name; only for statements that name systime, so it costs no other.
    "_zzz_history_floor": "BEFORE UPDATE OF systime",
    "_zz_history_insert": "AFTER INSERT",
    "_zz_history_update": "AFTER UPDATE",
    "_zz_history_delete": "AFTER DELETE",
    "_zz_history_truncate": "BEFORE TRUNCATE",
}

# A version ends (and the next begins) when the statement began, but never before it began itself:
# clocks step back, and one statement instant can hold several changes of a row.
_NEXT = (
    "GREATEST(pg_catalog.statement_timestamp(), "
    "{row} OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval)"
)
_WHO = (
    "NULLIF(pg_catalog.current_setting('sqlmodel_framework.actor', true), ''), session_user, "
    "pg_catalog.pg_current_xact_id()"
)


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
    def inserts(self) -> str:
        return self.of(self.tracked.inserts.name)

    @property
    def touch(self) -> str:
        return self.of(self.tracked.object_name(TOUCH))

    @property
    def write(self) -> str:
        return self.of(self.tracked.object_name(WRITE))

    @property
    def floor(self) -> str:
        return self.of(self.tracked.object_name(FLOOR))

    def match(self, left: str, right: str) -> str:
        """That two rows have one key."""
        keys = [name(c.name) for c in self.tracked.key]
        return " AND ".join(f"{left}.{k} = {right}.{k}" for k in keys)


def install(names: Names) -> list[str]:
    """Statements that create the functions and triggers, replacing what is there."""
    functions = [touch_function(names), write_function(names), floor_function(names)]
    return [*functions, *create_triggers(names)]


def uninstall(names: Names) -> list[str]:
    """Statements that drop the functions (the triggers went with the table)."""
    return [f"DROP FUNCTION IF EXISTS {function}()" for function in (names.touch, names.write, names.floor)]


def touch_function(names: Names) -> str:
    # No SET search_path: it would be paid for every row. Every name in it is qualified instead, and it
    # runs with the caller's own rights.
    return f"""CREATE OR REPLACE FUNCTION {names.touch}()
RETURNS trigger LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  NEW.{name(SYSTIME)} := {_NEXT.format(row="OLD." + name(SYSTIME))};
  NEW.{name(TXID)} := pg_catalog.pg_current_xact_id();
  RETURN NEW;
END $sqlmodel$"""


def write_function(names: Names) -> str:
    recorded = names.tracked.recorded
    columns = ", ".join(name(c.name) for c in recorded)
    old = ", ".join(f"o.{name(c.name)}" for c in recorded)
    target = f"{names.history} ({columns}, sys_to, op, actor, db_user, txid)"
    until = _NEXT.format(row="o." + name(SYSTIME))
    systime = name(SYSTIME)
    early = (
        f"EXISTS (SELECT FROM {names.history} AS h WHERE h.sys_to > statement_timestamp() "
        f"AND {names.match('h', 't')} AND h.sys_to > t.{systime})"
    )
    # Where history reaches beyond this statement's own instant (the clock stepped back, or one instant
    # holds several changes), a key may have come back before its last version ended. Such rows are
    # updated, which lifts their start (see floor_function), and the versions that this update itself
    # recorded, of a start that nobody ever saw, are taken out again.
    return f"""CREATE OR REPLACE FUNCTION {names.write}()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sqlmodel$
DECLARE
  known tid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {names.inserts} (at, actor, db_user, txid)
    VALUES (statement_timestamp(), {_WHO})
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    INSERT INTO {target}
    SELECT {old}, {until}, 'T', {_WHO}
    FROM {names.table} AS o;
    RETURN NULL;
  ELSE
    INSERT INTO {target}
    SELECT {old}, {until}, "left"(TG_OP, 1), {_WHO}
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
END $sqlmodel$"""


def floor_function(names: Names) -> str:
    return f"""CREATE OR REPLACE FUNCTION {names.floor}()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sqlmodel$
BEGIN
  NEW.{name(SYSTIME)} := GREATEST(NEW.{name(SYSTIME)}, (
    SELECT max(h.sys_to) FROM {names.history} AS h
    WHERE h.sys_to > statement_timestamp() AND {names.match("h", "NEW")}
  ));
  RETURN NEW;
END $sqlmodel$"""


def create_triggers(names: Names) -> list[str]:
    statements = []
    for suffix, when in TRIGGERS.items():
        trigger = name(names.tracked.object_name(suffix))
        if when.startswith("BEFORE UPDATE"):
            function = names.floor if when.endswith(SYSTIME) else names.touch
            body = f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        else:
            has_old = when in ("AFTER UPDATE", "AFTER DELETE")
            referencing = "REFERENCING OLD TABLE AS sqlmodel_old " if has_old else ""
            body = f"{referencing}FOR EACH STATEMENT EXECUTE FUNCTION {names.write}()"
        statements += [
            f"DROP TRIGGER IF EXISTS {trigger} ON {names.table}",
            f"CREATE TRIGGER {trigger} {when} ON {names.table} {body}",
            # Also while session_replication_role is 'replica', as bulk tools set it.
            f"ALTER TABLE {names.table} ENABLE ALWAYS TRIGGER {trigger}",
        ]
    return statements
