"""Prints who is logged in, how, and who the audit says changed a row. Arguments: driver, port."""

import sys

from sqlalchemy import text
from sqlmodel_framework import ReferenceTable, TicketError, audit, deploy, merge, postgres_engine


class Visit(ReferenceTable, table=True):
    visit_id: int
    place: str


driver, port = sys.argv[1:]
engine = postgres_engine(
    "localhost", "postgres", user="alice", port=int(port), driver=driver, options={"require_auth": "gss"}
)
try:
    with engine.connect() as connection:
        print(
            *connection.execute(
                text(
                    "select current_user, gss_authenticated, principal from pg_stat_gssapi where pid = pg_backend_pid()"
                )
            ).one()
        )
except TicketError as error:
    sys.exit(f"TicketError: {error}")
deploy(engine, [Visit])
with engine.begin() as connection:
    merge(connection, Visit, [{"visit_id": 1, "place": driver}])
with engine.connect() as connection:
    print(*[row.db_user for row in connection.execute(audit(Visit, key=1))][-1:])
