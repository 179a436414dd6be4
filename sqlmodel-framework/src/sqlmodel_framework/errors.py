"""Every error of the library: one tree, each saying what happened, why and what to do next."""

from __future__ import annotations


class SqlModelFrameworkError(Exception):
    """Root of the tree; catch this to catch everything the library raises on purpose."""


class ModelDefinitionError(SqlModelFrameworkError, TypeError):
    """A class cannot become a table as it is written (for instance, it has no key)."""


class NotTrackedError(SqlModelFrameworkError, TypeError):
    """The model or table given is not one of the framework's."""


class UnsupportedDialectError(SqlModelFrameworkError):
    """The database is one the library has no dialect for, or lacks the operation asked for."""


class NaiveTimestampError(SqlModelFrameworkError, ValueError):
    """A timestamp without a time zone, or a day, was given where an instant is meant."""


class ForeignMarkError(SqlModelFrameworkError, ValueError):
    """A mark or a snapshot does not belong to this server: its transactions have not got that far."""


class KeyShapeError(SqlModelFrameworkError, ValueError):
    """A key value has not the shape of the model's key."""


class TransactionRequiredError(SqlModelFrameworkError):
    """The operation needs an open transaction, which the connection does not have."""


class UnreadableValueError(SqlModelFrameworkError, ValueError):
    """A date or time of the database that Python has no value for: infinity, before year 1, after 9999."""


class DeploymentError(SqlModelFrameworkError):
    """The database differs from the models as only a migration, or a correction of rows, can settle."""


class TicketError(SqlModelFrameworkError):
    """The Kerberos ticket is missing, unreadable or expired."""


class MergeError(SqlModelFrameworkError):
    """Root of the errors of :func:`sqlmodel_framework.merge`."""


class SourceColumnsError(MergeError, ValueError):
    """The source's columns do not fit the model: unknown, reserved, or a key column is missing."""


class RejectedRowsError(MergeError):
    """Rows were refused and no quarantine was given to keep them.

    Attributes:
        rejected: how many rows were refused.
        reasons: the first few refusals, as ``(row number, reason)``.
    """

    def __init__(self, message: str, rejected: int, reasons: list[tuple[int, str]]) -> None:
        super().__init__(message)
        self.rejected = rejected
        self.reasons = reasons
