"""SQL elements whose text depends on the database; each asks the dialect, none knows one."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, DateTime, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import expression
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from ._dialects import dialect_for


class StatementTime(expression.ColumnElement[Any]):
    """The instant at which the running statement began."""

    type: TypeEngine[Any] = DateTime(timezone=True)
    inherit_cache = True


class BatchInForce(expression.ColumnElement[Any]):
    """The load that the running statement belongs to, as :func:`.batch` or a merge named it; else NULL."""

    type: TypeEngine[Any] = String()
    inherit_cache = True


class CurrentTransaction(expression.ColumnElement[Any]):
    """The identifier of the running transaction, NULL where the database has none."""

    inherit_cache = True


class VisibleIn(expression.ColumnElement[bool]):
    """That the transaction in a column had committed for a reader with a given snapshot."""

    type = Boolean()
    inherit_cache = True
    _traverse_internals = [
        ("txid", InternalTraversal.dp_clauseelement),
        ("snapshot", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, txid: Any, snapshot: Any) -> None:
        self.txid = txid
        self.snapshot = coerce_text(snapshot)

    @property
    def _from_objects(self) -> Any:
        return self.txid._from_objects


class EndedBy(expression.ColumnElement[Any]):
    """What ended a version, from history's own column of it; NULL where the database keeps none."""

    inherit_cache = True
    _traverse_internals = [("ended", InternalTraversal.dp_clauseelement)]

    def __init__(self, ended: Any) -> None:
        self.ended = ended
        self.type = ended.type

    @property
    def _from_objects(self) -> Any:
        return self.ended._from_objects


def coerce_text(value: Any) -> Any:
    """A Python string as a bound parameter; a SQL expression as it is."""
    return expression.literal(value, String) if isinstance(value, str) else value


class PeriodOf(expression.ColumnElement[Any]):
    """The period between two columns, as a value that the database can compare for overlap."""

    inherit_cache = False

    def __init__(self, start: str, end: str) -> None:
        self.start = start
        self.end = end


class EffectivePeriod(UserDefinedType[str]):
    """The type of :class:`PeriodOf`; text in Python."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "VARCHAR"


class SurrogateNumber(TypeDecorator[int]):
    """A number that the database gives to each row; it means nothing outside of it."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_for(dialect.name).surrogate_type())  # type: ignore[no-any-return]


class TransactionId(UserDefinedType[int]):
    """A transaction's identifier that never wraps around; an ``int`` in Python."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "BIGINT"

    def bind_processor(self, dialect: Any) -> Any:
        return lambda value: None if value is None else dialect_for(dialect.name).bind_txid(int(value))

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        return lambda value: None if value is None else int(value)


class Instant(TypeDecorator[datetime]):
    """A point in time: an aware ``datetime`` in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(timezone.utc)
        return value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value


class RowNumber(TypeDecorator[int]):
    """A 64-bit key that the database counts up."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_for(dialect.name).row_number_type())  # type: ignore[no-any-return]


class JsonDocument(TypeDecorator[Any]):
    """JSON in the form that the database stores and indexes best."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_for(dialect.name).json_type())  # type: ignore[no-any-return]


@compiles(StatementTime)
def _statement_time(element: StatementTime, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).statement_time


@compiles(BatchInForce)
def _batch_in_force(element: BatchInForce, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).batch_in_force


@compiles(CurrentTransaction)
def _current_transaction(element: CurrentTransaction, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).current_transaction


@compiles(VisibleIn)
def _visible_in(element: VisibleIn, compiler: Any, **kw: Any) -> str:
    txid, snapshot = compiler.process(element.txid, **kw), compiler.process(element.snapshot, **kw)
    return dialect_for(compiler.dialect.name).visible_in(txid, snapshot)


@compiles(EndedBy)
def _ended_by(element: EndedBy, compiler: Any, **kw: Any) -> str:
    keeps = dialect_for(compiler.dialect.name).keeps_op
    return str(compiler.process(element.ended if keeps else expression.null(), **kw))


@compiles(TransactionId)
def _transaction_id(element: TransactionId, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).txid_type


@compiles(PeriodOf)
def _period_of(element: PeriodOf, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).period_of(element.start, element.end)


@compiles(EffectivePeriod)
def _effective_period(element: EffectivePeriod, compiler: Any, **kw: Any) -> str:
    return dialect_for(compiler.dialect.name).period_type
