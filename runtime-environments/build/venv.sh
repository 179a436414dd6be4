#!/bin/sh
# Makes a virtual environment of exactly what a list says, by hash.
# usage: venv.sh FOLDER LIST                            wheels alone
#        venv.sh FOLDER LIST SOURCE-PACKAGE BUILD-LIST  builds one package from its source by what the second list says
set -eu
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build has no login. Run: adp runners build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
venv=$1
python3 -m venv --without-pip "$venv"
install() {
    sh /run/layer1/pip.sh "$venv/bin/python" install --require-hashes --only-binary :all: "$@"
}
if [ -n "${3:-}" ]; then
    install --requirement "$4"
    # The wheel is unpacked at once and thrown away: not to compress it saves half a minute.
    export DIST_EXTRA_CONFIG=/tmp/setup.cfg
    printf '[bdist_wheel]\ncompression = stored\n' >"$DIST_EXTRA_CONFIG"
    install --no-binary "$3" --no-build-isolation --requirement "$2"
    rm "$DIST_EXTRA_CONFIG"
else
    install --requirement "$2"
fi
# A package's page is no part of the program, and holds what its authors show there, such as badges with tokens.
find "$1" -path '*.dist-info/METADATA' -exec sed -i '/^\r*$/,$d' {} +
