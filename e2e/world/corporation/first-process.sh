#!/bin/bash
# The first process of the company's machine: its mounts, addresses and DNS. All else there ends with it.
# usage: first-process.sh ETC CERTIFICATES READY DNS ADDRESS...
#   ETC: the folder with hosts and resolv.conf   READY: the file that it makes when all is there
set -euo pipefail
etc=$1 certificates=$2 ready=$3 dns=$4
shift 4
PATH=$PATH:/usr/sbin:/sbin
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -m 1777 /run/lock
for file in hosts resolv.conf; do mount --bind "$etc/$file" "/etc/$file"; done
mount --bind "$certificates" /etc/ssl/certs/ca-certificates.crt
ip link set lo up
for address in "$@" "$dns"; do ip address add "$address/32" dev lo; done
# It goes to the background when it listens.
dnsmasq --conf-file=/dev/null --user=root --no-resolv --no-hosts --addn-hosts="$etc/hosts" \
  --bind-interfaces --listen-address="$dns" --except-interface=lo --address=/#/ --pid-file=
touch "$ready"
# Bash, as the first process, takes what other processes leave.
sleep infinity &
wait
