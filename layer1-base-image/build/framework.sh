#!/bin/sh
# Installs the framework's wheel alone; what it needs is there.
set -eu
export UV_NO_CACHE=1 UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_SYSTEM_PYTHON=1 UV_BREAK_SYSTEM_PACKAGES=1 UV_OFFLINE=1
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
uv pip install --no-index --no-deps "$(find /run/layer1/framework -name 'sqlmodel_framework-*.whl')"
if ! uv pip check >"$TMPDIR/check.txt" 2>&1 && grep sqlmodel-framework "$TMPDIR/check.txt"; then
    echo "layer1: pip check fails: the framework lacks what is named above" >&2
    exit 1
fi
