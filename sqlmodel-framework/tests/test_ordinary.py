"""Models in the shapes that SQLModel users write first: made, loaded from every source, audited.

Without ``from __future__ import annotations``, which SQLModel's relationships do not take.
"""

import enum
import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, List, Optional  # noqa: UP035

import pandas
import polars
import pytest
from sqlalchemy import JSON, CheckConstraint, Column, DateTime, MetaData, UniqueConstraint, select
from sqlalchemy.engine import Engine
from sqlmodel import Field, Relationship, Session, SQLModel

from sqlmodel_framework import (
    LiveColumnsError,
    MergeResult,
    Quarantine,
    ReferenceTable,
    TransactionalTable,
    as_of,
    audit,
    between,
    merge,
)

from .loading import instant

OWN = MetaData()


class Size(str, enum.Enum):
    SMALL = "small"
    LARGE = "large"


class TeamBase(SQLModel):
    """What a team's table has in common with what an API shows of one."""

    name: str = Field(index=True, max_length=40)
    headquarters: Optional[str] = None


class Team(TeamBase, ReferenceTable, table=True):
    metadata = OWN
    team_id: Optional[int] = Field(default=None, primary_key=True)
    heroes: List["Hero"] = Relationship(back_populates="team")  # noqa: UP006


class Hero(ReferenceTable, table=True):
    metadata = OWN
    __tablename__ = "heroes"
    __table_args__ = (UniqueConstraint("name", "team_id"), CheckConstraint("age > 0", name="age_is_positive"))
    hero_id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret: Optional[str] = Field(default=None, unique=True)
    age: Optional[int] = Field(default=None, index=True)
    size: Size = Size.SMALL
    powers: Optional[Any] = Field(default=None, sa_column=Column(JSON))
    team_id: Optional[int] = Field(default=None, foreign_key="team.team_id")
    team: Optional[Team] = Relationship(back_populates="heroes")


class Payment(TransactionalTable, table=True):
    metadata = OWN
    payment_id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    amount: Decimal = Field(max_digits=8, decimal_places=2)
    paid_at: datetime = Field(sa_type=DateTime(timezone=True))
    due: Optional[date] = None
    after: Optional[timedelta] = None
    settled: bool = False


class Membership(ReferenceTable, table=True):
    """The rows between two models, many to many."""

    metadata = OWN
    mission_id: Optional[int] = Field(default=None, foreign_key="mission.mission_id", primary_key=True)
    agent_id: Optional[int] = Field(default=None, foreign_key="agent.agent_id", primary_key=True)
    leads: bool = False


class Mission(ReferenceTable, table=True):
    metadata = OWN
    mission_id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    agents: List["Agent"] = Relationship(back_populates="missions", link_model=Membership)  # noqa: UP006


class Agent(ReferenceTable, table=True):
    metadata = OWN
    agent_id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    missions: List[Mission] = Relationship(back_populates="agents", link_model=Membership)  # noqa: UP006


class Rejected(Quarantine, table=True):
    metadata = OWN


TEAMS = [{"team_id": 1, "name": "North", "headquarters": "Oslo"}, {"team_id": 2, "name": "South"}]
HEROES: list[dict[str, Any]] = [
    {
        "hero_id": 1,
        "name": "Ada",
        "secret": "a",
        "age": 36,
        "size": "LARGE",
        "powers": ["count"],
        "team_id": 1,
    },
    {
        "hero_id": 2,
        "name": "Grace",
        "secret": "b",
        "age": None,
        "size": "SMALL",
        "powers": None,
        "team_id": 2,
    },
]
NOON = datetime(2024, 1, 1, 12, tzinfo=timezone.utc)
H = Hero.__table__.c


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    OWN.create_all(any_engine)
    with any_engine.begin() as connection:
        merge(connection, Team, TEAMS, sparse=True)
    return any_engine


def load(engine: Engine, rows: Any, model: Any = Hero, **options: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, model, rows, **options)


def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "heroes.csv"
    path.write_text(
        'hero_id,name,secret,age,size,powers,team_id\n1,Ada,a,36,LARGE,"[""count""]",1\n2,Grace,b,,SMALL,,2\n'
    )
    return path


SOURCES = {
    "mappings": lambda tmp: HEROES,
    "instances": lambda tmp: [Hero(**{**row, "size": Size[row["size"]]}) for row in HEROES],
    "csv": csv_file,
    "pandas": lambda tmp: pandas.DataFrame(HEROES),
    "polars": lambda tmp: polars.DataFrame(HEROES),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_gives_the_same_rows(engine: Engine, tmp_path: Path, kind: str) -> None:
    assert load(engine, SOURCES[kind](tmp_path)) == MergeResult(inserted=2)
    for again in SOURCES:
        assert load(engine, SOURCES[again](tmp_path)) == MergeResult(unchanged=2), again
    with Session(engine) as session:
        heroes = session.execute(select(Hero).order_by(H.name)).scalars().all()
        assert [(h.name, h.age, h.size, h.powers) for h in heroes] == [
            ("Ada", 36, Size.LARGE, ["count"]), ("Grace", None, Size.SMALL, None),
        ]  # fmt: skip
        assert [h.team.headquarters for h in heroes if h.team] == ["Oslo", None]
        assert heroes[0].team is not None and heroes[0].team.heroes == [heroes[0]]


def test_a_key_that_the_database_gives(engine: Engine) -> None:
    new = [Hero(name="Linus", secret="l"), Hero(name="Ken", secret="k", age=20)]
    assert load(engine, new, on="secret") == MergeResult(inserted=2)
    assert load(engine, [Hero(name="Ken", secret="k", age=21)], on="secret") == MergeResult(updated=1)
    team = [{"name": "Ken", "team_id": 2, "secret": "other"}]
    assert load(engine, team, on=["name", "team_id"]) == MergeResult(inserted=1)
    with engine.connect() as connection:
        rows = connection.execute(select(H.hero_id, H.name, H.age).order_by(H.hero_id)).all()
    assert len({r.hero_id for r in rows}) == 3 and sorted(r.age or 0 for r in rows) == [0, 0, 21]


def test_a_parent_given_as_an_object_alone_is_refused(engine: Engine) -> None:
    north = Team(team_id=1, name="North")
    new = [
        Hero(name="Ada", secret="a", team=north),
        Hero(name="Grace", secret="b", team_id=2, team=north),
        Hero(name="Linus", secret="l"),
    ]
    assert load(engine, new, on="secret", quarantine=Rejected) == MergeResult(inserted=2, rejected=1)
    r = Rejected.__table__.c
    with engine.connect() as connection:
        said, row = connection.execute(select(r.reason, r.source_row)).one()
        kept = connection.execute(select(H.name, H.team_id).order_by(H.name)).all()
    assert said == "the row has its 'team' as an object, and merge writes columns: give 'team_id'"
    assert (row["name"], row["secret"]) == ("Ada", "a")
    assert [tuple(k) for k in kept] == [("Grace", 2), ("Linus", None)]


def test_keys_money_and_times_that_python_makes(engine: Engine) -> None:
    paid = [
        Payment(amount=Decimal("9.50"), paid_at=NOON, due=date(2024, 2, 1)),
        Payment(amount=Decimal("1.00"), paid_at=NOON, after=timedelta(days=3), settled=True),
    ]
    assert load(engine, paid, Payment) == MergeResult(inserted=2)
    assert load(engine, paid, Payment) == MergeResult(unchanged=2)
    with Session(engine) as session:
        kept = session.get(Payment, paid[1].payment_id)
        assert kept is not None
        assert (kept.amount, kept.after) == (Decimal("1.00"), timedelta(days=3))
        assert kept.paid_at.replace(tzinfo=timezone.utc) == NOON  # SQLite keeps no zone


def test_refusals_are_in_words(engine: Engine) -> None:
    rows = [
        {**HEROES[0], "age": -1},
        {**HEROES[1], "team_id": 1, "size": "HUGE"},
        {**HEROES[1], "hero_id": 3, "secret": "c", "age": "old"},
    ]
    assert load(engine, rows, quarantine=Rejected) == MergeResult(rejected=3)
    r = Rejected.__table__.c
    with engine.connect() as connection:
        said = connection.execute(select(r.reason).order_by(r.reason)).scalars().all()
    assert [s.partition(":")[0] for s in said] == [
        "column age", "column size", "the check age_is_positive does not hold",
    ]  # fmt: skip


def test_the_orms_edits_and_merges_are_one_history(engine: Engine) -> None:
    load(engine, HEROES, batch_id="1")
    with Session(engine) as session:
        hero = session.get(Hero, 1)
        assert hero is not None
        hero.age = 37
        session.commit()
    load(engine, [{**HEROES[0], "age": 38}], batch_id="2")
    with engine.connect() as connection:
        changes = connection.execute(audit(Hero, key=1)).all()
    assert [(c.op, c.batch_id) for c in changes] == [("INSERT", "1"), ("UPDATE", None), ("UPDATE", "2")]
    assert [c.changes.get("age") for c in changes] == [[None, 36], [36, 37], [37, 38]]


def test_the_past_is_asked_as_today_is(engine: Engine) -> None:
    load(engine, HEROES)
    then = instant()
    with Session(engine) as session:
        for model, key, name in ((Hero, 1, "Countess"), (Team, 1, "Gone")):
            held = session.get(model, key)
            assert held is not None
            held.name = name
        session.delete(session.get(Hero, 2))
        session.commit()
        hero, team = as_of(Hero, then), as_of(Team, then)
        (ada,) = session.execute(select(hero).where(hero.age > 30)).scalars()
        assert isinstance(ada, Hero)
        assert (ada.name, ada.size, ada.powers, ada.op) == ("Ada", Size.LARGE, ["count"], "U")
        assert ada.sys_from < then < ada.sys_to
        last = select(hero).order_by(hero.name.desc()).limit(1)
        assert session.execute(last).scalars().one().name == "Grace"
        both = select(hero.name, team.name).join(team, team.team_id == hero.team_id).order_by(hero.name)
        assert [tuple(r) for r in session.execute(both)] == [("Ada", "North"), ("Grace", "South")]
        with pytest.raises(LiveColumnsError, match=r"past\.\w+ =="):
            session.execute(select(hero).where(Hero.name == "Ada")).all()
        v = between(Hero, then, datetime(2200, 1, 1, tzinfo=timezone.utc))
        versions = select(v.hero_id, v.name, v.op).order_by(v.hero_id, v.sys_from)
        assert [tuple(r) for r in session.execute(versions)] == [
            (1, "Ada", "U"), (1, "Countess", None), (2, "Grace", "D"),
        ]  # fmt: skip


def test_many_to_many_through_a_link_model(engine: Engine) -> None:
    with Session(engine) as session:
        agent = Agent(name="Ada", missions=[Mission(name="North")])
        session.add(agent)
        session.commit()
        key = (agent.missions[0].mission_id, agent.agent_id)
        link = {"mission_id": key[0], "agent_id": key[1], "leads": True}
        assert merge(session, Membership, [link], batch_id="1") == MergeResult(updated=1)
        assert merge(session, Membership, [Membership(**link)]) == MergeResult(unchanged=1)
        session.commit()
        then = instant()
        agent.missions.clear()
        session.commit()
        assert session.execute(select(Membership)).all() == []
        a, m, link_then = as_of(Agent, then), as_of(Mission, then), as_of(Membership, then)
        query = select(a.name, m.name, link_then.leads).join(link_then, link_then.agent_id == a.agent_id)
        past = query.join(m, m.mission_id == link_then.mission_id)
        assert [tuple(r) for r in session.execute(past)] == [("Ada", "North", True)]
        told = session.execute(audit(Membership, key=key))
        assert [(r.op, r.batch_id) for r in told] == [("INSERT", None), ("UPDATE", "1"), ("DELETE", None)]
