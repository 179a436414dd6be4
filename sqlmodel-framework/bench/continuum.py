"""SQLAlchemy-Continuum and the framework under the same work by an ORM session."""

from __future__ import annotations

from typing import Any

from measure import Times, timed
from sqlalchemy import Column, Integer, String
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, configure_mappers, declarative_base


def measure_continuum(engine: Engine, rows: int, runs: int) -> Times:
    """Seconds of adding objects, and of changing each; a bulk UPDATE leaves no trace in Continuum."""
    from sqlalchemy_continuum import make_versioned

    from sqlmodel_framework import track

    make_versioned(user_cls=None)
    base: Any = declarative_base()
    columns = {"name": lambda: Column(String), "amount": lambda: Column(Integer)}

    def model(name: str, **extra: Any) -> Any:
        made = {key: make() for key, make in columns.items()}
        key = Column(Integer, primary_key=True, autoincrement=False)
        return type(name, (base,), {"__tablename__": name.lower(), "id": key, **made, **extra})

    models = {"none": model("OrmNone"), "framework": model("OrmFramework")}
    models["continuum"] = model("OrmContinuum", __versioned__={})
    configure_mappers()
    track(models["framework"].__table__)
    base.metadata.create_all(engine)
    times = Times()
    for _ in range(runs):
        for design, cls in models.items():
            with Session(engine) as session:
                objects = [cls(id=i, name=f"name {i}", amount=i) for i in range(rows)]
                session.add_all(objects)
                times.add("orm insert", design, timed(session.commit))
            with Session(engine) as session:
                for found in session.query(cls).all():
                    found.amount += 1
                times.add("orm update", design, timed(session.commit))
            with Session(engine) as session:
                session.query(cls).delete()
                session.commit()
            with engine.begin() as connection:
                for table in base.metadata.sorted_tables:
                    if table.name.startswith(cls.__tablename__ + "_") or table.name == "transaction":
                        connection.execute(table.delete())
    base.metadata.drop_all(engine)
    return times
