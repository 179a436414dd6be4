#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Installs uv by the Runtime's own pip, where Airflow is.
# usage: uv.sh REQUIREMENT
set -eu
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PIP_BREAK_SYSTEM_PACKAGES=1
. /run/layer1/environment.sh
user=
[ -z "${PYTHONUSERBASE:-}" ] || user=--user
# shellcheck disable=SC2086  # an option or none
sh /run/layer1/pip.sh "$python" install $user --no-deps --require-hashes --only-binary :all: --requirement "$1"
