"""The audit of one key on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Numeric, text
from sqlalchemy.sql.elements import TextClause

from ..._history.changes import audited, plain_type
from ..._history.tracked import Tracked
from .triggers import of, quote

_MARK = "\ue000"

_TEMPLATE = """
WITH v AS (
  SELECT created_at, systime, batch_id, {document} AS doc, NULL AS sys_to, NULL AS op, NULL AS actor
  FROM {table} AS r WHERE {where}
  UNION ALL
  SELECT created_at, systime, batch_id, {document}, sys_to, op, actor FROM {history} AS r WHERE {where}
), n AS (
  SELECT v.*, lag(doc) OVER w AS old_doc, lag(actor) OVER w AS old_actor,
         coalesce(lag(op) OVER w = 'U' AND lag(sys_to) OVER w = systime, 0) AS updated,
         created_at < systime AND EXISTS (SELECT 1 FROM {log} AS p WHERE p.op = 'P' AND
           strftime('%Y-%m-%d %H:%M:%f', json_extract(p.detail, '$.before')) > created_at) AS purged,
         lead(systime) OVER w AS next_systime
  FROM v WINDOW w AS (ORDER BY systime, sys_to IS NULL, sys_to)
), e AS (
  SELECT systime AS changed_at, 1 AS part,
         CASE WHEN updated THEN 'UPDATE' WHEN purged THEN 'FOUND' WHEN i.at IS NOT NULL THEN 'INSERT'
              WHEN EXISTS (SELECT 1 FROM {came}) THEN 'REKEY' ELSE 'FOUND' END AS op,
         CASE WHEN updated THEN old_actor WHEN purged THEN NULL WHEN i.at IS NOT NULL THEN i.actor
              ELSE (SELECT h.actor FROM {came} LIMIT 1) END AS actor, batch_id,
         CASE WHEN updated THEN old_doc ELSE '{{}}' END AS before, doc AS after
  FROM n LEFT JOIN {log} AS i ON i.at = n.systime AND i.op = 'I' AND NOT updated
  UNION ALL
  SELECT sys_to, 0, CASE op WHEN 'D' THEN 'DELETE' ELSE 'REKEY' END, actor, NULL, doc, '{{}}'
  FROM n WHERE op = 'D' OR op = 'U' AND next_systime IS NOT sys_to
)
SELECT changed_at, part, op, actor, NULL AS db_user, NULL AS txid, batch_id,
  (SELECT json_group_object(k.key, json('[' || {before} || ',' || {after} || ']'))
   FROM json_each(CASE WHEN after = '{{}}' THEN before ELSE after END) AS k
   LEFT JOIN json_each(before) AS b ON b.key = k.key LEFT JOIN json_each(after) AS a ON a.key = k.key
   WHERE {after} <> {before}) AS changes
FROM e
"""
#: A member of a document, as JSON: json_each gives true as 1, and objects as their text.
_MEMBER = (
    "CASE coalesce({0}.type, 'null') WHEN 'text' THEN json_quote({0}.value) WHEN 'null' THEN 'null' "
    "WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE {0}.value END"
)


def sql(tracked: Tracked) -> TextClause:
    """See :func:`sqlmodel_framework.audit`."""
    where = " AND ".join(f"r.{quote(c.name)} = {_MARK}key_{i}" for i, c in enumerate(tracked.key))
    history = of(tracked.table, tracked.history.name)
    made = _TEMPLATE.format(
        document=_document(audited(tracked)),
        table=of(tracked.table, tracked.table.name),
        history=history,
        came=f"{history} AS h WHERE h.sys_to = n.systime AND h.op = 'U'",
        log=of(tracked.table, tracked.log.name),
        where=where,
        before=_MEMBER.format("b"),
        after=_MEMBER.format("a"),
    )
    return text(made.replace(":", "\\:").replace(_MARK, ":"))


def _document(columns: Sequence[Column[Any]]) -> str:
    """The row as a JSON object; in pieces, since a function takes 127 arguments at most."""
    pieces = []
    for start in range(0, len(columns), 50):
        pairs = ", ".join(f"{_literal(c.name)}, {_value(c)}" for c in columns[start : start + 50])
        pieces.append(f"json_object({pairs})")
    # Joined as text: json_patch would take members that are null for taken away.
    rest = [f"substr({piece}, 2)" for piece in pieces[1:]]
    opened = [f"substr({piece}, -1, -1000000000)" for piece in [pieces[0], *rest][:-1]]
    return " || ',' || ".join([*opened, [pieces[0], *rest][-1]])


def _value(column: Column[Any]) -> str:
    """A column's value as a document holds it; the forms are PostgreSQL's."""
    own, kept = f"r.{quote(column.name)}", plain_type(column.type)
    if isinstance(kept, JSON):
        return f"json(CASE WHEN json_valid({own}) THEN {own} ELSE json_quote({own}) END)"
    if isinstance(kept, Boolean):
        return f"json(CASE WHEN {own} THEN 'true' WHEN NOT {own} THEN 'false' ELSE 'null' END)"
    # As text with all digits: as JSON it would have 15.
    real = f" WHEN 'real' THEN printf('%!.17g', {own})" if isinstance(kept, (Numeric, Float)) else ""
    return f"CASE typeof({own}) WHEN 'blob' THEN '\\x' || lower(hex({own})){real} ELSE {own} END"


def _literal(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
