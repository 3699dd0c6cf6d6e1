# SPDX-License-Identifier: Apache-2.0
"""The job `load-logs`: loads the logs that are pending. What it does is in the wheel."""

import sys

from headgate.glue.load_logs import main

main(sys.argv[1:])
