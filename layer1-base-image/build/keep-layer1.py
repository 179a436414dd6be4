"""Runs what installs a datakit's Python packages, and keeps the packages of Layer 1 at their versions.

    keep-layer1 COMMAND...

The versions in /etc/layer1/constraints.txt are constraints of pip and uv for this command alone, beside those that the
Runtime sets. A line `# layer1: unpin NAME...` in requirements.txt lets the packages that it names change.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

CONSTRAINTS = Path("/etc/layer1/constraints.txt")
REQUIREMENTS = Path("requirements.txt")
UNPIN = re.compile(r"^#\s*layer1:\s*unpin\s+(.+)$", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
CODE = "ADP-L1-080"
# How pip and uv say who wants another version, in the text about the conflict.
WANTED = (
    re.compile(r"(?:The user requested|you require) (?P<wanted>[^\s,]+)"),
    re.compile(r"(?P<who>[^\s(]+(?: [\d.]\S*)?) depends on (?P<wanted>[^\s,]+)"),
)


def normal(requirement: str) -> str:
    """The name of a requirement as an index has it."""
    name = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", name.group()).lower() if name else ""


def pinned() -> dict[str, str]:
    """What must stay, without what the datakit lets go. Exits where that is no package of Layer 1."""
    lines = CONSTRAINTS.read_text().split()
    pins = dict(line.split("==", 1) for line in lines)
    text = REQUIREMENTS.read_text() if REQUIREMENTS.exists() else ""
    for name in " ".join(UNPIN.findall(text)).replace(",", " ").split():
        if normal(name) not in pins:
            fail(f"requirements.txt unpins {name}, which is no package of Layer 1: {' '.join(pins)}")
        del pins[normal(name)]
        print(f"layer1: {name} may change: requirements.txt unpins it", flush=True)
    return pins


def theirs(tool: str) -> list[str]:
    """The constraints that the Runtime sets: in the environment, else in pip's configuration."""
    found = os.environ.get(f"{tool}_CONSTRAINT", "").split()
    if found or tool != "PIP":
        return found
    command = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    values = dict(re.findall(r"^(global|install)\.constraint='(.*)'$", said, re.MULTILINE))
    return values.get("install", values.get("global", "")).replace("\\n", " ").split()


def run(command: list[str], pins: dict[str, str]) -> tuple[int, str]:
    """Runs the command and shows what it says. Gives its exit code and its words."""
    with tempfile.NamedTemporaryFile("w", prefix="layer1-", suffix=".txt") as constraints:
        constraints.writelines(f"{name}=={version}\n" for name, version in pins.items())
        constraints.flush()
        os.chmod(constraints.name, 0o644)
        own = {f"{tool}_CONSTRAINT": " ".join([constraints.name, *theirs(tool)]) for tool in ("PIP", "UV")}
        said = []
        with subprocess.Popen(
            command, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout
            for line in process.stdout:
                said.append(line)
                print(line, end="", flush=True)
        return process.returncode, "".join(said)


def contradiction(said: str, pins: dict[str, str]) -> tuple[str, str, str] | None:
    """Who wants what, and which package of Layer 1 stands against it."""
    # uv breaks its sentences into lines, with a bar before each.
    text = (
        re.sub(r"\s*\n[\s│╰─▶]*", " ", said[said.rfind("No solution found") :])
        if "No solution found" in said
        else said
    )
    for pattern in WANTED:
        for found in pattern.finditer(text):
            wanted = found["wanted"].rstrip(".")
            name = normal(wanted)
            if name in pins and wanted != f"{name}=={pins[name]}" and wanted != name:
                return found.groupdict().get("who") or "requirements.txt", wanted, name
    return None


def changed(pins: dict[str, str]) -> list[str]:
    """The packages of Layer 1 that are other versions now, or gone."""
    # pip and uv ran in processes of their own, so nothing here remembers what was before.
    now: dict[str, str] = {}
    for package in metadata.distributions():
        if package.metadata["Name"]:
            now.setdefault(normal(package.metadata["Name"]), package.version)
    return [name for name, version in pins.items() if now.get(name) != version]


def fail(*lines: str) -> None:
    print(f"\nlayer1: {CODE} {lines[0]}", *lines[1:], sep="\n  ", file=sys.stderr)
    sys.exit(1)


def advice(name: str) -> tuple[str, str, str]:
    return (
        f"Airflow or the framework of Layer 1 needs {name}, so a datakit does not change it. Do one of these:",
        "- ask for a version that fits, or install it for one task alone, with @task.virtualenv",
        f"- if this datakit works without it, add this line to requirements.txt:  # layer1: unpin {name}",
    )


def main(command: list[str]) -> None:
    pins = pinned()
    code, said = run(command, pins)
    if code != 0:
        found = contradiction(said, pins)
        if found is None:
            sys.exit(code)
        who, wanted, name = found
        fail(f"{who} asks for {wanted}, and Layer 1 has {name} {pins[name]}.", *advice(name))
    others = changed(pins)
    if others:
        name = others[0]
        fail(f"The installation changed {', '.join(others)} of Layer 1.", *advice(name))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
