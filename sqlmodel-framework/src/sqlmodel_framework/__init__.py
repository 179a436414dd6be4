"""SQLModel tables with system time, history, audit and merge, kept by the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import (
    DeploymentError,
    ForeignMarkError,
    KeyShapeError,
    MergeError,
    ModelDefinitionError,
    NaiveTimestampError,
    NotTrackedError,
    RejectedRowsError,
    SourceColumnsError,
    SqlModelFrameworkError,
    TicketError,
    TransactionRequiredError,
    UnreadableValueError,
    UnsupportedDialectError,
)
from .history.tracked import History, Tracked, tracked
from .tables.quarantine import Quarantine
from .tables.reference import ReferenceTable
from .tables.transactional import TransactionalTable

if TYPE_CHECKING:
    from .connectors.engines import postgres_engine, sqlserver_engine
    from .connectors.exact import exact_times
    from .connectors.ticket import require_ticket
    from .deployment.api import ddl, deploy, drop, plan
    from .deployment.plan import Plan, Step
    from .factories import make_rows
    from .history.audit import actor, audit
    from .history.mark import check_mark
    from .history.query import as_of, between, changed_since, watermark
    from .history.tables import track
    from .merging.api import merge
    from .merging.files import csv_rows
    from .merging.result import MergeResult
    from .migrations import register_alembic
    from .tables.bronze import BronzeTable
    from .tables.effective import EffectiveTime, TemporalTable, effective_at
    from .tables.surrogate import SurrogateKey

__version__ = "0.3.0"

# What a module of tables does not need is loaded when it is first used: imports stay quick.
_LAZY = {
    "actor": "history.audit",
    "audit": "history.audit",
    "as_of": "history.query",
    "between": "history.query",
    "changed_since": "history.query",
    "check_mark": "history.mark",
    "watermark": "history.query",
    "track": "history.tables",
    "ddl": "deployment.api",
    "deploy": "deployment.api",
    "drop": "deployment.api",
    "plan": "deployment.api",
    "Plan": "deployment.plan",
    "Step": "deployment.plan",
    "csv_rows": "merging.files",
    "BronzeTable": "tables.bronze",
    "EffectiveTime": "tables.effective",
    "TemporalTable": "tables.effective",
    "effective_at": "tables.effective",
    "SurrogateKey": "tables.surrogate",
    "exact_times": "connectors.exact",
    "make_rows": "factories",
    "postgres_engine": "connectors.engines",
    "require_ticket": "connectors.ticket",
    "sqlserver_engine": "connectors.engines",
    "register_alembic": "migrations",
    "merge": "merging.api",
    "MergeResult": "merging.result",
}

__all__ = [
    "BronzeTable",
    "DeploymentError",
    "EffectiveTime",
    "ForeignMarkError",
    "History",
    "KeyShapeError",
    "MergeError",
    "MergeResult",
    "ModelDefinitionError",
    "NaiveTimestampError",
    "NotTrackedError",
    "Plan",
    "Quarantine",
    "ReferenceTable",
    "RejectedRowsError",
    "SourceColumnsError",
    "SqlModelFrameworkError",
    "Step",
    "SurrogateKey",
    "TemporalTable",
    "TicketError",
    "Tracked",
    "TransactionRequiredError",
    "TransactionalTable",
    "UnreadableValueError",
    "UnsupportedDialectError",
    "actor",
    "as_of",
    "audit",
    "between",
    "changed_since",
    "check_mark",
    "csv_rows",
    "ddl",
    "deploy",
    "drop",
    "effective_at",
    "exact_times",
    "make_rows",
    "merge",
    "plan",
    "postgres_engine",
    "register_alembic",
    "require_ticket",
    "sqlserver_engine",
    "track",
    "tracked",
    "watermark",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
