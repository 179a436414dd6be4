"""Every error of the library: one tree, each saying what happened, why and what to do next."""

from __future__ import annotations

from typing import ClassVar


class SqlModelFrameworkError(Exception):
    """Root of the tree; catch this to catch everything the library raises on purpose.

    Attributes:
        code: the kind of error, which stays the same between versions; the message begins with it.
    """

    code: ClassVar[str] = "SMF-ARGUMENT"

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"


class ModelDefinitionError(SqlModelFrameworkError, TypeError):
    """A class cannot become a table as it is written (for instance, it has no key)."""

    code = "SMF-MODEL"


class NotTrackedError(SqlModelFrameworkError, TypeError):
    """The model or table given is not one of the framework's."""

    code = "SMF-NOT-TRACKED"


class UnsupportedDialectError(SqlModelFrameworkError):
    """The database is one the library has no dialect for, or lacks the operation asked for."""

    code = "SMF-DATABASE"


class NaiveTimestampError(SqlModelFrameworkError, ValueError):
    """A timestamp without a time zone, or a day, was given where an instant is meant."""

    code = "SMF-NO-ZONE"


class ForeignMarkError(SqlModelFrameworkError, ValueError):
    """A mark or a snapshot does not belong to this server: its transactions have not got that far."""

    code = "SMF-MARK"


class LiveColumnsError(SqlModelFrameworkError, ValueError):
    """A select of the past filters or sorts by columns of today's table, which nothing joins to it."""

    code = "SMF-TODAY"


class NotOwnerError(SqlModelFrameworkError):
    """Something was to be taken out of history by a login that does not own it."""

    code = "SMF-OWNER"


class PastIsReadOnlyError(SqlModelFrameworkError, TypeError):
    """A version of the past was to be changed, or written to the database."""

    code = "SMF-PAST"


class PastRelationshipError(SqlModelFrameworkError, TypeError):
    """A relationship was read from a version of the past: it would lead to today's rows."""

    code = "SMF-RELATIONSHIP"


class KeyShapeError(SqlModelFrameworkError, ValueError):
    """A key value has not the shape of the model's key."""

    code = "SMF-KEY"


class TransactionRequiredError(SqlModelFrameworkError):
    """The operation needs an open transaction, which the connection does not have."""

    code = "SMF-TRANSACTION"


class UnreadableValueError(SqlModelFrameworkError, ValueError):
    """A date or time of the database that Python has no value for: infinity, before year 1, after 9999."""

    code = "SMF-VALUE"


class DeploymentError(SqlModelFrameworkError):
    """The database differs from the models as only a migration, or a correction of rows, can settle."""

    code = "SMF-DEPLOY"


class TicketError(SqlModelFrameworkError):
    """The Kerberos ticket is missing, expired or not accepted."""

    code = "SMF-TICKET"


class MergeError(SqlModelFrameworkError):
    """Root of the errors of :func:`sqlmodel_framework.merge`."""

    code = "SMF-MERGE"


class SourceColumnsError(MergeError, ValueError):
    """The source's columns do not fit the model: unknown, reserved, or a key column is missing."""

    code = "SMF-COLUMNS"


class MergeCallError(MergeError, TypeError):
    """merge was given an argument of a kind that it does not take, or two in each other's place."""

    code = "SMF-MERGE-CALL"


class BatchChangedError(MergeError, ValueError):
    """A batch that a bronze table has already was delivered again, with other lines."""

    code = "SMF-BATCH"


class GeneratedKeyError(SourceColumnsError, TypeError):
    """Rows are to be matched by a key that only the database gives; name another one: ``on=``."""

    code = "SMF-GENERATED-KEY"


class ConstraintError(MergeError):
    """The database refused the whole batch, and not for one of its rows by itself.

    Another transaction took a unique value meanwhile, two rows exchange theirs, or rows that ``delete=``
    takes are still referred to. The transaction is to be rolled back; the database's own error is the cause.

    Attributes:
        constraint: the constraint's name, None where the database gives none.
        sqlstate: the database's code, such as ``23505``; None where it gives none.
    """

    code = "SMF-CONSTRAINT"

    def __init__(self, message: str, constraint: str | None, sqlstate: str | None) -> None:
        super().__init__(message)
        self.constraint = constraint
        self.sqlstate = sqlstate


class RejectedRowsError(MergeError):
    """Rows were refused and no quarantine was given to keep them.

    Attributes:
        rejected: how many rows were refused.
        reasons: the first few refusals, as ``(row number, reason)``.
    """

    code = "SMF-REJECTED"

    def __init__(self, message: str, rejected: int, reasons: list[tuple[int, str]]) -> None:
        super().__init__(message)
        self.rejected = rejected
        self.reasons = reasons
