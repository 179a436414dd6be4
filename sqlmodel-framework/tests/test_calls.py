"""Wrong calls fail in a type checker, and right ones do not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CALLS = sorted(p.name for p in (ROOT / "tests" / "calls").glob("*.py"))
KINDS = {"arg-type", "call-arg", "call-overload", "list-item", "type-var"}


@pytest.mark.parametrize("name", CALLS)
def test_wrong_calls_are_type_errors(name: str) -> None:
    path = ROOT / "tests" / "calls" / name
    wanted = {n for n, line in enumerate(path.read_text().splitlines(), 1) if line.endswith("# WRONG")}
    # Without a cache, which saves half a second: suites side by side would share it, and mypy fails then.
    command = [
        sys.executable,
        "-m",
        "mypy",
        f"--cache-dir={os.devnull}",
        "--no-warn-unused-ignores",
        "--ignore-missing-imports",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    found = re.findall(rf"{re.escape(name)}:(\d+): error: .*\[([\w-]+)\]", done.stdout)
    assert {int(n) for n, kind in found if kind in KINDS} == wanted, done.stdout
