"""Refuse a name that cannot be a folder, a Python package, a DAG id and a schema all at once.

cookiecutter renders this file and runs it. An answer may only come in by `tojson`, as a literal: anything else would let
its text run as code. The rules are those of cookiecutter.json, which adp reads, too.
"""

import re
import sys

NAME = {{ cookiecutter.datakit_name | tojson }}
PACKAGE = {{ cookiecutter.__package | tojson }}
RULES = {{ cookiecutter._name_rules | tojson }}
MAJOR = {{ cookiecutter._airflow_major | tojson }}


def trouble(name):
    """Why the name cannot be used, or None."""
    for rule in RULES:
        taken = " ".join(rule.get("names", ())).split()
        if name in taken or not re.fullmatch(rule.get("pattern", ".*"), name, re.DOTALL):
            return rule["why"]
    return None


def meant(name):
    """The name that was meant, or None."""
    words = re.sub("[ _-]+", "-", name.lower()).strip("-")
    while words.endswith("-datakit"):
        words = words[: -len("-datakit")]
    return words if trouble(words) is None else None


why = trouble(NAME)
if why is not None and meant(NAME) is not None:
    why += f' Take "{meant(NAME)}".'
if why is None and PACKAGE != NAME.replace("-", "_"):
    why = "Its package must have the same name."
if why is not None:
    shown = "".join(letter if letter.isprintable() else "\u00b7" for letter in NAME)
    sys.exit(f'"{shown}" is not a valid datakit name. {why}')
if MAJOR not in ("2", "3"):
    sys.exit("_airflow_major is the generation of Airflow: 2 or 3.")
