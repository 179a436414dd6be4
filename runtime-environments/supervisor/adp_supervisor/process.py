"""Runs one child: its lines, its events, its stop."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable

from .contract import Refused
from .job import Child, Ended, Job
from .log import Lines, Log
from .masking import Mask

_PR_SET_PDEATHSIG = 1
#: Seconds for the lines of a child that has ended, where another process still holds its pipe.
_DRAIN = 0.5
_caught = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Cancelled(BaseException):
    """A signal came before the work began."""


class Signals:
    """SIGTERM, SIGINT and SIGHUP cancel the run: by an exception before the work, by `requested` during it."""

    def __init__(self) -> None:
        self.requested = False
        self._raises = False
        for one in _caught:
            signal.signal(one, self._handle)

    def _handle(self, number: int, frame: object) -> None:
        self.requested = True
        if self._raises:
            self._raises = False
            raise Cancelled

    def release(self) -> None:
        """From here on a signal raises Cancelled, also one that came before."""
        self._raises = not self.requested
        if self.requested:
            raise Cancelled

    def hold(self) -> None:
        """From here on a signal is noted and raises nothing."""
        self._raises = False


def die_with(parent: int | None, stop: signal.Signals) -> None:
    """The kernel sends `stop` to this process when its parent ends, however that ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(stop), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), stop)


def run(job: Job, child: Child, *, grace: float, signals: Signals, log: Log, mask: Mask) -> Ended:
    """Starts the child in a session of its own, and follows it to its end.

    Raises:
        Refused: RNR-025.
    """
    signals.hold()
    events_read, events_write = os.pipe()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    supervisor = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def in_child() -> None:
        # A shell that started all of this in its background has these ignored, and so would the tool.
        for one in _caught:
            signal.signal(one, signal.SIG_DFL)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(child.stop), 0, 0, 0)
            if os.getppid() != supervisor:
                os._exit(143)

    try:
        process = subprocess.Popen(
            child.argv,
            cwd=child.folder,
            env={**child.env, "ADP_RUNNER_EVENTS": str(events_write)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(events_write,),
            start_new_session=True,
            preexec_fn=in_child,  # no thread runs here
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        names = f"let ADP_RUNNER_{job.name.upper()}_PYTHON name the Python that has its tool"
        raise Refused("RNR-025", f"{child.argv[0]} cannot be started: {why}.", names) from error
    os.close(events_write)
    assert process.stdout is not None and process.stderr is not None
    tail: deque[str] = deque(maxlen=40)

    def printed(text: str) -> None:
        level, message = job.line(text)
        if message:
            tail.append(message)
            log.write(job.name, message, level)

    def reported(text: str) -> None:
        with contextlib.suppress(ValueError):
            event = json.loads(text)
            if isinstance(event, dict):
                job.event(event)

    sinks: dict[int, tuple[Lines, Callable[[str], None]]] = {
        process.stdout.fileno(): (Lines(mask), printed),
        process.stderr.fileno(): (Lines(mask), printed),
        events_read: (Lines(mask), reported),
    }
    with selectors.DefaultSelector() as selector:
        for one in (*sinks, wake_read):
            os.set_blocking(one, False)
            selector.register(one, selectors.EVENT_READ)
        _follow(process, child, selector, sinks, signals, grace, log)
    for lines, use in sinks.values():
        for text in lines.rest():
            use(text)
    signal.set_wakeup_fd(-1)
    for one in (events_read, wake_read, wake_write):
        os.close(one)
    process.stdout.close()
    process.stderr.close()
    return Ended(process.returncode, signals.requested, tuple(tail))


def _follow(
    process: subprocess.Popen[bytes],
    child: Child,
    selector: selectors.BaseSelector,
    sinks: dict[int, tuple[Lines, Callable[[str], None]]],
    signals: Signals,
    grace: float,
    log: Log,
) -> None:
    stopped_at: float | None = None
    ended_at: float | None = None
    open_sinks = set(sinks)
    while True:
        if signals.requested and stopped_at is None:
            stopped_at = time.monotonic()
            log.write("runner", f"Cancelled: {child.stop.name} to the job, SIGKILL after {grace:g} s.", "warning")
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(child.stop)
        if stopped_at is not None and ended_at is None and time.monotonic() - stopped_at >= grace:
            log.write("runner", "The job did not stop in time, and is killed.", "warning")
            _kill(process.pid)
        if ended_at is None and process.poll() is not None:
            ended_at = time.monotonic()
            # Nothing of the job outlives it.
            _kill(process.pid)
        if ended_at is not None and (not open_sinks or time.monotonic() - ended_at > _DRAIN):
            return
        for key, _ in selector.select(timeout=0.1 if stopped_at is not None or ended_at is not None else 1.0):
            try:
                chunk = os.read(key.fd, 65536)
            except BlockingIOError:
                continue
            if key.fd not in sinks:
                continue
            if chunk == b"":
                selector.unregister(key.fd)
                open_sinks.discard(key.fd)
                continue
            lines, use = sinks[key.fd]
            for text in lines.feed(chunk):
                use(text)


def _kill(session: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)
