#!/bin/sh
# Prints what the installation must keep to: every package of the Runtime at its version, and this platform's own pins
# for what the Runtime lacks, with the hashes that the index must serve.
# usage: constraints.sh INSTALLED CONSTRAINTS     INSTALLED: a file of name==version; CONSTRAINTS: the folder
set -eu
installed=$1
folder=$2
line=$(sed -n -E 's/^apache-airflow==([0-9]+\.[0-9]+)\..*/\1/p' "$installed")
if [ -z "$line" ]; then
    echo "layer1: IMAGE_ASTRONOMER has no Airflow: its Python has no package apache-airflow" >&2
    exit 1
fi
pins=$folder/airflow-$line.txt
if [ ! -e "$pins" ]; then
    # A newer Airflow than this platform knows: the newest pins are the best guess, and the resolver has the last word.
    pins=$(find "$folder" -name 'airflow-*.txt' | sort -V | tail -n 1)
    echo "layer1: there are no pins for Airflow $line yet; using $(basename "$pins")" >&2
fi
cat "$installed"
awk '
    function key(text) { text = tolower(text); sub(/[ =<>!~;\[].*/, "", text); gsub(/[-_.]+/, "-", text); return text }
    /^[ \t]*(#|$)/ { next }
    FNR == NR { there[key($0)] = 1; next }
    # The hashes of a pin stand in the lines after it.
    /^[ \t]/ { if (taken) print; next }
    { taken = !(key($0) in there) }
    taken
' "$installed" "$pins"
