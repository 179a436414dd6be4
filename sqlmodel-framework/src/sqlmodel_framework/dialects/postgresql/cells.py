"""One column of a select: its staged expression, and why a row is refused for it."""

from __future__ import annotations

from typing import Any

from ...merging.plan import PlanColumn
from .casts import BIT, BIT_VARYING, NUMERIC, TEXTS, Casts
from .moments import moment
from .quoting import literal, name


def cell(casts: Casts, planned: PlanColumn, source_oid: int, target_oid: int) -> tuple[str, list[str]]:
    """The staged expression of one column, and the expressions that say why a row is refused for it.

    Raises:
        SourceColumnsError: what its values mean would hang on the session.
    """
    quoted = f"src.{name(planned.source)}"
    reasons = []
    if planned.required:
        reasons.append(f"CASE WHEN {quoted} IS NULL THEN {literal(planned.null_reason)} END")
    type_: Any = planned.column.type
    length = getattr(type_, "length", None)
    if isinstance(length, int) and target_oid in TEXTS:
        fits = f"char_length({quoted}::text) <= {length}"
        said = literal(f"column {planned.source}: the text has more than {length} characters")
        reasons.append(_unless(fits, said))
        return f"CASE WHEN {fits} THEN {quoted}::text END", reasons
    found = moment(casts, planned, quoted, source_oid, target_oid)
    if found is not None:
        value, why = found
        return value, [*reasons, *why]
    to, check = _limited(casts, type_, quoted, target_oid)
    if not to and casts.is_implicit(source_oid, target_oid):
        return quoted, reasons
    to = to or casts.name_of(target_oid)
    valid = casts.valid(f"{quoted}::text", to)
    if check:
        valid = f"({check} AND {valid})"
    said = literal(f"column {planned.source}: not a value of type {to}: ")
    reasons.append(_unless(valid, f"{said} || quote_literal(left({quoted}::text, 100))"))
    return f"CASE WHEN {valid} THEN {quoted}::text::{to} END", reasons


def _unless(fits: str, said: str) -> str:
    return f"CASE WHEN NOT {fits} THEN {said} END"


def _limited(casts: Casts, type_: Any, quoted: str, target_oid: int) -> tuple[str, str]:
    """The type with its limit, where a value of the same type may not fit, and what a cast would cut off."""
    precision, length = getattr(type_, "precision", None), getattr(type_, "length", None)
    if target_oid == NUMERIC and isinstance(precision, int):
        return f"numeric({precision},{getattr(type_, 'scale', None) or 0})", ""
    if target_oid in (BIT, BIT_VARYING) and isinstance(length, int):
        compared = "=" if target_oid == BIT else "<="
        fits = f"COALESCE(length({quoted}::text) {compared} {length}, true)"
        return f"{casts.name_of(target_oid)}({length})", fits
    return "", ""
