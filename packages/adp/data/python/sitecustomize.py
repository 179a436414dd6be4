"""Appends each datakit's dags/ to sys.path, as Airflow does, for every Python that adp starts.

Last, never first: a DAG file named queue.py or email.py must not stand in for the standard library.
"""

import os
import sys

for _folder in os.environ.get("ADP_DAGS_PATH", "").split(os.pathsep):
    if _folder and _folder not in sys.path:
        sys.path.append(_folder)
