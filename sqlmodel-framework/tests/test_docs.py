"""The tutorial does what it says, and the reference names everything that is public."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

import sqlmodel_framework
from sqlmodel_framework import errors

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("page", ["index.md", "loading.md"])
def test_a_page_does_what_it_says(engine: Engine, schema: str, tmp_path: Path, page: str) -> None:
    text = (DOCS / page).read_text().replace("public.", f"{schema}.")
    names = {"engine": engine, "folder": str(tmp_path)}
    parsed = doctest.DocTestParser().get_doctest(text, names, page, page, 0)
    assert len(parsed.examples) > 15
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(parsed, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


@pytest.mark.parametrize("page", ["README.md", "docs/tables.md", "docs/forgetting.md", "docs/migrations.md"])
def test_the_programs_of_a_page_run(engine: Engine, schema: str, tmp_path: Path, page: str) -> None:
    text = (DOCS.parent / page).read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks
    (tmp_path / "page.py").write_text("\n".join(blocks))
    url = engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
    own = {"WAREHOUSE": url.render_as_string(hide_password=False), "PYTHONPATH": str(DOCS.parent / "src")}
    done = subprocess.run(
        [sys.executable, "page.py"], cwd=tmp_path, env={**os.environ, **own}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    if page == "README.md":
        assert done.stdout.splitlines() == [
            "MergeResult(inserted=1, updated=0, unchanged=0, inactivated=0, rejected=1, deleted=0)",
            "[]",
            "dag:load_customers/2025-01 2025-01 INSERT {'name': [None, 'Ada'], 'customer_id': [None, 42]}",
        ]


def test_the_reference_names_everything_public() -> None:
    text = "".join(page.read_text() for page in DOCS.glob("*.md"))
    named = {line.rpartition(".")[2] for line in re.findall(r"^::: (\S+)$", text, re.MULTILINE)}
    raised = {n for n in dir(errors) if n.endswith("Error")}
    assert set(sqlmodel_framework.__all__) - named - raised == set()
    for name in raised:
        assert name in (DOCS / "errors.md").read_text()


def test_every_error_has_a_code_of_its_own() -> None:
    every = [found for name in dir(errors) if isinstance(found := getattr(errors, name), type)]
    codes = [each.code for each in every if issubclass(each, errors.SqlModelFrameworkError)]
    assert len(codes) > 15 and len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"SMF(-[A-Z]+)+", code) for code in codes)
    assert str(errors.KeyShapeError("no such shape")) == "SMF-KEY: no such shape"
