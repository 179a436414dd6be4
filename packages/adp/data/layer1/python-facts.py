"""Prints what decides whether a compiled module loads: Python, C library and machine."""

import json
import platform
import sys

print(
    json.dumps(
        {
            "python": ".".join(map(str, sys.version_info[:2])),
            "libc": platform.libc_ver()[1],
            "machine": platform.machine(),
        }
    )
)
