# SPDX-License-Identifier: Apache-2.0
"""Compiles kb_board.yaml by kb-dashboard-core, which wants Python 3.12: what the board is compared with.

build/kb_dashboard/bin/python test/board/kb_shapes.py > test/board/kb_board.json
"""

import json
import pathlib

from kb_dashboard_core import load, render

(board,) = load(str(pathlib.Path(__file__).with_name("kb_board.yaml")))
compiled = json.loads(render(board).model_dump_json(by_alias=True, exclude_none=True))
print(json.dumps(compiled, indent=1, sort_keys=True))
