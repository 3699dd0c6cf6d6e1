#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pytest-xdist 3.8.0 beside pytest 9.2.0: --dist loadgroup sends tests of one xdist_group to several workers.
#
# Tests that may not run side by side, for they share a server or a file, are marked with xdist_group, and
# `--dist loadgroup` sends those of one group to one worker. xdist marks the group by setting `_nodeid` of each
# test. pytest 9.2.0 keeps a test's name elsewhere: nothing reads that any more. The tests of a group are dealt
# out like all others. There is no error and no warning.
#
# Seen: with pytest 9.2.0 the eight tests of one group run on two workers, with pytest 8.4.2 on one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/test_group.py" <<'PY'
import time

import pytest


@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_alone(number, worker_id):
    time.sleep(0.2)
    print(f"ran on {worker_id}")
PY

workers_with() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/python" -m pip install --quiet --disable-pip-version-check "pytest==$1" pytest-xdist==3.8.0
  "$folder/$1/bin/python" -m pytest -p no:cacheprovider -q -rP -n 2 --dist loadgroup "$folder/test_group.py" |
    grep -o 'ran on gw[0-9]*' | sort -u | wc -l
}

old=$(workers_with 8.4.2)
new=$(workers_with 9.2.0)
echo "workers of the one group: pytest 8.4.2: $old, pytest 9.2.0: $new"
[[ $old == 1 && $new == 2 ]] || { echo 'not as seen'; exit 1; }
echo 'as seen: the group is not kept together, and nothing says so'
