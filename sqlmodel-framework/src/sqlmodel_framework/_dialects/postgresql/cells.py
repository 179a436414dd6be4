"""One column of a select: its staged expression, and why a row is refused for it."""

from __future__ import annotations

from typing import Any

from ..._merge.plan import PlanColumn
from ...errors import SourceColumnsError
from .casts import BIT, BIT_VARYING, NUMERIC, TEXTS, Casts
from .moments import moment
from .quoting import literal, name
from .stage import said


def cell(casts: Casts, planned: PlanColumn, source_oid: int, target_oid: int) -> tuple[str, list[str]]:
    """The staged expression of one column, and the expressions that say why a row is refused for it.

    Raises:
        SourceColumnsError: what its values mean would hang on the session, or it is no text for a column of
            text.
    """
    quoted = f"src.{name(planned.source)}"
    reasons = []
    if planned.required:
        reasons.append(f"CASE WHEN {quoted} IS NULL THEN {literal(planned.null_reason)} END")
    type_: Any = planned.column.type
    length = getattr(type_, "length", None)
    if target_oid in TEXTS and not casts.is_text(source_oid):
        raise SourceColumnsError(
            f"column {planned.source} is {casts.name_of(source_oid)} in the select, and text in "
            f"{planned.column.table.name}. Say how it is to be written: sqlalchemy.cast(column, String)."
        )
    if isinstance(length, int) and target_oid in TEXTS:
        fits = f"char_length({quoted}::text) <= {length}"
        reasons.append(_unless(fits, said(planned, f"the text has more than {length} characters")))
        return f"CASE WHEN {fits} THEN {quoted}::text END", reasons
    found = moment(casts, planned, quoted, source_oid, target_oid)
    if found is not None:
        value, why = found
        return value, [*reasons, *why]
    if target_oid == NUMERIC:
        return _amount(casts, planned, quoted, reasons)
    to, check = _limited(casts, type_, quoted, target_oid)
    if not to and casts.is_implicit(source_oid, target_oid):
        return quoted, reasons
    to = to or casts.name_of(target_oid)
    valid = casts.valid(f"{quoted}::text", to)
    if check:
        valid = f"({check} AND {valid})"
    reasons.append(_unless(valid, f"{said(planned, f'not a value of type {to}: ')} || {_shown(quoted)}"))
    return f"CASE WHEN {valid} THEN {quoted}::text::{to} END", reasons


def _shown(quoted: str) -> str:
    return f"quote_literal(left({quoted}::text, 100))"


def _unless(fits: str, why: str) -> str:
    return f"CASE WHEN NOT {fits} THEN {why} END"


def _amount(casts: Casts, planned: PlanColumn, quoted: str, reasons: list[str]) -> tuple[str, list[str]]:
    """A number, which is no NaN, and of which nothing is rounded."""
    type_: Any = planned.column.type
    precision, scale = getattr(type_, "precision", None), getattr(type_, "scale", None) or 0
    limited = isinstance(precision, int)
    to = f"numeric({precision},{scale})" if limited else "numeric"
    number = f"{quoted}::text::numeric"
    # AND promises no order: each question is asked where the one before was answered.
    counts = f"CASE WHEN {casts.valid(f'{quoted}::text', to)} THEN {number} <> 'NaN' ELSE false END"
    kept = f"COALESCE({number} = round({number}, {scale}), true)" if limited else "true"
    counts = f"COALESCE({counts}, true)"
    exact = f"CASE WHEN {counts} THEN {kept} ELSE false END"
    finer = said(planned, f"more decimals than the {scale} of {to}: ")
    none = said(planned, f"not a value of type {to}: ")
    why = (
        f"CASE WHEN {exact} THEN NULL WHEN {counts} THEN {finer} || {_shown(quoted)} "
        f"ELSE {none} || {_shown(quoted)} END"
    )
    return f"CASE WHEN {exact} THEN {number} END", [*reasons, why]


def _limited(casts: Casts, type_: Any, quoted: str, target_oid: int) -> tuple[str, str]:
    """The type with its limit, where a value of the same type may not fit, and what a cast would cut off."""
    length = getattr(type_, "length", None)
    if target_oid in (BIT, BIT_VARYING) and isinstance(length, int):
        compared = "=" if target_oid == BIT else "<="
        fits = f"COALESCE(length({quoted}::text) {compared} {length}, true)"
        return f"{casts.name_of(target_oid)}({length})", fits
    return "", ""
