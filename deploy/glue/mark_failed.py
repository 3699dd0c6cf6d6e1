# SPDX-License-Identifier: Apache-2.0
"""The job `mark-failed`: ends what a run left that failed. What it does is in the wheel."""

import sys

from headgate.glue.mark_failed import main

main(sys.argv[1:])
