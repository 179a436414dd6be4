"""The kinds of table that the state machine writes to: keys, partitions, guarded system columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from sqlalchemy import MetaData, text
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import History, ReferenceTable, deploy, tracked


class SimpleKey(ReferenceTable, table=True):
    metadata = MetaData()
    faa: str = Field(primary_key=True)
    altitude: Optional[int] = None


class GuardedKey(ReferenceTable, table=True):
    metadata = MetaData()
    __history__ = History(protect="trigger")
    faa: str = Field(primary_key=True)
    altitude: Optional[int] = None


class CompositeKey(ReferenceTable, table=True):
    metadata = MetaData()
    region: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    faa: str = Field(primary_key=True)
    altitude: Optional[int] = None


class Partitioned(ReferenceTable, table=True):
    metadata = MetaData()
    __table_args__ = {"postgresql_partition_by": "LIST (region)"}
    region: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    faa: str = Field(primary_key=True)
    altitude: Optional[int] = None


class GuardedPartitions(ReferenceTable, table=True):
    metadata = MetaData()
    __table_args__ = {"postgresql_partition_by": "LIST (region)"}
    __history__ = History(protect="trigger")
    region: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    faa: str = Field(primary_key=True)
    altitude: Optional[int] = None


_TEXT = {label: (label,) for label in "ABCD"}
_PAIRS = {"A": (1, "X"), "B": (1, "Y"), "C": (2, "X"), "D": (2, "Y")}


@dataclass(frozen=True)
class Shape:
    """A table, and what its keys are for the model's letters A to D."""

    model: Any
    keys: dict[str, tuple[Any, ...]]

    @property
    def table(self) -> str:
        return str(self.model.__table__.name)

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.model.__table__.primary_key.columns)

    @property
    def columns(self) -> str:
        return ", ".join((*self.key, "altitude"))

    @property
    def guarded(self) -> bool:
        return tracked(self.model).options.protect == "trigger"

    @property
    def begins_anew_by_moving(self) -> bool:
        """A row that an UPDATE moves to another partition is an insert there, which a guard cannot tell."""
        return self.guarded and bool(self.partitions)

    @property
    def partitions(self) -> tuple[int, ...]:
        return (1, 2) if self.model in (Partitioned, GuardedPartitions) else ()

    def make(self, engine: Engine) -> None:
        """The table anew, with partitions and all triggers."""
        metadata = self.model.metadata
        metadata.drop_all(engine)
        metadata.create_all(engine)
        with engine.begin() as connection:
            for region in self.partitions:
                name = f"{self.table}_{region}"
                connection.execute(
                    text(f"CREATE TABLE {name} PARTITION OF {self.table} FOR VALUES IN ({region})")
                )
        deploy(engine, [self.model])

    def literals(self, label: str) -> list[str]:
        return [str(v) if isinstance(v, int) else f"'{v}'" for v in self.keys[label]]

    def row(self, label: str, *values: Any) -> str:
        """As VALUES takes it."""
        return f"({', '.join([*self.literals(label), *map(str, values)])})"

    def line(self, label: str, value: int) -> str:
        """As COPY takes it."""
        return "\t".join(map(str, (*self.keys[label], value))) + "\n"

    def mapping(self, label: str, value: int) -> dict[str, Any]:
        """As merge takes it."""
        return {**dict(zip(self.key, self.keys[label], strict=True)), "altitude": value}

    def where(self, label: str) -> str:
        return " AND ".join(f"{c} = {v}" for c, v in zip(self.key, self.literals(label), strict=True))

    def set_key(self, label: str) -> str:
        return ", ".join(f"{c} = {v}" for c, v in zip(self.key, self.literals(label), strict=True))

    def same(self, left: str, right: str) -> str:
        return " AND ".join(f"{left}.{c} = {right}.{c}" for c in self.key)

    def contents(self, rows: Sequence[Any]) -> dict[str, int]:
        labels = {v: k for k, v in self.keys.items()}
        found = {labels[tuple(r._mapping[c] for c in self.key)]: r._mapping["altitude"] for r in rows}
        assert len(found) == len(rows), "two versions of one key"
        return found


SHAPES = {
    "simple key": Shape(SimpleKey, _TEXT),
    "composite key": Shape(CompositeKey, _PAIRS),
    "guarded": Shape(GuardedKey, _TEXT),
    "partitioned": Shape(Partitioned, _PAIRS),
    "partitioned and guarded": Shape(GuardedPartitions, _PAIRS),
}
