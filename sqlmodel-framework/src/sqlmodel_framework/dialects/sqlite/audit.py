"""The audit of one key on SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, String, bindparam, select, text
from sqlalchemy.sql import Select, column

from ...columns import Instant
from ...history.tracked import BATCH_ID, CREATED_AT, EFFECTIVE, SYSTIME, TXID, Tracked
from .triggers import of, quote

_NOT_COMPARED = frozenset({CREATED_AT, SYSTIME, BATCH_ID, TXID, EFFECTIVE})
_MARK = "\ue000"

_TEMPLATE = """
WITH v AS (
  SELECT systime, batch_id, {document} AS doc, NULL AS sys_to, NULL AS op, NULL AS actor
  FROM {table} AS r WHERE {where}
  UNION ALL
  SELECT systime, batch_id, {document}, sys_to, op, actor FROM {history} AS r WHERE {where}
), n AS (
  SELECT v.*, lag(doc) OVER w AS old_doc, lag(actor) OVER w AS old_actor,
         coalesce(lag(op) OVER w = 'U' AND lag(sys_to) OVER w = systime, 0) AS updated,
         lead(systime) OVER w AS next_systime
  FROM v WINDOW w AS (ORDER BY systime, sys_to IS NULL, sys_to)
), e AS (
  SELECT systime AS changed_at, 1 AS part,
         CASE WHEN updated THEN 'UPDATE' WHEN i.at IS NOT NULL THEN 'INSERT' ELSE 'REKEY' END AS op,
         CASE WHEN updated THEN old_actor ELSE i.actor END AS actor, batch_id,
         CASE WHEN updated THEN old_doc ELSE '{{}}' END AS before, doc AS after
  FROM n LEFT JOIN {inserts} AS i ON i.at = n.systime AND NOT updated
  UNION ALL
  SELECT sys_to, 0, CASE op WHEN 'D' THEN 'DELETE' ELSE 'REKEY' END, actor, NULL, doc, '{{}}'
  FROM n WHERE op = 'D' OR op = 'U' AND next_systime IS NOT sys_to
)
SELECT changed_at, part, op, actor, NULL AS db_user, NULL AS txid, batch_id,
  (SELECT json_group_object(k.key, json_array(b.value, a.value))
   FROM json_each(CASE WHEN after = '{{}}' THEN before ELSE after END) AS k
   LEFT JOIN json_each(before) AS b ON b.key = k.key LEFT JOIN json_each(after) AS a ON a.key = k.key
   WHERE a.value IS NOT b.value) AS changes
FROM e
"""


def audit_select(tracked: Tracked, key: Mapping[str, Any]) -> Select[Any]:
    """See :func:`sqlmodel_framework.audit`."""
    where = " AND ".join(f"r.{quote(c.name)} = {_MARK}key_{i}" for i, c in enumerate(tracked.key))
    columns = [c.name for c in tracked.recorded if c.name not in _NOT_COMPARED]
    pairs = ", ".join("'{}', r.{}".format(n.replace("'", "''"), quote(n)) for n in columns)
    sql = _TEMPLATE.format(
        document=f"json_object({pairs})",
        table=of(tracked.table, tracked.table.name),
        history=of(tracked.table, tracked.history.name),
        inserts=of(tracked.table, tracked.inserts.name),
        where=where,
    )
    binds = [bindparam(f"key_{i}", key[c.key], type_=c.type) for i, c in enumerate(tracked.key)]
    events = (
        text(sql.replace(":", "\\:").replace(_MARK, ":"))
        .bindparams(*binds)
        .columns(
            column("changed_at", Instant()),
            column("part"),
            column("op", String),
            column("actor", String),
            column("db_user", String),
            column("txid", BigInteger),
            column("batch_id", String),
            column("changes", JSON),
        )
        .subquery(f"{tracked.table.name}_audit")
    )
    c = events.c
    told = [c.changed_at, c.op, c.actor, c.db_user, c.txid, c.batch_id, c.changes]
    return select(*told).order_by(c.changed_at, c.part)
