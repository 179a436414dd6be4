"""Runs `airflow db migrate` unless this Airflow has done it for this database: a comment on the database says which did.

Airflow takes seconds to find that there is nothing to do, at each start, and again beside an Airflow that runs.
"""

import configparser
import glob
import hashlib
import os
import re
import subprocess
import sys
import time

import sqlalchemy

# What libpq and psycopg say of a server that is not up yet.
STARTING = re.compile(
    "refused|starting up|not yet accepting|could not translate host|failed to resolve host|no route to host",
    re.IGNORECASE,
)


def airflow():
    """What a migration depends on, as a hash: Airflow's packages, and the settings that bring tables of their own."""
    packages = {
        os.path.basename(found)
        for path in sys.path
        for found in glob.glob(f"{path}/apache_airflow*.dist-info")
    }
    config = configparser.RawConfigParser(strict=False)
    config.read(os.environ.get("AIRFLOW_CONFIG") or os.path.join(os.environ["AIRFLOW_HOME"], "airflow.cfg"))
    # Not the auth manager of the file: Airflow 2 writes one with its defaults, where there is none.
    settings = [
        os.environ.get("AIRFLOW__CORE__AUTH_MANAGER", ""),
        os.environ.get("AIRFLOW__DATABASE__EXTERNAL_DB_MANAGERS")
        or config.get("database", "external_db_managers", fallback=""),
    ]
    return hashlib.sha256("\n".join([*sorted(packages), *settings]).encode()).hexdigest()


def ask(work):
    """Asks the database once it has started, or for a minute. None where it cannot be asked so: `airflow db migrate` has words
    for what is wrong with it."""
    end = time.monotonic() + 60
    while True:
        try:
            with sqlalchemy.create_engine(
                os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
            ).begin() as connection:
                return work(connection.exec_driver_sql)
        except (ImportError, KeyError, sqlalchemy.exc.SQLAlchemyError) as error:
            if time.monotonic() > end or not STARTING.search(str(error)):
                return None
        time.sleep(0.1)


def state(sql):
    """The comment, and the revision of the tables as they are: they may have been changed by hand since."""
    comment = sql(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
    ).scalar()
    revisions = sql("select version_num from alembic_version").scalars().all()
    return comment, f"migrated {airflow()} {' '.join(sorted(revisions))}"


def note(sql):
    name = sql("select current_database()").scalar().replace('"', '""')
    _, wanted = state(sql)
    sql(f"comment on database \"{name}\" is '{wanted}'")


comment, wanted = ask(state) or (None, "")
if comment != wanted:
    code = subprocess.call(["airflow", "db", "migrate"])
    if code != 0:
        sys.exit(code)
    ask(note)
