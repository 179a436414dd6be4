"""Says what this Python is, as JSON. Runs on every Python there is, 2.7 too, so that its version can be named."""

import json
import sys


def ask(question):
    try:
        return bool(question())
    except Exception:  # noqa: BLE001  A module that is missing or broken is an answer, whatever it raises.
        return False


def free_threaded():
    import sysconfig

    return sysconfig.get_config_var("Py_GIL_DISABLED")


def venv():
    import ensurepip
    import venv

    return ensurepip.version() and venv


def pip():
    import importlib.util

    return importlib.util.find_spec("pip") is not None


def ssl():
    import ssl

    return ssl


print(
    "adp:"
    + json.dumps(
        {
            "version": ".".join(str(part) for part in sys.version_info[:3]),
            "real": getattr(sys, "_base_executable", None) or sys.executable,
            "implementation": getattr(getattr(sys, "implementation", None), "name", "cpython"),
            "freeThreaded": ask(free_threaded),
            "bits": 64 if sys.maxsize > 2**32 else 32,
            "venv": ask(venv),
            "pip": ask(pip),
            "ssl": ask(ssl),
        }
    )
)
