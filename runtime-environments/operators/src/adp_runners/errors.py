"""What this package itself reports. What a run reports has codes of its own: runtime-environments/README.md."""

from __future__ import annotations


class RunnerError(Exception):
    """A code, what happened, and what to do."""

    def __init__(self, code: str, what: str, next: str) -> None:
        super().__init__(f"{code} {what} {next}")
        self.code = code


class ProviderMissing(RunnerError, ImportError):
    """A provider of Airflow is not installed."""

    def __init__(self, provider: str) -> None:
        super().__init__(
            "RNR-101",
            f"{provider} is not installed.",
            f"Write {provider} into the datakit's requirements.txt; without it, RunnerProcessOperator works.",
        )
