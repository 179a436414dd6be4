"""Refuse a name that could not be a folder, a Python package, a DAG id and a schema all at once."""

import re
import sys

NAME = r"""{{ cookiecutter.datakit_name }}"""
TAKEN = {
    "airflow",
    "sqlalchemy",
    "sqlmodel",
    "sqlmodel-framework",
    "pydantic",
    "pytest",
    "include",
    "plugins",
    "tests",
}
# A package of the standard library cannot be imported any more once a datakit's package hides it.
TAKEN |= set(getattr(sys, "stdlib_module_names", ()))


def refuse(why: str) -> None:
    print(
        "datakit_name "
        + repr(NAME)
        + " cannot be used: "
        + why
        + ".\nIt becomes a folder, a Python package, a DAG id"
        " and a database schema. Take, for example, customer-360.",
        file=sys.stderr,
    )
    sys.exit(1)


if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", NAME) or len(NAME) > 40:
    refuse("use lower-case letters, digits and single hyphens, a letter first, at most 40 characters")
if NAME in TAKEN or NAME.replace("-", "_") in TAKEN:
    refuse("it is the name of a Python package that every DAG needs")
