"""Prints what a wheel needs, a requirement a line, without its extras."""

import email
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = email.message_from_bytes(wheel.read(name))
for need in metadata.get_all("Requires-Dist", []):
    if "extra ==" not in need:
        print(need)
