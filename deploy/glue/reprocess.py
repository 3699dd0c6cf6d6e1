# SPDX-License-Identifier: Apache-2.0
"""The job `reprocess`: judges again what the landing holds. What it does is in the wheel."""

import sys

from headgate.glue.reprocess import main

main(sys.argv[1:])
