#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Installs the wheels of the framework and of the runners' operators alone; what they need is there. Writes down what a datakit's installation has to keep.
set -eu
here=/run/layer1
export UV_NO_CACHE=1 UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_BREAK_SYSTEM_PACKAGES=1 UV_OFFLINE=1
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
. "$here/environment.sh"
# shellcheck disable=SC2086  # several options
uv pip install $into --no-index --no-deps "$here"/framework/sqlmodel_framework-*.whl "$here"/framework/adp_runners-*.whl
"$python" "$here/packages.py" conflicts >"$TMPDIR/conflicts.txt"
if grep -vxFf /etc/layer1/conflicts.txt "$TMPDIR/conflicts.txt"; then
    echo "layer1: pip check fails: the framework needs what is named above" >&2
    exit 1
fi
printf '%s\n' sqlmodel-framework adp-runners >"$TMPDIR/framework.txt"
"$python" "$here/packages.py" keep "$here/requirements.txt" "$TMPDIR/framework.txt" >/etc/layer1/constraints.txt
{ echo "#!/usr/bin/env -S ${PYTHONUSERBASE:+PYTHONUSERBASE=$PYTHONUSERBASE }$python"; cat "$here/keep-layer1.py"; } \
    >/usr/local/bin/keep-layer1
chmod 0755 /usr/local/bin/keep-layer1
