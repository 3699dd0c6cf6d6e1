# SPDX-License-Identifier: Apache-2.0
"""The schedules find each fault of the commit protocol that is planted in the code that ships."""
import concurrent.futures
import os

import pytest

from mutants import ROOT, Build, remembered_seeds, search
from planted import FAULTS

SCHEDULES = 60_000


@pytest.fixture(scope="module")
def searches():
    build = Build(ROOT / "build/release")
    seeds = remembered_seeds()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {name: pool.submit(search, build, name, SCHEDULES, seeds.get(name)) for name in FAULTS}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(searches, name):
    assert searches[name].result()
