#!/bin/sh
# Runs pip for a Python, also for a virtual environment that has none of its own.
# usage: pip.sh PYTHON ARGUMENT...
set -eu
python=$1
shift
# A Runtime's constraints have no hashes, and what Layer 1 installs by pip has.
unset PIP_CONSTRAINT
# No login leaves over plain HTTP, whatever an index's page links.
export PYTHONPATH="/run/layer1/no-clear-logins${PYTHONPATH:+:$PYTHONPATH}"
for own in "$python" python3 /usr/local/bin/python3 /usr/bin/python3; do
    if "$own" -c 'import pip' 2>/dev/null; then exec "$own" -m pip --python "$python" "$@"; fi
done
echo "layer1: IMAGE_ASTRONOMER has no pip: none of its Pythons can import it" >&2
exit 1
