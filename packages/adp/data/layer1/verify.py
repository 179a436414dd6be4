"""What an image of Layer 1 promises, asked inside it. Prints one JSON object: check -> {ok, what}."""

import concurrent.futures
import ctypes
import importlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import re
import shutil
import subprocess
import sys


def must(condition, what):
    if not condition:
        raise AssertionError(what)


def user():
    uid, gid = os.getuid(), os.getgid()
    must((uid, gid) == (50000, 0), f"it runs as {uid}:{gid}")
    name = pwd.getpwuid(uid).pw_name
    must(name == "astro", f"user 50000 is {name}")
    return "astro, 50000:0"


def airflow():
    return importlib.metadata.version("apache-airflow")


def framework():
    """Maps the table of the architecture vision as a datakit does, and compiles its SQL."""
    package = importlib.import_module("sqlmodel_framework")
    schema = importlib.import_module("sqlalchemy.schema")
    postgresql = importlib.import_module("sqlalchemy.dialects.postgresql")
    body = {"__annotations__": {"customer_id": int, "name": str}, "__module__": __name__}
    table = type(package.ReferenceTable)("Customer", (package.ReferenceTable,), body, table=True)
    must([column.name for column in table.__table__.primary_key] == ["customer_id"], "customer_id is no key")
    sql = str(schema.CreateTable(table.__table__).compile(dialect=postgresql.dialect()))
    must("customer_id" in sql, f"it maps a table to {sql!r}")
    # Its operators import Airflow, which takes seconds: their own tests do that.
    runners = importlib.import_module("adp_runners")
    must(runners.Runner("dbt", ["build"]).takes_image == "dbt-runner:latest", "another adp_runners")
    must(importlib.util.find_spec("adp_runners.process"), "adp_runners has no operator")
    versions = {name: importlib.metadata.version(name) for name in ("sqlmodel", "sqlalchemy", "pydantic")}
    return (
        f"{importlib.metadata.version('sqlmodel-framework')} on "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + f"; adp_runners {importlib.metadata.version('adp-runners')}"
    )


def kerberos():
    importlib.import_module("gssapi")
    ctypes.CDLL("libgssapi_krb5.so.2")
    must(shutil.which("kinit") and shutil.which("klist"), "kinit and klist are not on PATH")
    return f"gssapi {importlib.metadata.version('gssapi')}, realm {default_realm()}"


def default_realm():
    try:
        with open("/etc/krb5.conf") as file:
            lines = [line.split("=") for line in file]
    except FileNotFoundError:
        return None
    return next((value[0].strip() for name, *value in lines if name.strip() == "default_realm"), None)


def odbc():
    pyodbc = importlib.import_module("pyodbc")
    wanted = {"ODBC Driver 18 for SQL Server": "127.0.0.1,1", "FreeTDS": "127.0.0.1;Port=1"}
    drivers = pyodbc.drivers()
    for name, server in wanted.items():
        must(name in drivers, f"{name} is not registered (registered: {', '.join(drivers) or 'none'})")
        try:
            pyodbc.connect(f"Driver={{{name}}};Server={server};UID=nobody;PWD=none;Encrypt=no", timeout=1)
        except pyodbc.Error as error:
            # Nobody listens there: what matters is that the driver itself was loaded and tried.
            must("open lib" not in str(error) and "IM002" not in str(error), f"{name}: {error}")
    return f"{' and '.join(wanted)} load through pyodbc {pyodbc.version}"


def pip():
    """Nothing but what the Runtime complained of before Layer 1 (build/python-packages.sh writes it down)."""
    commands = ([sys.executable, "-m", "pip", "check"], ["uv", "pip", "check", "--python", sys.executable])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if "No module named pip" not in done.stderr:
            break
    complaint = re.compile("require|not supported")
    said = (done.stdout + done.stderr).strip().splitlines()
    found = [line for line in said if done.returncode != 0 and complaint.search(line)]
    must(found or done.returncode == 0, "; ".join(said))
    with open("/etc/layer1/conflicts.txt") as file:
        known = file.read().splitlines()
    new = [line for line in found if line not in known]
    must(not new, "; ".join(new))
    return f"no conflicts but the Runtime's own {len(known)}" if found else "no broken requirements"


def compiler():
    found = [name for name in ("gcc", "cc", "g++", "c++", "clang", "tcc", "cpp") if shutil.which(name)]
    must(not found, f"{', '.join(found)} on PATH")
    return "none"


def result(check):
    try:
        return {"ok": True, "what": check()}
    except Exception as error:
        return {"ok": False, "what": f"{type(error).__name__}: {str(error).strip()[:500]}"}


checks = (user, airflow, framework, kerberos, odbc, pip, compiler)
# Side by side: pip is another process, and Microsoft's driver waits.
with concurrent.futures.ThreadPoolExecutor(len(checks)) as pool:
    found = dict(zip((check.__name__ for check in checks), pool.map(result, checks), strict=True))
print(json.dumps(found))
