"""Renders a template by cookiecutter's own API once for each line of a JSON list on stdin, and prints what came of each.

`typed` answers come through cookiecutter's questions on standard input, `given` ones as extra context. Each hook runs in
this process in place of one of its own, which is the only difference from the program.
"""

import contextlib
import io
import json
import os
import runpy
import sys

from cookiecutter import hooks
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter


def run_script(script_path, cwd="."):
    """What cookiecutter's own does, without the process."""
    before = os.getcwd()
    os.chdir(cwd)
    try:
        runpy.run_path(script_path, run_name="__main__")
    except SystemExit as stop:
        if stop.code:
            raise FailedHookException(stop.code) from stop
    finally:
        os.chdir(before)


hooks.run_script = run_script


def render(template, into, answers):
    """The folder that was made, or why none was."""
    os.makedirs(into)
    typed = "datakit_name" not in answers["given"]
    sys.stdin = io.StringIO("".join(line + "\n" for line in answers.get("typed", [])), newline="\n")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            made = cookiecutter(template, no_input=not typed, output_dir=into, extra_context=answers["given"])
    except FailedHookException as refused:
        return {"refused": str(refused)}
    return {"made": made, "unread": sys.stdin.read()}


template, folder = sys.argv[1:]
cases = json.load(sys.stdin)
results = [render(template, os.path.join(folder, str(index)), case) for index, case in enumerate(cases)]
print(json.dumps(results))
