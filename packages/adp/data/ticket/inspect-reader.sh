#!/bin/sh
# Runs in a container that mounts the ticket, as its own user. Prints its ids and its time; the exit code says how far
# the ticket can be used.
echo "$(id -u):$(id -g) $(date +%s)"
[ -n "$KRB5CCNAME" ] || exit 10
case $KRB5CCNAME in
  DIR::*) f=${KRB5CCNAME#DIR::} ;;
  DIR:*) f=${KRB5CCNAME#DIR:}/primary ;;
  *) f=${KRB5CCNAME#FILE:} ;;
esac
d=${f%/*}
[ -x "${d%/*}/" ] || exit 12
[ -e "$d" ] || exit 11
[ -x "$d" ] || exit 12
[ -e "$f" ] || exit 11
[ -r "$f" ] || exit 12
command -v klist >/dev/null 2>&1 || exit 13
klist -s || exit 14
