#!/bin/sh
# Installs Debian packages inside the organisation's wall: its certificates, its mirror, its login.
# usage: apt-install.sh PACKAGE...            the settings are for this step only
#        apt-install.sh --keep packages.txt   the settings stay in the image, for datakits
# From the environment: APT_MIRROR, APT_SECURITY_MIRROR. Mounted: /run/layer1/config, the login of apt.
set -eu
config=/run/layer1/config
system=/etc/ssl/certs/ca-certificates.crt

# A Runtime with ONBUILD steps ran them on this folder before this line. Layer 1 cannot be built on it.
if [ -e packages.txt ] && [ -e Dockerfile ]; then
    echo "layer1: IMAGE_ASTRONOMER has ONBUILD steps of its own. Use its -base image, or run: make build" >&2
    exit 1
fi
# BuildKit ignores a missing secret. The configuration may say that it is required.
if [ "${APT_LOGIN:-false}" = true ] && [ ! -s /etc/apt/auth.conf.d/layer1.conf ]; then
    echo "layer1: apt must log in, and this build has no login. Run: make build" >&2
    exit 77
fi
if [ "$1" = --keep ]; then
    # shellcheck disable=SC2046  # one word a package
    set -- $(sed 's/#.*//' "$2")
fi

# Slim images have no list of certificates before the first install: apt gets one for this step.
bundle=$(mktemp)
chmod 0644 "$bundle"
[ ! -s "$system" ] || cat "$system" >>"$bundle"
mkdir -p /usr/local/share/ca-certificates
for certificate in "$config"/certificates/*.crt "$config"/certificates/*.pem; do
    [ -e "$certificate" ] || continue
    name=$(basename "$certificate")
    install -m 0644 "$certificate" "/usr/local/share/ca-certificates/layer1-${name%.*}.crt"
    { cat "$certificate"; echo; } >>"$bundle"
done

sources() {
    find /etc/apt/sources.list /etc/apt/sources.list.d -type f \( -name '*.list' -o -name '*.sources' \) 2>/dev/null || true
}
rewrite() {
    # shellcheck disable=SC2046  # names of Debian's own making
    [ -z "$(sources)" ] || sed -i -E "s|https?://[^/ ]+(/[^ ]*)?/$1/?( \|$)|$2\2|" $(sources)
}
if [ -n "${APT_MIRROR:-}" ]; then
    rewrite debian-security "${APT_SECURITY_MIRROR:-${APT_MIRROR%/}-security}"
    rewrite debian "${APT_MIRROR%/}"
fi
for extra in "$config"/apt/*.sources; do
    [ ! -e "$extra" ] || install -m 0644 "$extra" "/etc/apt/sources.list.d/layer1-$(basename "$extra")"
done

export DEBIAN_FRONTEND=noninteractive
# Microsoft's driver asks for this; whoever names it in packages.txt has read its licence.
export ACCEPT_EULA=Y
options="-o Acquire::Retries=2 -o Acquire::https::Timeout=30 -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0"
# As Debian's own images have it: no descriptions in other languages, and no wait for the disk after each file.
options="$options -o Acquire::Languages=none -o Dpkg::Options::=--force-unsafe-io"
ca=""
[ ! -s "$bundle" ] || ca="Acquire::https::CAInfo=$bundle"
# shellcheck disable=SC2086  # several options
apt-get -q $options ${ca:+-o "$ca"} update -o APT::Update::Error-Mode=any
# shellcheck disable=SC2086
apt-get -q $options ${ca:+-o "$ca"} install -y --no-install-recommends "$@"
if command -v update-ca-certificates >/dev/null; then update-ca-certificates >/dev/null; fi
apt-get -q clean
rm -rf "$bundle" /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/log/alternatives.log \
    /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache
