"""Compresses one file into a new zip archive. Arguments: archive, file, name in the archive."""

import sys
import zipfile

archive, file, name = sys.argv[1:]
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
    made.write(file, name)
