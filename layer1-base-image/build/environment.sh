#!/bin/sh
# To be sourced. Finds where Airflow is installed: in the system, in /usr/local, in a virtual environment or in a user's site.
# Sets python, the one that `airflow` runs on, and into, the options by which uv installs beside it.
airflow=$(command -v airflow || true)
python=
[ -z "$airflow" ] || python=$(sed -n -E '1s|^#! *(/[^ ]*/python[0-9.]*)( .*)?$|\1|p' "$airflow")
[ -n "$python" ] || python=$(command -v python3)
into="--python $python"
if [ -n "$airflow" ] && ! "$python" -c 'import importlib.metadata as m; m.version("apache-airflow")' 2>/dev/null; then
    # root does not look into the site of another user.
    PYTHONUSERBASE=$(dirname "$(dirname "$airflow")")
    export PYTHONUSERBASE
    # shellcheck disable=SC2034  # for whoever sources this
    into="$into --target $("$python" -m site --user-site)"
fi
