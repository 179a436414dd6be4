"""The server that is measured on: one that is named, else Debian's PostgreSQL 15 started for the run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

URL = "SQLMODEL_FRAMEWORK_TEST_URL"
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
# One server and one set of settings for every design. Memory as PostgreSQL's manual advises; no checkpoint but
# those that are asked for between measurements, and no wait for the disk, which would hide what a design costs.
SETTINGS = (
    f"shared_buffers={min(8192, _MEMORY // 4 >> 20)}MB",
    "work_mem=64MB",
    "max_wal_size=32GB",
    "checkpoint_timeout=1h",
    "synchronous_commit=off",
    "jit=off",
)


@contextmanager
def server() -> Iterator[tuple[str, Optional[int]]]:
    """The URL of a database that may be filled, and the server's process where it was started here."""
    if named := os.environ.get(URL):
        yield named, None
        return
    if not (PROGRAMS / "initdb").exists():
        raise SystemExit(f"set {URL} to an empty database of a superuser, or install Debian's postgresql-15")
    # PostgreSQL refuses root, so it is shown another user.
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.getuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    made = [*prefix, str(PROGRAMS / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"]
    subprocess.run([*made, "--locale=C.UTF-8", "--encoding=UTF8"], check=True, capture_output=True)
    # Trust among this machine's own processes only: there is nothing in it, and it ends with the run.
    own = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *SETTINGS)
    words = [word for setting in own for word in ("-c", setting)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*prefix, str(PROGRAMS / "postgres"), "-D", data, *words], stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield f"postgresql+psycopg2://postgres@127.0.0.1:{port}/postgres", process.pid
    finally:
        process.send_signal(2)
        process.wait()
        shutil.rmtree(folder)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg2

    for _ in range(600):
        try:
            psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
            return
        except psycopg2.OperationalError:
            if process.poll() is not None:
                raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start within a minute")
