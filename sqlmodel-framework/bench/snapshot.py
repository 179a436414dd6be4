"""dbt's snapshot of a table, by dbt itself, from an environment of its own: its packages and ours do not meet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from designs import COLUMNS, SCHEMA
from sqlalchemy.engine import Engine

#: The program, where it is not beside the bench's own environment.
PROGRAM = "BENCH_DBT"
_PROJECT = """name: bench
version: "1.0"
profile: bench
flags:
  send_anonymous_usage_stats: false
  use_colors: false
"""
_SNAPSHOT = f"""{{% snapshot dbt_snapshot %}}
{{{{ config(target_schema='{SCHEMA}', unique_key='id', strategy='check', check_cols=['name', 'amount', 'note']) }}}}
select {COLUMNS} from {SCHEMA}.{{{{ var('source') }}}}
{{% endsnapshot %}}
"""


class Snapshot:
    """A project of one snapshot, ``dbt_snapshot``, whose source is said by each run."""

    def __init__(self, program: Path, folder: Path, engine: Engine) -> None:
        self._program, self._folder, self._password = program, folder, engine.url.password or ""
        #: Seconds that dbt gives for the snapshot alone, of the last run: its statements, without dbt's start.
        self.seconds = 0.0
        (folder / "snapshots").mkdir()
        (folder / "dbt_project.yml").write_text(_PROJECT)
        (folder / "snapshots" / "dbt_snapshot.sql").write_text(_SNAPSHOT)
        target = {
            "type": "postgres",
            "host": engine.url.host,
            "port": engine.url.port,
            "user": engine.url.username,
            "password": "{{ env_var('BENCH_PASSWORD') }}",
            "dbname": engine.url.database,
            "schema": SCHEMA,
            "threads": 1,
        }
        (folder / "profiles.yml").write_text(
            json.dumps({"bench": {"target": "own", "outputs": {"own": target}}})
        )

    @classmethod
    @contextmanager
    def of(cls, engine: Engine) -> Iterator[Optional[Snapshot]]:
        """A project on the engine's database; None, and said so, where dbt is not installed."""
        program = Path(os.environ.get(PROGRAM) or Path(sys.prefix).parent / "dbt" / "bin" / "dbt")
        if not program.exists():
            print(
                f"dbt is left out: there is no {program}; make bench installs it, and {PROGRAM} names another"
            )
            yield None
            return
        with tempfile.TemporaryDirectory(prefix="bench-dbt-") as folder:
            yield cls(program, Path(folder), engine)

    def run(self, source: str) -> None:
        """Take a snapshot of a table of the bench's schema."""
        words = ["snapshot", "--no-version-check", "--quiet", "--vars", json.dumps({"source": source})]
        places = ["--project-dir", str(self._folder), "--profiles-dir", str(self._folder)]
        own = {"BENCH_PASSWORD": self._password, "DO_NOT_TRACK": "1"}
        ran = subprocess.run(
            [str(self._program), *words, *places],
            env={**os.environ, **own},
            cwd=self._folder,
            capture_output=True,
            text=True,
        )
        if ran.returncode != 0:
            raise SystemExit(f"dbt snapshot failed:\n{ran.stdout}{ran.stderr}")
        found = json.loads((self._folder / "target" / "run_results.json").read_text())["results"]
        self.seconds = float(found[0]["execution_time"])
