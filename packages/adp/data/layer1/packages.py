"""Prints the Debian and Python packages of an image as a JSON list of {kind, name, version, licence}."""

import importlib.metadata
import json
import subprocess

query = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\n"]
lines = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()
found = [
    {"kind": "deb", "name": name, "version": version}
    for name, version in (line.split("\t") for line in lines)
]
for package in importlib.metadata.distributions():
    licence = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    found.append(
        {
            "kind": "pypi",
            "name": package.metadata["Name"],
            "version": package.version,
            "licence": licence.splitlines()[0][:100] if licence else "",
        }
    )
print(json.dumps(found))
