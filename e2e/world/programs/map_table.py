"""Maps a table with its history; prints SQLAlchemy's version and the tables."""

import sqlalchemy
import sqlmodel
from sqlmodel_framework import ReferenceTable


class Customer(ReferenceTable, table=True):
    customer_id: int
    name: str


engine = sqlalchemy.create_engine("sqlite://")
sqlmodel.SQLModel.metadata.create_all(engine)
print(sqlalchemy.__version__, *sorted(sqlalchemy.inspect(engine).get_table_names()))
