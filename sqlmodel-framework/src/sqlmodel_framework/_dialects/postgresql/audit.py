"""The audit of one key, worked out by the database from the versions it kept."""

from __future__ import annotations

from sqlalchemy.sql.elements import TextClause

from ..._history.changes import audited
from ..._history.tracked import Tracked
from .quoting import literal, name, parameter
from .translated import table_place, with_tables

# How a key came to be there: ``i`` its statement inserted (at that very time), ``k`` it left another key,
# ``l`` its transaction inserted, and it was given a later time (its last version ended in the same instant,
# or the clock stepped back) or one of its writer's. Where none is so it was there before its history.
_TEMPLATE = """
WITH s AS (
  SELECT c.at, c.txid, c.actor, c.db_user,
         ARRAY(SELECT jsonb_array_elements_text(c.now)
               EXCEPT SELECT jsonb_array_elements_text(c.before)) AS added
  FROM (SELECT at, txid, actor, db_user, detail::jsonb AS now, lag(detail::jsonb) OVER (ORDER BY at) AS before
        FROM {log} WHERE op = 'S') AS c
  WHERE c.before IS NOT NULL
), v AS (
  SELECT created_at, systime, sys_txid, batch_id, {document} AS doc,
         NULL::timestamptz AS sys_to, NULL::text AS op, NULL::text AS actor, NULL::text AS db_user,
         NULL::xid8 AS txid
  FROM {table} AS r WHERE {where}
  UNION ALL
  SELECT created_at, systime, sys_txid, batch_id, {document} AS doc, sys_to, op, actor, db_user, txid
  FROM {history} AS r WHERE {where}
), n AS (
  SELECT v.*,
         v.doc - ARRAY(SELECT unnest(s.added) FROM s WHERE s.at > v.systime AND s.txid > v.sys_txid) AS began,
         lag(doc) OVER w AS old_doc, lag(op) OVER w AS old_op, lag(sys_to) OVER w AS old_to,
         lag(actor) OVER w AS old_actor, lag(db_user) OVER w AS old_user,
         lead(systime) OVER w AS next_systime
  FROM v WINDOW w AS (ORDER BY systime, sys_to NULLS LAST)
), e AS (
  SELECT systime AS changed_at, 2 AS part,
         CASE WHEN updated THEN 'UPDATE' WHEN purged THEN 'FOUND' WHEN i.txid IS NOT NULL THEN 'INSERT'
              WHEN k.txid IS NOT NULL THEN 'REKEY' WHEN l.txid IS NOT NULL THEN 'INSERT'
              WHEN old_to = systime THEN 'REKEY' ELSE 'FOUND' END AS op,
         CASE WHEN updated THEN old_actor
              WHEN NOT purged THEN coalesce(i.actor, k.actor, l.actor) END AS actor,
         CASE WHEN updated THEN old_user
              WHEN NOT purged THEN coalesce(i.db_user, k.db_user, l.db_user) END AS db_user,
         sys_txid AS txid, batch_id,
         CASE WHEN updated THEN old_doc ELSE '{{}}'::jsonb END AS before, began AS after
  FROM (SELECT n.*, (old_op = 'U' AND old_to = systime) IS TRUE AS updated,
               created_at < systime AND EXISTS (
                 SELECT FROM {log} AS p
                 WHERE p.op = 'P' AND (p.detail::jsonb ->> 'before')::timestamptz > created_at) AS purged
        FROM n) AS n
  LEFT JOIN {log} AS i ON i.txid = n.sys_txid AND i.at = n.systime AND i.op = 'I' AND NOT updated
  LEFT JOIN LATERAL (
    SELECT h.txid, h.actor, h.db_user FROM {history} AS h
    WHERE h.txid = n.sys_txid AND h.sys_to = n.systime AND h.op = 'U' AND NOT updated LIMIT 1
  ) AS k ON true
  LEFT JOIN LATERAL (
    SELECT l.txid, l.actor, l.db_user FROM {log} AS l
    WHERE l.txid = n.sys_txid AND l.op = 'I' AND NOT updated LIMIT 1
  ) AS l ON i.txid IS NULL AND k.txid IS NULL
  UNION ALL
  SELECT s.at, 1, 'SCHEMA', s.actor, s.db_user, s.txid, NULL, '{{}}'::jsonb,
         (SELECT jsonb_object_agg(d.key, d.value) FROM jsonb_each(n.doc) AS d WHERE d.key = ANY (s.added))
  FROM n JOIN s ON s.at > n.systime AND s.txid > n.sys_txid AND coalesce(n.sys_to > s.at, true)
  WHERE n.doc ?| s.added
  UNION ALL
  SELECT sys_to, 0, CASE op WHEN 'D' THEN 'DELETE' WHEN 'T' THEN 'TRUNCATE' ELSE 'REKEY' END,
         actor, db_user, txid, NULL, doc, '{{}}'::jsonb
  FROM n WHERE op IN ('D', 'T') OR op = 'U' AND next_systime IS DISTINCT FROM sys_to
)
SELECT changed_at, part, op, actor, db_user, txid, batch_id,
  (SELECT coalesce(jsonb_object_agg(d.key, jsonb_build_array(d.old, d.new)), '{{}}'::jsonb)
   FROM (SELECT coalesce(b.key, a.key) AS key, b.value AS old, a.value AS new
         FROM jsonb_each(before) AS b FULL JOIN jsonb_each(after) AS a ON a.key = b.key) AS d
   WHERE coalesce(d.old, 'null') <> coalesce(d.new, 'null') OR e.op = 'SCHEMA') AS changes
FROM e
"""


def sql(tracked: Tracked) -> TextClause:
    """See :func:`sqlmodel_framework.audit`."""
    where = " AND ".join(f"r.{name(c.name)} = {parameter(f'key_{i}')}" for i, c in enumerate(tracked.key))
    made = _TEMPLATE.format(
        document=_document(tracked),
        table=table_place(tracked.table),
        history=table_place(tracked.history),
        log=table_place(tracked.log),
        where=where,
    )
    return with_tables(made, [tracked.table, tracked.history, tracked.log])


def _document(tracked: Tracked) -> str:
    """The row as a JSON object; in pieces, since a function takes 100 arguments at most."""
    columns = audited(tracked)
    pieces = []
    for start in range(0, len(columns), 50):
        pairs = ", ".join(f"{literal(c.name)}, r.{name(c.name)}" for c in columns[start : start + 50])
        pieces.append(f"jsonb_build_object({pairs})")
    return " || ".join(pieces)
