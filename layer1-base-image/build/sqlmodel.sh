#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Makes SQLModel for a Runtime with SQLAlchemy 1.4 and pydantic 2, from the wheel that the index has and constraints/ pins.
# On any other Runtime the index's own SQLModel fits: WHEELS stays empty.
# usage: sqlmodel.sh WHEELS
set -eu
here=/run/layer1
wheels=$1
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
. "$here/environment.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$wheels"
"$python" "$here/packages.py" installed >"$work/installed.txt"
sh "$here/constraints.sh" "$work/installed.txt" "$here/constraints" |
    awk '/^[^ \t]/ { taken = /^sqlmodel==0\.0\.11 / } taken' >"$work/sqlmodel.txt"
if [ ! -s "$work/sqlmodel.txt" ] || grep -q '^pydantic==1\.' "$work/installed.txt"; then exit 0; fi
sh "$here/pip.sh" "$python" download --no-deps --require-hashes --only-binary :all: --dest "$work" \
    --requirement "$work/sqlmodel.txt"
"$python" "$here/adapt-sqlmodel.py" "$(find "$work" -name 'sqlmodel-*.whl')" "$wheels"
