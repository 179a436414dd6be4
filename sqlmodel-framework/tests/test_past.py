"""The past as entities: selected, filtered, joined and read as objects, as SQLModel's own code does."""

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Optional

import pytest
from sqlalchemy import MetaData, func
from sqlalchemy.engine import Engine
from sqlmodel import Field, Relationship, Session, select

from sqlmodel_framework import (
    LiveColumnsError,
    PastIsReadOnlyError,
    PastRelationshipError,
    ReferenceTable,
    as_of,
    between,
    merge,
)

from .loading import instant

METADATA = MetaData()


class PastTeam(ReferenceTable, table=True):
    metadata = METADATA
    past_team_id: int
    name: str
    heroes: list["PastHero"] = Relationship(back_populates="team")


class PastHero(ReferenceTable, table=True):
    metadata = METADATA
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    team_id: Optional[int] = Field(default=None, foreign_key="past_team.past_team_id")
    team: Optional[PastTeam] = Relationship(back_populates="heroes")

    @property
    def loud(self) -> str:
        return self.name.upper()


@pytest.fixture
def then(any_engine: Engine) -> Iterator[datetime]:
    """When Ada and Bob were heroes; then Ada was called Countess, and Bob went."""
    METADATA.create_all(any_engine)
    with Session(any_engine) as session:
        session.add(PastTeam(past_team_id=1, name="Reds"))
        session.add(PastHero(id=1, name="Ada", team_id=1))
        session.add(PastHero(id=2, name="Bob"))
        session.commit()
        found = instant()
        session.get(PastTeam, 1).name = "Blues"  # type: ignore[union-attr]
        session.get(PastHero, 1).name = "Countess"  # type: ignore[union-attr]
        session.delete(session.get(PastHero, 2))
        session.commit()
    yield found


def test_a_version_is_an_object_of_the_model(any_engine: Engine, then: datetime) -> None:
    with Session(any_engine) as session:
        past = as_of(PastHero, then)
        now = session.exec(select(PastHero)).one()
        ada, bob = session.exec(select(past).order_by(past.name)).all()
        assert (ada.name, ada.loud, now.name) == ("Ada", "ADA", "Countess")
        assert isinstance(ada, PastHero) and ada is not now
        assert ada.sys_from < then < ada.sys_to
        assert ada.sys_to == now.systime
        assert (ada.op, bob.op) == ("U", "D")
        assert session.exec(select(past.name).where(past.name == "Bob")).all() == ["Bob"]
        assert session.exec(select(past).order_by(past.name.desc()).limit(1)).one() is bob  # type: ignore[attr-defined]
        (current,) = session.exec(select(as_of(PastHero, instant()))).all()
        assert (current.name, current.sys_to, current.op) == ("Countess", None, None)


def test_the_past_of_two_models_joins_and_that_of_one_with_now(any_engine: Engine, then: datetime) -> None:
    hero, team = as_of(PastHero, then), as_of(PastTeam, then)
    with Session(any_engine) as session:
        both = select(hero.name, team.name).join(team, team.past_team_id == hero.team_id)
        assert [tuple(r) for r in session.exec(both)] == [("Ada", "Reds")]
        compared = select(hero.name, PastHero.name).join(PastHero, PastHero.id == hero.id)
        assert [tuple(r) for r in session.exec(compared)] == [("Ada", "Countess")]
        listed = select(hero.name, PastHero.name).where(PastHero.id == hero.id)
        assert [tuple(r) for r in session.exec(listed)] == [("Ada", "Countess")]
        again = as_of(PastHero, instant())
        changed = (
            select(hero.name, again.name).join(again, again.id == hero.id).where(again.name != hero.name)
        )
        assert [tuple(r) for r in session.exec(changed)] == [("Ada", "Countess")]
        today = select(func.count()).select_from(hero).where(hero.id.in_(select(PastHero.id)))  # type: ignore[union-attr]
        assert session.exec(today).one() == 1
    with any_engine.connect() as connection:
        rows = connection.execute(select(hero).order_by(hero.name)).all()
        assert [(r.id, r.name, r.op) for r in rows] == [(1, "Ada", "U"), (2, "Bob", "D")]


def test_a_filter_by_todays_columns_is_refused(any_engine: Engine, then: datetime) -> None:
    past, other = as_of(PastHero, then), as_of(PastHero, then)
    table = PastHero.__table__  # type: ignore[attr-defined]
    for query in (
        select(past).where(PastHero.name == "Ada"),
        select(past).where(past.name == "Ada", PastHero.id == 1),
        select(past).order_by(PastHero.name).limit(1),
        select(past, PastHero),
        select(as_of(table, then)).where(table.c.name == "Ada"),
        select(between(PastHero, then, instant())).where(PastHero.name == "Ada"),
        select(past.id).where(past.id.in_(select(other.id).where(PastHero.name == "Ada"))),  # type: ignore[union-attr]
    ):
        with Session(any_engine) as session, pytest.raises(LiveColumnsError, match="past_hero"):
            session.execute(query).all()


def test_a_version_is_never_written_back(any_engine: Engine, then: datetime) -> None:
    with Session(any_engine) as session:
        ada = session.exec(select(as_of(PastHero, then)).limit(1)).one()
        with pytest.raises(PastIsReadOnlyError, match="PastHero"):
            ada.name = "Eve"
        with pytest.raises(PastIsReadOnlyError):
            del ada.name
        session.commit()
        assert ada.name  # read again by its key and the instant it began
        session.delete(ada)
        with pytest.raises(PastIsReadOnlyError):
            session.flush()
        session.rollback()
        with pytest.raises(PastRelationshipError, match=r"PastHero\.team"):
            print(ada.team)
        with pytest.raises(PastRelationshipError):
            select(as_of(PastHero, then).team)
        assert [hero.name for hero in session.exec(select(PastHero))] == ["Countess"]


def test_a_type_2_dimension(any_engine: Engine, then: datetime) -> None:
    with Session(any_engine) as session:
        v = between(PastHero, datetime(2000, 1, 1, tzinfo=timezone.utc), instant())
        versions = session.exec(select(v).order_by(v.id, v.sys_from)).all()
        rows = [(r.id, r.name, r.sys_to is None, r.op == "D") for r in versions]
        assert rows == [(1, "Ada", False, False), (1, "Countess", True, False), (2, "Bob", False, True)]
        assert versions[0].sys_to == versions[1].sys_from
        assert session.exec(select(between(PastHero, then, then))).all() == []


def test_a_version_is_brought_back(any_engine: Engine, then: datetime) -> None:
    with Session(any_engine) as session:
        merge(session, PastTeam, session.exec(select(as_of(PastTeam, then))).all())
        session.commit()
        assert session.exec(select(PastTeam.name)).all() == ["Reds"]


def test_a_query_of_the_past_is_compiled_once(any_engine: Engine, then: datetime) -> None:
    now = instant()
    kinds = {
        "as_of": (lambda t: as_of(PastHero, t), [{"Ada", "Bob"}, {"Countess"}]),
        "between": (lambda t: between(PastHero, t, now), [{"Ada", "Bob", "Countess"}, set()]),
    }
    keys = {}
    with Session(any_engine) as session:
        for kind, (past, names) in kinds.items():
            found = [session.exec(select(past(at))).all() for at in (then, now)]
            assert [{hero.name for hero in heroes} for heroes in found] == names
            first, second = (select(past(at))._generate_cache_key() for at in (then, now))
            assert first is not None and first == second
            keys[kind] = first
    assert keys["as_of"] != keys["between"]
