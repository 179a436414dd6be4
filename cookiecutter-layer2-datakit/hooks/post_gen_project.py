"""Write .adp/datakit.lock: which template this datakit was made from.

`adp datakit new` writes the same bytes. cookiecutter renders this file and runs it; each answer comes in as JSON within a
literal, so that its text never runs as code.
"""

import hashlib
import json
import os
import re
import subprocess

ANSWERS = {
    "datakit_name": json.loads({{ cookiecutter.datakit_name | tojson | tojson }}),
    "description": json.loads({{ cookiecutter.description | tojson | tojson }}),
    "_airflow_major": {{ cookiecutter._airflow_major | tojson }},
}
# Where cookiecutter read the template, and what the user typed for it.
READ = json.loads({{ cookiecutter._repo_dir | default("") | tojson | tojson }})
TYPED = json.loads({{ cookiecutter._template | default("") | tojson | tojson }})
# Whether READ is a copy, in no repository (cookiecutter 2.4 and newer, for the hook before the questions).
COPIED = {{ cookiecutter._copied | default("") | tojson }} == "yes"


def git(folder, *words):
    """What git prints, or None."""
    try:
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def public_address(address):
    """A repository's address without user and password; None for a path of this machine."""
    url = re.fullmatch(r"(https?|ssh|git)://(?:[^/@]*@)?([^/@]+)/(.+)", address)
    if url:
        return f"{url[1]}://{url[2]}/{url[3]}"
    short = re.fullmatch(r"(?:[^/@:]+@)?([\w.-]{2,}):(?!//)/?(.+)", address)
    return f"ssh://{short[1]}/{short[2]}" if short else None


def template_facts():
    """Version, repository and commit of the template, as far as they are known."""
    here = os.environ.get("PWD") or os.pardir
    facts = {"version": version_of(os.path.join(here, READ)) or "0"}
    for folder in origins(here):
        commit = git(folder, "rev-parse", "HEAD")
        if commit is None or version_of(folder) != facts["version"]:
            continue
        remote = git(folder, "remote", "get-url", "origin")
        repository = public_address(remote) if remote else None
        if repository:
            facts["repository"] = repository
        if git(folder, "status", "--porcelain", "--", ".") == "":
            facts["commit"] = commit
        return facts
    if ("://" in TYPED or "@" in TYPED) and not TYPED.endswith(".zip"):
        repository = public_address(TYPED)
        if repository:
            facts["repository"] = repository
    return facts


def version_of(folder):
    """The version of a template's folder, or None."""
    path = os.path.join(folder, "VERSION")
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read().strip()


def origins(here):
    """Where the template may be in its repository: what was read, else below what was typed, or below the clone of that."""
    if READ and not COPIED:
        yield os.path.join(here, READ)
    # cookiecutter clones to there what is no folder; and --directory, which no hook is told, leads below it.
    cloned = re.sub(r"(\.git)?/*$", "", TYPED).split("/")[-1].split(":")[-1]
    for root in (os.path.join(here, TYPED), os.path.join(clones(), cloned)):
        listed = git(root, "ls-files", "--", "cookiecutter.json", "*/cookiecutter.json") if os.path.isdir(root) else None
        for path in (listed or "").splitlines():
            folder = os.path.realpath(os.path.join(root, os.path.dirname(path)))
            if os.path.basename(folder) == os.path.basename(READ):
                yield folder


def clones():
    """Where cookiecutter keeps its clones."""
    config = os.environ.get("COOKIECUTTER_CONFIG") or os.path.expanduser("~/.cookiecutterrc")
    try:
        with open(config, encoding="utf-8") as file:
            named = re.search(r"(?m)^cookiecutters_dir: *[\"']?([^\"'\n#]+)", file.read())
    except OSError:
        named = None
    return os.path.expanduser(os.path.expandvars(named[1].strip() if named else "~/.cookiecutters"))


def files():
    """Path -> sha256 of every file, in the order of the paths."""
    found = {}
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path).replace(os.sep, "/")] = hashlib.sha256(file.read()).hexdigest()
    return dict(sorted(found.items()))


lock = {"template": template_facts(), "answers": ANSWERS, "files": files()}
os.makedirs(".adp", exist_ok=True)
with open(os.path.join(".adp", "datakit.lock"), "w", encoding="utf-8", newline="\n") as file:
    file.write(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
