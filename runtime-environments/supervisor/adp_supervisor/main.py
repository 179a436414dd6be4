"""One run: the first state, a look before the work, the work, the last state."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import dbt, spark, sqlserver
from .connection import FILE
from .contract import STATES, Exit, Reason, Refused
from .job import Job, Outcome
from .log import Log
from .masking import mask_of
from .process import Cancelled, Signals, die_with, run
from .result import Document, ResultFile, is_full, now
from .settings import Settings, read_settings, result_path

VERSION = 1
Runner = Callable[[Sequence[str], Mapping[str, str], Settings], Job]
RUNNERS: Mapping[str, Runner] = {
    "dbt": dbt.DbtJob,
    "spark": spark.SparkJob,
    "sqlserver": sqlserver.SqlServerJob,
}


def main(args: Sequence[str]) -> int:
    """Runs a runner, and returns the exit code of the contract."""
    signals = Signals()
    env = dict(os.environ)
    log = Log(mask_of(_with_file(env), env.get("ADP_RUNNER_SECRETS", "").replace(",", " ").split()))
    name = args[0] if args else ""
    began, clock = now(), time.monotonic()
    common: Document = {"version": VERSION, "runner": name, "started": began}
    file = ResultFile(result_path(env))
    try:
        file.begin({**common, "state": "started"})
    except OSError as error:
        text = f"{file.path} cannot be written: {error.strerror}."
        log.write("runner", text, "error")
        log.last(f"RNR-026 {text} Next: mount a folder there that uid {os.getuid()} may write.")
        return Exit.PLATFORM
    try:
        outcome = _attempt(name, args[1:], env, signals, log)
    except Cancelled:
        outcome = _ended(Reason("RNR-041", "The run was cancelled before the work began."))
    signals.hold()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    document = _masked(
        {
            **common,
            "state": STATES[outcome.exit],
            "exit": int(outcome.exit),
            "ended": now(),
            "seconds": round(time.monotonic() - clock, 3),
            **({} if outcome.reason is None else {"reason": vars(outcome.reason)}),
            "summary": outcome.summary,
            "details": outcome.details,
            "artifacts": outcome.artifacts,
        },
        log,
    )
    code = outcome.exit
    try:
        file.end(document)
    except OSError as error:
        full = "the disk is full" if is_full(error) else str(error.strerror)
        log.write("runner", f"RNR-026 {file.path} still says `started`: {full}.", "error")
        code = Exit.PLATFORM if code in (Exit.OK, Exit.SKIPPED) else code
    reason = outcome.reason
    tells = outcome.summary if reason is None else str(reason)
    log.last(f"{name} {STATES[outcome.exit]}: {tells}")
    return code


def _with_file(env: Mapping[str, str]) -> dict[str, str]:
    """Also a password in the connection's file is masked. Where it cannot be read, the job says so."""
    try:
        return {**env, FILE: Path(env.get(FILE) or "/nowhere").read_text(encoding="utf-8").strip()}
    except (OSError, UnicodeDecodeError):
        return dict(env)


def _attempt(name: str, args: Sequence[str], env: Mapping[str, str], signals: Signals, log: Log) -> Outcome:
    job: Job | None = None
    try:
        signals.release()
        settings = read_settings(env)
        if settings.parent is not None:
            die_with(settings.parent, signal.SIGTERM)
        if name not in RUNNERS:
            what = f"There is no runner `{name}`." if name else "No runner is named."
            raise Refused("RNR-001", what, f"name one of: {', '.join(RUNNERS)}")
        job = RUNNERS[name](args, env, settings)
        child = job.prepare()
        ended = run(job, child, grace=settings.grace, signals=signals, log=log, mask=log.mask)
        return job.outcome(ended)
    except Refused as refused:
        return _ended(refused.reason)
    except OSError as error:
        if is_full(error):
            return _ended(Reason("RNR-024", f"The disk is full ({error.filename})."))
        return _ended(_bug(error))
    except Exception as error:  # noqa: BLE001  whatever happens, the result tells the truth
        return _ended(_bug(error))
    finally:
        if job is not None:
            job.close()


def _bug(error: Exception) -> Reason:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" ({trace.tb_frame.f_code.co_name}, line {trace.tb_lineno})"
    return Reason("RNR-027", f"{type(error).__name__}: {error}{where}", "report it, with the log")


def _ended(reason: Reason) -> Outcome:
    return Outcome(reason.exit, reason.what, reason)


def _masked(value: Document, log: Log) -> Document:
    def of(one: object) -> object:
        if isinstance(one, str):
            return log.mask(one)
        if isinstance(one, dict):
            return {key: of(inner) for key, inner in one.items()}
        return [of(inner) for inner in one] if isinstance(one, list) else one

    return {key: of(one) for key, one in value.items()}
