"""Runs one task on SQL Server, reports on the pipe ADP_RUNNER_EVENTS as JSON lines. `driver` only loads the driver."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import signal
import struct
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import work

#: SQL Server's datetimeoffset, which pyodbc leaves to its user.
_DATETIMEOFFSET = -155


class Events:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_inheritable(descriptor, False)

    def send(self, **event: Any) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._descriptor, json.dumps(event).encode() + b"\n")


class Session:
    """A connection whose running statement can be cancelled from another thread."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._cursors: list[Any] = []
        self._is_stopped = False
        self.rollback = raw.rollback

    def commit(self) -> None:
        self.look()
        self._raw.commit()

    def look(self) -> None:
        if self._is_stopped:
            raise InterruptedError("cancelled")

    def cursor(self) -> Any:
        self.look()
        self._cursors.append(self._raw.cursor())
        return self._cursors[-1]

    def cancel(self) -> None:
        self._is_stopped = True
        for cursor in self._cursors:
            cursor.cancel()


def driver() -> str:
    """Where the wheel keeps Microsoft's driver for this machine.

    Raises:
        FileNotFoundError: it has none.
    """
    import mssql_python_odbc

    machine = platform.machine().replace("aarch64", "arm64")
    folder = Path(mssql_python_odbc.__file__).parent / "libs" / "linux" / "debian_ubuntu" / machine / "lib"
    found = sorted(folder.glob("libmsodbcsql-18*.so*"))
    if not found:
        raise FileNotFoundError(f"mssql-python-odbc has no driver for {machine}")
    return str(found[-1])


def connect(text: str, autocommit: bool) -> Any:
    import pyodbc

    pyodbc.pooling = False
    # Shorter than anybody waits; the server's name and port have answered already.
    connection = pyodbc.connect(f"Driver={{{driver()}}};{text}", autocommit=autocommit, timeout=15)
    connection.add_output_converter(_DATETIMEOFFSET, offset_time)
    return connection


def offset_time(raw: bytes) -> str:
    year, month, day, hour, minute, second, nanosecond, hours, minutes = struct.unpack("<6hI2h", raw)
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    return datetime(year, month, day, hour, minute, second, nanosecond // 1000, zone).isoformat()


def failure(error: BaseException) -> dict[str, Any]:
    if isinstance(error, work.InputError):
        return {"kind": "input", "error": str(error)}
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return {"kind": "full" if full else "input", "error": f"{type(error).__name__}: {error}"}
    state, text = (str(one) for one in (*error.args, "", "")[:2])
    if len(error.args) < 2:
        state, text = "", f"{type(error).__name__}: {error}"
    return {"kind": "server", "sqlstate": state, "error": text}


def main(task: dict[str, Any]) -> int:
    events = Events(int(os.environ.pop("ADP_RUNNER_EVENTS")))
    # No program that this one starts sees it.
    text = os.environ.pop("ADP_RUNNER_SQLSERVER", "")
    session: Session | None = None
    cancelled = threading.Event()
    done: list[int] = []

    def attempt() -> int:
        nonlocal session
        if not task["dry_run"]:
            try:
                session = Session(connect(text, autocommit=task["command"] != "load"))
            except (ImportError, FileNotFoundError) as error:
                events.send(ok=False, kind="driver", error=str(error))
                return 1
            except Exception as error:  # noqa: BLE001  the driver's own, which is not imported here
                found = failure(error)
                missing = "Can't open lib" in found["error"]
                events.send(**{**found, "ok": False, "kind": "driver" if missing else "connect"})
                return 1
        try:
            work.TASKS[task["command"]](task, session, events.send)
        except Exception as error:  # noqa: BLE001  whatever happens, the result tells the truth
            events.send(ok=False, **failure(error))
            return 1
        events.send(ok=True, dry_run=task["dry_run"])
        return 0

    def stop(*_: object) -> None:
        cancelled.set()

    signal.signal(signal.SIGINT, stop)
    worker = threading.Thread(target=lambda: done.append(attempt()), daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
        if cancelled.is_set() and session is not None:
            # The driver asks the server to stop the statement; the worker then gets its error, and rolls back.
            with contextlib.suppress(Exception):
                session.cancel()
    return done[0] if done else 2


if __name__ == "__main__":
    if sys.argv[1:] == ["driver"]:
        import ctypes
        import importlib.metadata

        import pyarrow
        import pyodbc

        ctypes.CDLL(driver())
        odbc = importlib.metadata.version("mssql-python-odbc")
        print(f"pyodbc {pyodbc.version}, Microsoft's driver {odbc}, pyarrow {pyarrow.__version__}")
        sys.exit(0)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.exit(main(json.loads(sys.argv[1])))
