"""Take the generation of Airflow from the local Layer 1, and ask nobody.

cookiecutter 2.4 and newer run this in a copy of the template, before the questions; older ones do not, and keep the 3 that
cookiecutter.json says. `_airflow_major=2` on the command line wins over both.
"""

import json
import re
import subprocess

LABEL = "io.astronomer.docker.airflow.version"
IMAGE = "layer1-airflow:latest"


def airflow_major():
    """The generation of the local Layer 1's Airflow, or None where there is no Docker or no such image."""
    words = ["docker", "image", "inspect", "--format", "{{json .Config.Labels}}", IMAGE]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=5, check=False)
        labels = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError):
        # Without an answer the template's own value stays.
        return None
    version = re.match(r"([23])\.", str((labels or {}).get(LABEL)))
    return version[1] if version else None


with open("cookiecutter.json", encoding="utf-8") as file:
    variables = json.load(file)
# Says to the last hook that the template was read in a copy, which is in no repository.
variables["_copied"] = "yes"
variables["_airflow_major"] = airflow_major() or variables["_airflow_major"]
with open("cookiecutter.json", "w", encoding="utf-8") as file:
    json.dump(variables, file, ensure_ascii=False, indent=2)
