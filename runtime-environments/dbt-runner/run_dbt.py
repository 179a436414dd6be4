"""Runs dbt in its own environment, and reports each model's state on the pipe ADP_RUNNER_EVENTS, as JSON lines."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import Any

from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg


class Events:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_inheritable(descriptor, False)

    def send(self, **event: Any) -> None:
        # One write is one line, also when several of dbt's threads report at once: shorter than PIPE_BUF.
        line = json.dumps(event)
        if len(line) > 4000 and "message" in event:
            line = json.dumps({**event, "message": str(event["message"])[:500]})
        # A supervisor that was killed reads no more; dbt goes on to its own stop.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._descriptor, line.encode() + b"\n")


def main(args: list[str]) -> int:
    # Whatever the parent did with it: dbt cancels its queries on a KeyboardInterrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    events = Events(int(os.environ.pop("ADP_RUNNER_EVENTS")))

    def callback(event: EventMsg) -> None:
        name = event.info.name
        if name == "NodeStart":
            events.send(node=event.data.node_info.unique_id, state="started")
        elif name == "NodeFinished":
            result = event.data.run_result
            events.send(
                node=event.data.node_info.unique_id,
                state=str(result.status),
                seconds=round(result.execution_time, 3),
                message=result.message if result.status not in ("success", "pass") else None,
                failures=result.num_failures or None,
                rows=_rows(result),
            )
        elif name == "NothingToDo":
            events.send(nothing=True)

    try:
        result = dbtRunner(callbacks=[callback]).invoke(args)
    except KeyboardInterrupt:
        events.send(success=False, exception="KeyboardInterrupt", error="interrupted")
        return 2
    error = result.exception
    events.send(
        success=result.success,
        exception="" if error is None else type(error).__name__,
        error="" if error is None else str(error)[:2000],
    )
    return 0 if result.success else 1


def _rows(result: Any) -> int | None:
    for entry in getattr(result, "adapter_response", None) or ():
        if entry == "rows_affected":
            return int(result.adapter_response[entry])
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
