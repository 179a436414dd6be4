#!/bin/sh
# Installs requirements.txt, the Kerberos bindings and what the framework needs. Nothing of the Runtime's changes.
set -eu
here=/run/layer1
settings=/run/secrets/uv-toml
if [ "${UV_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: uv must log in, and this build was given no login. Type: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export UV_CONFIG_FILE="$settings"
export UV_NO_CACHE=1 UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_SYSTEM_PYTHON=1 UV_BREAK_SYSTEM_PACKAGES=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# uv leaves lock files that everybody may write; also those of whoever made the Runtime go.
export TMPDIR="$work"
rm -f /tmp/uv-*.lock
uv pip freeze --quiet --exclude-editable | sed -n -E 's/^([A-Za-z0-9._-]+)(==([^ ]+)).*/\1\2/p' >"$work/before.txt"
uv pip check >"$work/check-before.txt" 2>&1 || true
sh "$here/constraints.sh" "$work/before.txt" "$here/constraints" >"$work/constraints.txt"
# The compiled bindings come from beside; sources of anything else are not built: there is no compiler here.
uv pip install --no-build --find-links "$here/wheels" --constraint "$work/constraints.txt" \
    --requirement "$here/requirements.txt" --requirement "$here/needs.txt"

uv pip freeze --quiet --exclude-editable | sed -n -E 's/^([A-Za-z0-9._-]+)(==([^ ]+)).*/\1\2/p' >"$work/after.txt"
if grep -vxFf "$work/after.txt" "$work/before.txt"; then
    echo "layer1: the packages above are the Runtime's, and this installation changed them" >&2
    exit 1
fi
# What the Runtime complains about of itself is shown; what is new fails.
if ! uv pip check >"$work/check.txt" 2>&1; then
    if grep -vxFf "$work/check-before.txt" "$work/check.txt" | grep -E '^The package'; then
        echo "layer1: pip check fails: the packages above do not fit together" >&2
        exit 1
    fi
    echo "layer1: the Runtime's own packages do not fit together (it was so before):"
    cat "$work/check.txt"
fi
