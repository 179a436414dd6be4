#!/bin/sh
# sssd's KCM daemon with FOLDER as its /run and state of its own, in the mount namespace that it is started in.
# usage: kcm-sssd.sh FOLDER ROOT    ROOT: where the package was unpacked; empty where it is installed
set -eu
mount --make-rprivate /
mount --bind "$1" /run
root=$2
mkdir -p /var/lib/sss /var/log/sssd
for place in /var/lib/sss /var/log/sssd; do mount -t tmpfs tmpfs "$place"; done
mkdir -p /var/lib/sss/db /var/lib/sss/secrets /var/lib/sss/pipes/private
chmod 700 /var/lib/sss/secrets
if [ -n "$root" ]; then
  libraries=$root/usr/lib/$(uname -m)-linux-gnu
  export LD_LIBRARY_PATH="$libraries:$libraries/sssd"
fi
exec "$root/usr/libexec/sssd/sssd_kcm" --logger=stderr --uid=0 --gid=0
