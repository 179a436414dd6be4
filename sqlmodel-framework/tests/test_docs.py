"""The tutorial does what it says, and the reference names everything that is public."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from sqlalchemy.engine import Engine

import sqlmodel_framework
from sqlmodel_framework import errors

DOCS = Path(__file__).parent.parent / "docs"


def test_the_tutorial_does_what_it_says(engine: Engine, schema: str) -> None:
    text = (DOCS / "index.md").read_text().replace("public.", f"{schema}.")
    parsed = doctest.DocTestParser().get_doctest(text, {"engine": engine}, "index.md", "index.md", 0)
    assert len(parsed.examples) > 20
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(parsed, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


def test_the_reference_names_everything_public() -> None:
    text = "".join(page.read_text() for page in DOCS.glob("*.md"))
    named = {line.rpartition(".")[2] for line in re.findall(r"^::: (\S+)$", text, re.MULTILINE)}
    raised = {n for n in dir(errors) if n.endswith("Error")}
    assert set(sqlmodel_framework.__all__) - named - raised == set()
    for name in raised:
        assert name in (DOCS / "errors.md").read_text()
