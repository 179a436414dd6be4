"""The Python packages of the environment that runs this.

packages.py installed        each as name==version
packages.py conflicts        what `pip check` finds, a line each
packages.py keep FILE...     Airflow, and everything that the requirements of these files need, each as name==version
packages.py pinned PINS FILE...   the requirements of these files that a pin of PINS fits, at its version
packages.py free PINS FILE...     the others
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

AIRFLOW = ("apache-airflow", "apache-airflow-core", "apache-airflow-task-sdk")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, str]:
    """The version of each package. The first on the path is the one that is imported."""
    found: dict[str, str] = {}
    for package in metadata.distributions():
        if package.metadata["Name"]:
            found.setdefault(normal(package.metadata["Name"]), package.version)
    return found


def conflicts() -> list[str]:
    """By pip, or by uv where the environment has no pip."""
    commands = (
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"],
        ["uv", "pip", "check", "--python", sys.executable],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if "No module named pip" not in done.stderr:
            break
    said = (done.stdout + done.stderr).splitlines()
    return (
        []
        if done.returncode == 0
        else sorted(line for line in said if re.search("require|not supported", line))
    )


def needed(requirement: Requirement) -> Iterator[Requirement]:
    """What an installed package needs here, with the extras that were asked for."""
    extras = requirement.extras or {""}
    for line in metadata.requires(requirement.name) or []:
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
            yield need


def requirements(files: list[str]) -> list[Requirement]:
    lines = [line.split("#")[0].strip() for file in files for line in Path(file).read_text().splitlines()]
    return [Requirement(line) for line in lines if line]


def divided(pins: str, files: list[str]) -> tuple[list[Requirement], list[Requirement]]:
    """What a pin fits, at its version, and the rest. A requirement whose marker does not hold here is neither."""
    text = Path(pins).read_text()
    versions = {
        normal(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }
    pinned, free = [], []
    for requirement in requirements(files):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        version = versions.get(normal(requirement.name))
        fits = version is not None and requirement.specifier.contains(version, prereleases=True)
        if not fits or requirement.url:
            free.append(requirement)
            continue
        requirement.specifier = SpecifierSet(f"=={version}")
        requirement.marker = None
        pinned.append(requirement)
    return pinned, free


def keep(files: list[str]) -> dict[str, str]:
    waiting = requirements(files)
    here = installed()
    kept = {name: here[name] for name in AIRFLOW if name in here}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name = normal(requirement.name)
        asked = (name, frozenset(requirement.extras))
        # A requirement with a marker that does not hold here is not installed.
        if asked in seen or name not in here:
            continue
        seen.add(asked)
        kept[name] = here[name]
        waiting.extend(needed(requirement))
    return kept


def main(command: str, *files: str) -> None:
    if command == "conflicts":
        lines = conflicts()
    elif command in ("pinned", "free"):
        lines = [str(one) for one in divided(files[0], list(files[1:]))[command == "free"]]
    else:
        packages = keep(list(files)) if command == "keep" else installed()
        lines = [f"{name}=={version}" for name, version in sorted(packages.items())]
    for line in lines:
        print(line)


if __name__ == "__main__":
    if sys.argv[1:2] not in (["installed"], ["conflicts"], ["keep"], ["pinned"], ["free"]):
        sys.exit(__doc__)
    main(*sys.argv[1:])
