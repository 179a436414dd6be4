"""Days, times and instants of a select, which must mean the same in every session.

PostgreSQL reads '01/02/2024' by the session's DateStyle, and makes an instant of a time without a zone by
its TimeZone: the same load from two workers would change the rows there and back. From Python none passes.
"""

from __future__ import annotations

from ..._merge.plan import PlanColumn
from ...errors import SourceColumnsError
from .casts import Casts
from .quoting import literal
from .stage import said

_DATE, _TIME, _TIMESTAMP, _TIMESTAMPTZ, _TIMETZ = 1082, 1083, 1114, 1184, 1266
_ALL = frozenset({_DATE, _TIME, _TIMESTAMP, _TIMESTAMPTZ, _TIMETZ})
_ZONED = "cast(cast(column, String) + '+00', Time(timezone=True))"
# What to write instead of a cast that the session's zone decides, or that cuts something off.
_UNSURE = {
    (_TIMESTAMP, _TIMESTAMPTZ): "func.timezone('UTC', column)",
    (_DATE, _TIMESTAMPTZ): "func.timezone('UTC', cast(column, DateTime))",
    (_TIMESTAMPTZ, _TIMESTAMP): "func.timezone('UTC', column)",
    (_TIMESTAMPTZ, _DATE): "cast(func.timezone('UTC', column), Date)",
    (_TIMESTAMPTZ, _TIME): "cast(func.timezone('UTC', column), Time)",
    (_TIMESTAMPTZ, _TIMETZ): "func.timezone('UTC', cast(column, Time(timezone=True)))",
    (_TIMETZ, _TIME): "cast(func.timezone('UTC', column), Time)",
    (_TIME, _TIMETZ): _ZONED,
    (_TIMESTAMP, _TIME): "cast(column, Time)",
    (_TIMESTAMP, _TIMETZ): _ZONED,
}
_DAY = r"([0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{8})"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_MIDNIGHT = r"00:00(:00([.]0+)?)?"
_ZONE = r" ?(Z|z|UTC|GMT|[+-][0-9]{1,2}(:?[0-9]{2}(:[0-9]{2})?)?)"
_BEYOND = r"( BC)?|-?infinity"
# ISO 8601, and what PostgreSQL itself writes beyond it.
_ISO = {
    _DATE: ("a day", f"{_DAY}([ T]{_MIDNIGHT})?{_BEYOND}"),
    _TIMESTAMP: ("a date and time without a zone", f"{_DAY}([ T]{_CLOCK})?{_BEYOND}"),
    _TIMESTAMPTZ: ("a date and time with its zone", f"{_DAY}[ T]{_CLOCK}{_ZONE}{_BEYOND}"),
    _TIME: ("a time of day without a zone", _CLOCK),
    _TIMETZ: ("a time of day with its zone", f"{_CLOCK}{_ZONE}"),
}


def moment(
    casts: Casts, planned: PlanColumn, quoted: str, source_oid: int, target_oid: int
) -> tuple[str, list[str]] | None:
    """Expression and refusals as of a column's cell; None where the types alone decide.

    Raises:
        SourceColumnsError: the session would decide what the select's type means.
    """
    remedy = _UNSURE.get((source_oid, target_oid))
    if remedy is not None:
        raise SourceColumnsError(
            f"column {planned.source} is {casts.name_of(source_oid)} in the select, and "
            f"{casts.name_of(target_oid)} in {planned.column.table.name}: to make the one of the other, the "
            f"session's TimeZone would decide, or a part would be cut off. Write what is meant: {remedy}."
        )
    if (source_oid, target_oid) == (_TIMESTAMP, _DATE):
        whole = f"COALESCE(date_trunc('day', {quoted}) = {quoted}, true)"
        why = f"{said(planned, '')} || {quoted}::text || ' is not a whole day'"
        return f"CASE WHEN {whole} THEN {quoted}::date END", [f"CASE WHEN NOT {whole} THEN {why} END"]
    if target_oid not in _ALL or source_oid in _ALL:
        return None
    meant, pattern = _ISO[target_oid]
    to, text = casts.name_of(target_oid), f"{quoted}::text"
    iso = f"COALESCE({text} ~ {literal(f'^ *({pattern}) *$')}, true)"
    valid = casts.valid(text, to)
    shown = f"quote_literal(left({text}, 100))"
    why = (
        f"CASE WHEN NOT {iso} THEN {said(planned, f'not {meant} as ISO 8601 writes it: ')} || {shown} "
        f"WHEN NOT {valid} THEN {said(planned, f'not a value of type {to}: ')} || {shown} END"
    )
    return f"CASE WHEN {iso} AND {valid} THEN {text}::{to} END", [why]
