"""Keeps pip from sending a login over plain HTTP. On PYTHONPATH, so that every Python of pip's imports it.

pip sends an index's login to each address of the index's host, also to an http:// link that the index's page names. Here the
header with the login is left out there, unless pip's own settings name that host with http://: adp has asked for that
permission (INSECURE_LOGIN_HOSTS).
"""

import http.client
import os
import re
from urllib.parse import urlsplit


def _named(text):
    """Host and port of every http:// address in a text."""
    found = set()
    for address in re.findall(r"http://[^\s'\"]+", text, re.IGNORECASE):
        parts = urlsplit(address)
        found.add((parts.hostname, parts.port or 80))
    return found


def _settings():
    yield from (value for name, value in os.environ.items() if name.startswith("PIP_"))
    path = os.environ.get("PIP_CONFIG_FILE", "")
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            yield file.read()


class _Guard:
    request = http.client.HTTPConnection.putrequest
    header = http.client.HTTPConnection.putheader
    allowed = set().union(*map(_named, _settings()))

    @staticmethod
    def putrequest(connection, method, url, *args, **options):
        # A proxy is asked with the whole address.
        asked = urlsplit(url) if url.lower().startswith("http://") else None
        connection.asked = (asked.hostname, asked.port or 80) if asked else (connection.host, connection.port)
        return _Guard.request(connection, method, url, *args, **options)

    @staticmethod
    def putheader(connection, header, *values):
        name = header.decode("latin-1") if isinstance(header, bytes) else header
        is_plain = connection.default_port == http.client.HTTP_PORT
        if name.lower() == "authorization" and is_plain and connection.asked not in _Guard.allowed:
            return None
        return _Guard.header(connection, header, *values)


http.client.HTTPConnection.putrequest = _Guard.putrequest
http.client.HTTPConnection.putheader = _Guard.putheader
