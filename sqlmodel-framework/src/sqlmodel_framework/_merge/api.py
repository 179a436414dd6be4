"""The public entry of merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from .._connection import connection_of
from .._dialects import dialect_for
from .._history.tracked import tracked
from ..errors import MergeCallError, MergeError, SourceColumnsError
from .order import ORDER
from .plan import MergePlan, MergeResult, fixed_names, made_by_database, match_key, plan_columns, plan_updates
from .source import RowSource, SelectSource, open_source

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from sqlalchemy.sql import Select
    from sqlmodel import SQLModel

    from .._tables.quarantine import Quarantine

Delete = Literal["ignore", "inactivate", "delete"]


class PandasLike(Protocol):
    """A DataFrame of pandas."""

    @property
    def iloc(self) -> Any: ...
    def itertuples(self, index: bool = True, name: str | None = "Pandas") -> Iterable[tuple[Any, ...]]: ...


class PolarsLike(Protocol):
    """A DataFrame of polars."""

    def iter_rows(self) -> Iterator[tuple[Any, ...]]: ...


class LazyLike(Protocol):
    """A LazyFrame of polars."""

    def collect_schema(self) -> Any: ...


class ArrowLike(Protocol):
    """A Table, a RecordBatch or a reader of Arrow."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class DatasetLike(Protocol):
    """A Dataset or a Scanner of Arrow."""

    def to_batches(self) -> Iterator[Any]: ...


class ParquetLike(Protocol):
    """A ParquetFile of Arrow."""

    def iter_batches(self) -> Iterator[Any]: ...


if TYPE_CHECKING:
    Frame = PandasLike | PolarsLike | LazyLike | ArrowLike | DatasetLike | ParquetLike
    Rows = Iterable[Mapping[str, Any]] | Iterable[SQLModel] | PathLike[str] | Frame | Select[Any]


def merge(
    conn: Connection | Session,
    model: type[SQLModel] | Table,
    rows: Rows,
    *,
    on: str | Sequence[str] | None = None,
    sparse: bool = False,
    batch_id: str | None = None,
    delete: Delete = "ignore",
    quarantine: type[Quarantine] | Table | None = None,
    reject_column: str | None = None,
    allow_empty: bool = False,
) -> MergeResult:
    """Bring a table to the state of a source: insert what is new, update what differs, in sets.

    A row that equals the table's in all its own columns is unchanged, whatever its batch, and makes no
    history. A row that comes back after its inactivation is updated. Never commits.

    Columns that the source has not are given the model's ``default=`` (a value, SQL, or a function that is
    called for each row) in new rows, and its ``onupdate=`` in updated ones, where a function is called once
    for all of them. What an instance was not given (``Customer(customer_id=1, name="Ada")`` says nothing of
    ``city``) is treated alike: a new row has its default, and an existing one keeps what it has.

    A value is taken as it is or its row is refused: nothing is rounded, cut, or made another kind of value.
    Refused, and kept in ``quarantine`` with the reason: a null key, a null in a NOT NULL column, a value
    that does not fit its column, a key that the batch holds more than once (the row with the highest
    ``_order`` wins, else the last one; for a select without ORDER BY the greatest by content, so that
    loading again decides alike), what breaks a constraint of the table (a check, a foreign key, another
    unique key, an overlap; of two rows of the batch the first has its way), and what the source itself
    refuses by ``reject_column``. A refused row counts as present for ``delete`` where its key can be read.

    What pandas calls missing (NaN, NaT, NA) is NULL in every row; in mappings only, NaN stays NaN in a column
    of floats. The first mapping (or a file's header) says the columns: a row with more or fewer is refused,
    since what a record does not mention is not known to be NULL, unless ``sparse`` says what it means.

    Args:
        conn: a Connection or a Session, inside a transaction.
        model: a model class (or a tracked table).
        rows: an iterable of mappings or model instances, a CSV file's path, pandas, polars or Arrow data,
            streamed (a LazyFrame and a Dataset in batches; a Scanner reads ahead as it was made to); or a
            SQLAlchemy select, which stays inside the database; there, too, text is a day or time as ISO 8601
            writes it, and an instant has its zone. Names are the model's. An extra ``_order`` ranks rows of
            one key; it is a number or a time, also where it comes as text, and a row with another is refused.
        on: the unique key that rows are matched by, one name or several; by default the primary key. Where
            the database gives the primary key, the source needs another.
        sparse: let each mapping have columns of its own: what one does not mention stays as it is, and has
            its default in a new row.
        batch_id: the name of the load, kept in ``batch_id`` of every row it writes.
        delete: what becomes of rows that the source has not: ``ignore``, ``inactivate`` (sets
            inactivated_date; reference tables) or ``delete``. Only for full loads.
        quarantine: a class made from :class:`Quarantine`, for refused rows.
        reject_column: a column of the source whose value, where not null, says why the row is refused.
        allow_empty: let a source without any row that has a key inactivate or delete everything.

    Raises:
        RejectedRowsError: rows were refused and there is no quarantine.
        SourceColumnsError: the source's columns do not fit the model.
        GeneratedKeyError: rows are to be matched by a key that only the database gives.
        ConstraintError: the database refused the batch as a whole.
        TransactionRequiredError: the connection commits by itself.
        MergeCallError: an argument is of another kind, or two stand in each other's place.
        MergeError: the arguments contradict each other, or a source that is empty, or has no
            row with a key, would delete everything.
    """
    _check_call(conn, model, on, batch_id, delete)
    found = tracked(model)
    connection = connection_of(conn, model)
    if delete == "inactivate" and not found.can_inactivate:
        raise MergeError(
            f"{found.table.name} has no inactivated_date, so delete='inactivate' is not possible. "
            "Make it a ReferenceTable, or use delete='ignore' or 'delete'."
        )
    key = match_key(model, found, on)
    source = open_source(model, found, key, rows, sparse, reject_column)
    if sparse and not _may_be_sparse(source):
        raise MergeCallError("sparse=True is for mappings: of other sources every row has all columns.")
    if reject_column is not None and source.names and reject_column not in source.names:
        raise SourceColumnsError(
            f"reject_column={reject_column!r} is no column of the source. It has: {', '.join(source.names)}."
        )
    names = source.names or tuple(
        c.key for c in found.business if not made_by_database(c) and (c in key or not c.primary_key)
    )
    varies = isinstance(source, RowSource) and source.unset is not None
    columns = plan_columns(model, found, key, names, reject_column, varies)
    plan = MergePlan(
        tracked=found,
        key=key,
        names=names,
        columns=columns,
        fixed=fixed_names(model, key, names),
        sparse=varies,
        batch_id=batch_id,
        delete=delete,
        quarantine=_quarantine_table(quarantine),
        reject_column=reject_column,
        has_order=ORDER in source.names,
        allow_empty=allow_empty,
        on_update=plan_updates(found, columns),
    )
    result = dialect_for(connection.dialect.name).merge(connection, plan, source)
    _expire(conn, model)
    return result


def _check_call(conn: Any, model: Any, on: Any, batch_id: Any, delete: Any) -> None:
    if _is_table(conn) and not _is_table(model):
        raise MergeCallError("merge takes the connection first: merge(conn, Model, rows).")
    if not _is_table(model):
        raise MergeCallError(
            f"merge takes a model class second, and was given a {type(model).__name__}: "
            "merge(conn, Model, rows)."
        )
    if delete not in get_args(Delete):
        raise MergeCallError(f"delete={delete!r} is not known. Write one of: {', '.join(get_args(Delete))}.")
    if batch_id is not None and (not isinstance(batch_id, str) or not batch_id):
        kind = f"of type {type(batch_id).__name__}" if batch_id else "empty text"
        raise MergeCallError(
            f"batch_id={batch_id!r} is {kind}. Write the load's name as text, such as '2013-01'."
        )
    if on is not None and not isinstance(on, (str, list, tuple)):
        raise MergeCallError(
            f"on={on!r} is of type {type(on).__name__}. Write a column's name, or a list of names."
        )


def _is_table(value: Any) -> bool:
    return isinstance(value, (type, Table))


def _may_be_sparse(source: RowSource | SelectSource) -> bool:
    return isinstance(source, RowSource) and (source.unset is not None or not source.names)


def _quarantine_table(quarantine: Any) -> Table | None:
    table = quarantine if isinstance(quarantine, Table) else getattr(quarantine, "__table__", None)
    if quarantine is not None and (not isinstance(table, Table) or "content_hash" not in table.columns):
        raise MergeError(
            f"quarantine={quarantine!r} is no quarantine table. "
            "Write `class Rejected(Quarantine, table=True)` with `id` inherited, and pass the class."
        )
    return table


def _expire(conn: Any, model: Any) -> None:
    """Objects that a session already holds must be read again."""
    if hasattr(conn, "identity_map") and isinstance(model, type):
        for instance in list(conn.identity_map.values()):
            if isinstance(instance, model):
                conn.expire(instance)
