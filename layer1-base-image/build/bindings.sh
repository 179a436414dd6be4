#!/bin/sh
# Compiles the Kerberos bindings of a list, with the compilers' own packages pinned in the same list.
# usage: bindings.sh LIST WHEELS
set -eu
list=$1
wheels=$2
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build was given no login. Type: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
tools=$(mktemp -d)
sed -n '/^# build/,/^# bindings/p' "$list" >"$tools/build.txt"
sed -n '/^# bindings/,$p' "$list" >"$tools/bindings.txt"
python3 -m pip install --target "$tools/site" --requirement "$tools/build.txt"
# A debugger is of no use here, and -O1 compiles in half the time: the bindings wait for the KDC, not for themselves.
CFLAGS="-O1 -g0" PYTHONPATH="$tools/site" python3 -m pip wheel --no-build-isolation --no-deps --no-binary :all: \
    --wheel-dir "$wheels" --requirement "$tools/bindings.txt"
rm -rf "$tools"
