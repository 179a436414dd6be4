#!/bin/sh
# Heimdal's KCM daemon with FOLDER as its /run, in the mount namespace that it is started in.
# usage: kcm-heimdal.sh FOLDER
set -eu
mount --make-rprivate /
mount --bind "$1" /run
exec kcm --config-file=/dev/null
