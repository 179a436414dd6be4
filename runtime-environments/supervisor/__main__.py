"""Runs a runner's job under the supervisor: python3 -S -E runtime-environments/supervisor RUNNER ARGUMENT..."""

import sys

from adp_supervisor.main import main

sys.exit(main(sys.argv[1:]))
