"""Wrong calls fail in a type checker, and right ones do not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CALLS = sorted((ROOT / "tests" / "calls").glob("*.py"))
KINDS = {"arg-type", "call-arg", "call-overload", "list-item", "type-var"}


def test_wrong_calls_are_type_errors() -> None:
    lines = {p.name: enumerate(p.read_text().splitlines(), 1) for p in CALLS}
    wanted = {(name, n) for name, each in lines.items() for n, line in each if line.endswith("# WRONG")}
    # Without a cache, which saves half a second: suites side by side would share it, and mypy fails then.
    command = [
        sys.executable,
        "-m",
        "mypy",
        f"--cache-dir={os.devnull}",
        "--no-warn-unused-ignores",
        "--ignore-missing-imports",
        *map(str, CALLS),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    found = re.findall(r"(\w+\.py):(\d+): error: .*\[([\w-]+)\]", done.stdout)
    assert {(name, int(n)) for name, n, kind in found if kind in KINDS} == wanted, done.stdout
