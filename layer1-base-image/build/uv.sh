#!/bin/sh
# Installs uv by the Runtime's own pip.
# usage: uv.sh REQUIREMENT
set -eu
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build was given no login. Type: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PIP_BREAK_SYSTEM_PACKAGES=1
python3 -m pip install --no-deps --requirement "$1"
