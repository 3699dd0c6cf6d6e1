# SPDX-License-Identifier: Apache-2.0
"""The job `process`: plans, judges, commits and publishes what is new. What it does is in the wheel."""

import sys

from headgate.glue.process import main

main(sys.argv[1:])
