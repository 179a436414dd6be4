#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Installs requirements.txt, the Kerberos bindings and what the framework needs. Nothing of the Runtime's changes.
set -eu
here=/run/layer1
settings=/run/secrets/uv-toml
if [ "${UV_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: uv must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export UV_CONFIG_FILE="$settings"
export UV_NO_CACHE=1 UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_BREAK_SYSTEM_PACKAGES=1
. "$here/environment.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# uv leaves lock files that everybody may write; also those of whoever made the Runtime go.
export TMPDIR="$work"
rm -f /tmp/uv-*.lock
packages() { "$python" "$here/packages.py" "$@"; }

packages installed >"$work/before.txt"
# What the Runtime complains about of itself, for whoever asks later what Layer 1 added to it.
mkdir -p /etc/layer1
packages conflicts >/etc/layer1/conflicts.txt
sh "$here/constraints.sh" "$work/before.txt" "$here/constraints" >"$work/pins.txt"
# What this build compiled has its own hash: no file of the index takes its place.
: >"$work/built.txt"
for wheel in "$here"/wheels/*.whl "$here"/sqlmodel/*.whl; do
    [ -e "$wheel" ] || continue
    name=$(basename "$wheel" | sed -E 's|-.*||; s|_|-|g')
    version=$(basename "$wheel" | sed -E 's|^[^-]+-([^-]+)-.*|\1|')
    grep -q "^$name==" "$work/before.txt" ||
        echo "$name==$version --hash=sha256:$(sha256sum <"$wheel" | cut -d ' ' -f 1)" >>"$work/built.txt"
done
awk 'FNR == NR { split($0, part, "=="); built[part[1]] = 1; print; next }
    /^[^ \t]/ { split($0, part, "=="); left = part[1] in built } !left' \
    "$work/built.txt" "$work/pins.txt" >"$work/constraints.txt"
# Only files with a hash are installed, and nothing that only the index says is needed. The Runtime's packages are here:
# none is taken from the index, so they get a hash that no file has.
awk -v none="$(printf '%064d' 0)" \
    '/^[^ \t]/ && !/--hash=|\\$/ { $0 = $0 " --hash=sha256:" none } { print }' \
    "$work/constraints.txt" >"$work/hashes.txt"
files="$here/requirements.txt $here/needs.txt"
# shellcheck disable=SC2086  # two files
packages pinned "$work/constraints.txt" $files >"$work/pinned.txt"
# shellcheck disable=SC2086
packages free "$work/constraints.txt" $files >"$work/free.txt"
# The compiled bindings come from beside; sources of anything else are not built: there is no compiler here.
# shellcheck disable=SC2086  # several options
install() { uv pip install $into --no-build --find-links "$here/wheels" --find-links "$here/sqlmodel" "$@"; }
install --require-hashes --constraint "$work/hashes.txt" --requirement "$work/pinned.txt"
# What an organisation adds without a pin is resolved on its index.
if [ -s "$work/free.txt" ]; then
    echo "layer1: constraints/ has no pin for these, so that no hash holds the index to a file:"
    cat "$work/free.txt"
    install --constraint "$work/constraints.txt" --requirement "$here/requirements.txt" --requirement "$here/needs.txt"
fi

packages installed >"$work/after.txt"
if grep -vxFf "$work/after.txt" "$work/before.txt"; then
    echo "layer1: the packages above are the Runtime's, and this installation changed them" >&2
    exit 1
fi
# What the Runtime complains about of itself is shown; what is new fails.
packages conflicts >"$work/conflicts.txt"
if grep -vxFf /etc/layer1/conflicts.txt "$work/conflicts.txt"; then
    echo "layer1: pip check fails: the packages above conflict with each other" >&2
    exit 1
fi
if [ -s /etc/layer1/conflicts.txt ]; then
    echo "layer1: the Runtime's own packages conflict with each other, as before this build:"
    cat /etc/layer1/conflicts.txt
fi
