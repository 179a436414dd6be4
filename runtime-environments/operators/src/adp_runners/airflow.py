"""What has another place in Airflow 2 and 3."""

from __future__ import annotations

from typing import Any

try:
    from airflow.sdk import BaseOperator
    from airflow.sdk.bases.hook import BaseHook
except ImportError:
    from airflow.hooks.base import BaseHook
    from airflow.models.baseoperator import BaseOperator

try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:
    from airflow.exceptions import (
        AirflowException,
        AirflowFailException,
        AirflowSkipException,
    )

__all__ = [
    "AirflowException",
    "AirflowFailException",
    "AirflowSkipException",
    "BaseHook",
    "BaseOperator",
    "connection",
]


def connection(name: str) -> Any:
    return BaseHook.get_connection(name)
