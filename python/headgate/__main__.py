# SPDX-License-Identifier: Apache-2.0
"""The command `headgate`: the program takes the place of this process."""

import os
import sys

from headgate.program import executable


def main() -> None:
    program = str(executable())
    os.execv(program, ["headgate", *sys.argv[1:]])


if __name__ == "__main__":
    main()
