#!/bin/sh
# shellcheck disable=SC1091,SC2154  # environment.sh sets python and into
# Writes what needs no network: the realm, Microsoft's ODBC driver by its name, the organisation's index without a login.
# From the environment: ODBC_DRIVER, INDEX_URL, EXTRA_INDEX_URLS.
set -eu
config=/run/layer1/config
[ ! -s "$config/krb5.conf" ] || install -m 0644 "$config/krb5.conf" /etc/krb5.conf

if [ "$ODBC_DRIVER" = wheel ]; then
    . /run/layer1/environment.sh
    site=$("$python" -c 'import os, mssql_python_odbc as m; print(os.path.dirname(os.path.abspath(m.__file__)))')
    machine=$(uname -m | sed 's/aarch64/arm64/')
    driver=$(find "$site/libs/linux/debian_ubuntu/$machine" -name 'libmsodbcsql-18*.so*' | sort | tail -n 1)
    if [ -z "$driver" ]; then
        echo "layer1: mssql-python-odbc has no driver for $machine. Set ODBC_DRIVER=apt or none in .env" >&2
        exit 1
    fi
    printf '[ODBC Driver 18 for SQL Server]\nDescription=Microsoft ODBC Driver 18 for SQL Server\nDriver=%s\nUsageCount=1\n' \
        "$driver" >/run/odbc.ini
    odbcinst -i -d -f /run/odbc.ini
    rm /run/odbc.ini
fi
if [ "$ODBC_DRIVER" != none ] && ! odbcinst -q -d -n 'ODBC Driver 18 for SQL Server' >/dev/null; then
    echo "layer1: Microsoft's ODBC driver is missing. With ODBC_DRIVER=apt, packages.txt must name msodbcsql18" >&2
    exit 1
fi

# A datakit's packages come from the same index; the login is its own build's secret.
if [ -n "$INDEX_URL" ]; then
    printf '[global]\nindex-url = %s\n' "$INDEX_URL" >/etc/pip.conf
    [ -z "$EXTRA_INDEX_URLS" ] || printf 'extra-index-url = %s\n' "$EXTRA_INDEX_URLS" >>/etc/pip.conf
    mkdir -p /etc/uv
    {
        for url in $EXTRA_INDEX_URLS; do printf '[[index]]\nurl = "%s"\n' "$url"; done
        printf '[[index]]\nurl = "%s"\ndefault = true\n' "$INDEX_URL"
    } >/etc/uv/uv.toml
fi
# The Astro CLI mounts a volume at logs: a missing folder would come up as root's.
home=${AIRFLOW_HOME:-/usr/local/airflow}
[ -d "$home/logs" ] || install -d -o astro -g 0 -m 0775 "$home/logs"
