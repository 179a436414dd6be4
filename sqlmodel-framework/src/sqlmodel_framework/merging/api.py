"""The public entry of merge."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from ..connection import connection_of
from ..dialects import dialect_for
from ..errors import MergeError, SourceColumnsError
from ..history.tracked import tracked
from .order import ORDER
from .plan import MergePlan, made_by_database, plan_columns, plan_updates
from .result import MergeResult
from .source import open_source

_DELETE = ("ignore", "inactivate", "delete")


def merge(
    conn: Any,
    model: Any,
    rows: Any,
    *,
    batch_id: str | None = None,
    delete: str = "ignore",
    quarantine: Any = None,
    reject_column: str | None = None,
    allow_empty: bool = False,
) -> MergeResult:
    """Bring a table to the state of a source: insert what is new, update what differs, in sets.

    A row that equals the table's in all its own columns is unchanged, whatever its batch, and makes no
    history. A row that comes back after its inactivation is updated. Never commits.

    Columns that the source has not are given the model's ``default=`` (a value or SQL) in new rows, and its
    ``onupdate=`` in updated ones, where a Python function is called once for all of them.

    Refused, and kept in ``quarantine`` with the reason: a null key, a null in a NOT NULL column, a value
    that does not fit its column, a key that the batch holds more than once (the row with the highest
    ``_order`` wins, else the last one; for a select without ORDER BY the greatest by content, so that
    loading again decides alike), and what the source itself refuses by ``reject_column``. A refused row
    counts as present for ``delete`` where its key can be read.

    What pandas calls missing (NaN, NaT, NA) is NULL in every row; in mappings only, NaN stays NaN in a column
    of floats. The first mapping (or a file's header) says the columns: a row with more or fewer is refused,
    since what a record does not mention is not known to be NULL. Where it is, write
    ``({"city": None, **record} for record in records)``.

    Args:
        conn: a Connection or a Session, inside a transaction.
        model: a model class (or a tracked table).
        rows: an iterable of mappings or model instances, a CSV file's path, pandas, polars or Arrow data,
            streamed (a LazyFrame and a Dataset in batches; a Scanner reads ahead as it was made to); or a
            SQLAlchemy select, which stays inside the database; there, too, text is a day or time as ISO 8601
            writes it, and an instant has its zone. Names are the model's. An extra ``_order`` ranks rows of
            one key; it is a number or a time, also where it comes as text, and a row with another is refused.
        batch_id: the name of the load, kept in ``batch_id`` of every row it writes.
        delete: what becomes of rows that the source has not: ``ignore``, ``inactivate`` (sets
            inactivated_date; reference tables) or ``delete``. Only for full loads.
        quarantine: a class made from :class:`Quarantine`, for refused rows.
        reject_column: a column of the source whose value, where not null, says why the row is refused.
        allow_empty: let a source without any row that has a key inactivate or delete everything.

    Raises:
        RejectedRowsError: rows were refused and there is no quarantine.
        SourceColumnsError: the source's columns do not fit the model.
        TransactionRequiredError: the connection commits by itself.
        MergeError: the arguments contradict each other, or a source that is empty, or has no
            row with a key, would delete everything.
    """
    found = tracked(model)
    connection = connection_of(conn, model)
    if delete not in _DELETE:
        raise MergeError(f"delete={delete!r} is not known. Write one of: {', '.join(_DELETE)}.")
    if delete == "inactivate" and not found.can_inactivate:
        raise MergeError(
            f"{found.table.name} has no inactivated_date, so delete='inactivate' is not possible. "
            "Make it a ReferenceTable, or use delete='ignore' or 'delete'."
        )
    if batch_id is not None and not isinstance(batch_id, str):
        kind = type(batch_id).__name__
        raise MergeError(f"batch_id={batch_id!r} is of type {kind}. Write the load's name as text.")
    source = open_source(model, found, rows)
    if reject_column is not None and source.names and reject_column not in source.names:
        raise SourceColumnsError(
            f"reject_column={reject_column!r} is no column of the source. It has: {', '.join(source.names)}."
        )
    names = source.names or tuple(c.key for c in found.business if not made_by_database(c))
    columns = plan_columns(model, found, names, reject_column)
    plan = MergePlan(
        tracked=found,
        columns=columns,
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
