"""A stranger's hour with the library: a shop of ten models, in scripts that are run as they stand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import Engine

HERE = Path(__file__).parent


def run(script: str, folder: Path, engine: Engine, schema: str) -> None:
    url = engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
    shop = url.render_as_string(hide_password=False)
    env = {**os.environ, "SHOP": shop, "PYTHONPATH": str(HERE.parent / "src")}
    done = subprocess.run(
        [sys.executable, script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_shop_is_loaded_changed_migrated_and_asked(engine: Engine, schema: str, tmp_path: Path) -> None:
    for script in (HERE / "shop").glob("*.py"):
        shutil.copy(script, tmp_path)
    run("day_one.py", tmp_path, engine, schema)
    models = tmp_path / "models.py"
    field = "    price: Decimal = Field(max_digits=10, decimal_places=2)\n"
    models.write_text(models.read_text().replace(field, f"{field}    organic: Optional[bool] = None\n", 1))
    run("day_two.py", tmp_path, engine, schema)
