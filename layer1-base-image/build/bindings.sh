#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Compiles the Kerberos bindings of a list, with the compilers' own packages pinned in the same list.
# usage: bindings.sh LIST WHEELS
set -eu
list=$1
wheels=$2
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
. /run/layer1/environment.sh
tools=$(mktemp -d)
sed -n '/^# build/,/^# bindings/p' "$list" >"$tools/build.txt"
sed -n '/^# bindings/,$p' "$list" >"$tools/bindings.txt"
sh /run/layer1/pip.sh "$python" install --require-hashes --only-binary :all: --target "$tools/site" \
    --requirement "$tools/build.txt"
# One compiler a processor.
printf '[build_ext]\nparallel = %s\n' "$(nproc)" >"$tools/distutils.cfg"
# A debugger is of no use here, and -O1 compiles in half the time: the bindings wait for the KDC, not for themselves.
CFLAGS="-O1 -g0" DIST_EXTRA_CONFIG="$tools/distutils.cfg" PYTHONPATH="$tools/site" sh /run/layer1/pip.sh "$python" wheel --no-build-isolation --no-deps --require-hashes \
    --no-binary :all: \
    --wheel-dir "$wheels" --requirement "$tools/bindings.txt"
rm -rf "$tools"
