"""no-clear-logins: which requests of a Python keep their login, on a real server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "build" / "no-clear-logins"
ASK = """
import sys, urllib.request
proxy = urllib.request.ProxyHandler({"http": sys.argv[2]} if len(sys.argv) > 2 else {})
request = urllib.request.Request(sys.argv[1], headers={"Authorization": "Basic eDp5", "Accept": "a/b"})
urllib.request.build_opener(proxy).open(request, timeout=120)
"""

Server = tuple[str, list[tuple[str | None, str | None]]]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server's address, and Authorization and Accept of each request."""
    seen: list[tuple[str | None, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.headers.get("Authorization"), self.headers.get("Accept")))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_address[1]}", seen
        running.shutdown()


def ask(*words: str, **settings: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PYTHONPATH": str(FOLDER), **settings}
    subprocess.run([sys.executable, "-c", ASK, *words], env=env, check=True)


def test_a_login_is_left_out_over_plain_http(server: Server) -> None:
    host, seen = server
    ask(f"http://{host}/x")
    ask(f"http://{host}/x", PIP_INDEX_URL=f"https://{host}/simple")
    ask(f"http://{host}/x", PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert seen == [(None, "a/b")] * 3


def test_a_host_that_the_settings_name_with_http_keeps_it(server: Server, tmp_path: Path) -> None:
    host, seen = server
    ask(f"http://{host}/x", PIP_EXTRA_INDEX_URL=f"https://a.example/simple http://u:p@{host}/simple")
    conf = tmp_path / "pip.conf"
    conf.write_text(f"[global]\nindex-url = http://u:p%40x@{host}/simple\n")
    ask(f"http://{host}/x", PIP_CONFIG_FILE=str(conf))
    assert seen == [("Basic eDp5", "a/b")] * 2


def test_by_a_proxy_the_address_that_is_asked_counts(
    server: Server,
) -> None:
    proxy, seen = server
    ask("http://index.example/x", f"http://{proxy}", PIP_PROXY=f"http://{proxy}")
    ask("http://index.example/x", f"http://{proxy}", PIP_INDEX_URL="http://index.example/simple")
    assert seen == [(None, "a/b"), ("Basic eDp5", "a/b")]
