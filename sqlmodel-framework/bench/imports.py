"""What importing the package costs beside importing sqlmodel alone."""

from __future__ import annotations

import subprocess
import sys

from measure import Times


def measure_imports(runs: int) -> Times:
    """Seconds of each import, in processes of their own."""
    times = Times()
    for _ in range(runs):
        for module in ("sqlmodel", "sqlmodel_framework"):
            code = f"import time; s = time.perf_counter(); import {module}; print(time.perf_counter() - s)"
            printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            times.add("import", module, float(printed.stdout))
    return times
