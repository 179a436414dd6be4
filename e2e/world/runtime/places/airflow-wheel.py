"""Writes a wheel with Airflow's name and version and its command, and nothing else of it, into a folder."""

import sys
import zipfile
from pathlib import Path

info = "apache_airflow-2.9.3.dist-info/"
files = {
    "airflow/__init__.py": "def main():\n    print('2.9.3')\n",
    f"{info}METADATA": "Metadata-Version: 2.1\nName: apache-airflow\nVersion: 2.9.3\nRequires-Dist: packaging\n",
    f"{info}WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{info}entry_points.txt": "[console_scripts]\nairflow = airflow:main\n",
    f"{info}RECORD": "",
}
with zipfile.ZipFile(Path(sys.argv[1]) / "apache_airflow-2.9.3-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
