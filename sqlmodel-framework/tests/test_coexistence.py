"""A schema is shared with others: nothing of theirs is touched, and their triggers work beside ours."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from sqlmodel_framework import deploy, drop, plan
from sqlmodel_framework.errors import DeploymentError

from .models import Airport, Refused

THEIRS = """
CREATE TABLE theirs (id integer PRIMARY KEY, changed integer NOT NULL DEFAULT 0);
CREATE TABLE theirs_history (LIKE theirs);
INSERT INTO theirs VALUES (1);
CREATE VIEW seen AS SELECT id FROM theirs;
CREATE SEQUENCE counted;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION theirs_history_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.changed := OLD.changed + 1; RETURN NEW; END $$;
CREATE TRIGGER theirs_zz_history_touch BEFORE UPDATE ON theirs
  FOR EACH ROW EXECUTE FUNCTION theirs_history_write();
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.name := upper(NEW.name); RETURN NEW; END $$;
"""
ON_OURS = "CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON airport FOR EACH ROW EXECUTE FUNCTION shout()"
#: Everything in the schema, by what tells that it was neither changed nor made again.
CATALOG = """
SELECT 'relation', oid, relname::text, relacl::text, relfilenode::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace
UNION ALL SELECT 'function', oid, proname::text, proacl::text, md5(prosrc) FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace
UNION ALL SELECT 'type', oid, typname::text, typacl::text, '' FROM pg_type
WHERE typnamespace = current_schema()::regnamespace
UNION ALL SELECT 'trigger', t.oid, tgname::text, tgenabled::text, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace
"""


def run(engine: Engine, statement: str) -> list[Any]:
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def test_nothing_of_others_is_touched(engine: Engine) -> None:
    run(engine, THEIRS)
    before = set(run(engine, CATALOG))
    deploy(engine, [Airport, Refused])
    assert str(plan(engine, [Airport, Refused])) == "nothing to do"
    run(engine, ON_OURS)
    mine = set(run(engine, CATALOG))
    assert before <= mine
    # A trigger of theirs on our table is no drift, and stays when ours are made again.
    assert str(plan(engine, [Airport, Refused])) == "nothing to do"
    run(engine, "DROP TRIGGER airport_zz_history_update ON airport")
    assert deploy(engine, [Airport, Refused]).steps
    kept = {row for row in mine if "airport_zz_history_update" not in row[2]}
    assert kept <= set(run(engine, CATALOG))

    run(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'kennedy')")
    run(engine, "UPDATE airport SET name = 'idlewild'")
    assert run(engine, "SELECT name FROM airport") == [("IDLEWILD",)]
    assert run(engine, "SELECT name FROM airport_history") == [("KENNEDY",)]
    run(engine, "UPDATE theirs SET id = 1")
    assert run(engine, "SELECT changed FROM theirs") == [(1,)]

    drop(engine, [Airport, Refused])
    assert set(run(engine, CATALOG)) == before


def test_a_refused_deployment_leaves_all_as_it_was(engine: Engine) -> None:
    run(engine, THEIRS + "CREATE TABLE airport (faa integer PRIMARY KEY, name text);")
    before = set(run(engine, CATALOG))
    with pytest.raises(DeploymentError):
        deploy(engine, [Airport, Refused])
    assert set(run(engine, CATALOG)) == before
