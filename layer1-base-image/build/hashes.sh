#!/bin/sh
# Writes the hashes of every file that the index has of the versions in constraints/. Needs uv and an index.
# usage: hashes.sh CONSTRAINTS
set -eu
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The names and versions of a list, without hashes.
pins() { sed -n -E 's/^([A-Za-z0-9._-]+==[^ ]+).*/\1/p' "$1"; }
hashed() {
    uv pip compile --quiet --no-deps --no-header --no-annotate --generate-hashes \
        --python-platform linux --python-version 3.12 "$1"
}

for list in "$folder"/airflow-*.txt "$folder"/uv.txt "$folder"/node.txt; do
    # gssapi is compiled in the build: its source has the hash, in bindings.txt.
    pins "$list" | grep -v '^gssapi==' >"$work/pins.in"
    { grep '^#' "$list" || true; hashed "$work/pins.in"; pins "$list" | grep '^gssapi==' || true; } >"$work/made"
    cp "$work/made" "$list"
done

list=$folder/bindings.txt
for part in build bindings; do
    sed -n "/^# $part/,/^# bindings/p" "$list" >"$work/$part"
done
sed -n '/^# bindings/,$p' "$list" >"$work/bindings"
for part in build bindings; do
    grep "^# $part" "$work/$part"
    pins "$work/$part" >"$work/pins.in"
    hashed "$work/pins.in"
done >"$work/made"
cp "$work/made" "$list"
