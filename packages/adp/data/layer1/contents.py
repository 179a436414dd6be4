"""Prints as JSON what an image brings: its Python and Debian packages, and what a datakit must keep."""

import importlib.metadata
import json
import re
import subprocess
from pathlib import Path

CONSTRAINTS = Path("/etc/layer1/constraints.txt")


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n"]
try:
    listed = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()
except OSError:
    # No Debian: then it brings none of its packages.
    listed = []
packages = {}
for package in importlib.metadata.distributions():
    if package.metadata["Name"]:
        packages.setdefault(normal(package.metadata["Name"]), package.version)
kept = CONSTRAINTS.read_text().split() if CONSTRAINTS.exists() else []
print(
    json.dumps(
        {
            "python": packages,
            "debian": [line.split()[1] for line in listed if line.startswith("installed ")],
            "kept": dict(line.split("==", 1) for line in kept),
        }
    )
)
