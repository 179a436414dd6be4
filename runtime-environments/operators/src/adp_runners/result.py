"""What a result means to Airflow. The same for every operator."""

from __future__ import annotations

import json
from typing import Any

from adp_runners.airflow import AirflowException, AirflowFailException, AirflowSkipException

Result = dict[str, Any]

#: The XCom that also a failed run leaves.
KEY = "runner_result"


def parse(text: str | bytes | None) -> Result:
    """The result, or what is known where a runner left none."""
    if text:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, dict) and "state" in found:
            return found
    return {"state": "unknown"}


def judge(result: Result, exit_code: int | None) -> Result:
    """Gives the result of a run that did its work, and raises what Airflow understands otherwise.

    Raises:
        AirflowSkipException: there is nothing to do (99).
        AirflowFailException: another try would not help (64, 77).
        AirflowException: it failed, or the platform did (1, 2), or nobody knows more.
    """
    # What the runner wrote goes before: an exit code may be the engine's.
    code = result.get("exit", exit_code)
    if code == 0 and result["state"] == "ok":
        return result
    said = _sentence(result, exit_code)
    if code == 99 and result["state"] == "skipped":
        raise AirflowSkipException(said)
    raise AirflowFailException(said) if code in (64, 77) else AirflowException(said)


def _sentence(result: Result, exit_code: int | None) -> str:
    reason = result.get("reason")
    if isinstance(reason, dict):
        step = f"Next: {reason['next']}." if reason.get("next") else ""
        return " ".join(str(one) for one in (reason.get("code"), reason.get("what"), step) if one)
    if result["state"] == "started":
        return f"The runner was killed: it began, and wrote no end (exit {exit_code})."
    if result["state"] == "unknown":
        return f"The runner left no result (exit {exit_code})."
    return str(result.get("summary") or result["state"])
