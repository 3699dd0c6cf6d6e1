# SPDX-License-Identifier: Apache-2.0
"""Ways to spoil a landing. Each edits it through a Forger and gives the files that a proof may blame."""
from forger import Forger

PLAIN, SEALED, SOURCE = {}, {}, {}


def plain(function):
    """Leaves sizes, hashes and books as they were."""
    PLAIN[function.__name__] = function


def sealed(function):
    """Has every size, hash, count and book made to match again."""

    def corrupt(forger):
        blamed = function(forger)
        forger.seal()
        return blamed

    SEALED[function.__name__] = corrupt


def sealed_records(function):
    """Edits records alone; the hashes of the records match again."""

    def corrupt(forger):
        blamed = function(forger)
        forger.seal_records()
        return blamed

    SEALED[function.__name__] = corrupt


def source(function):
    """Shows only beside the source: --source is given."""
    SOURCE[function.__name__] = function


def is_clean(record) -> bool:
    return record["status"] == "clean"


def is_dirty(record) -> bool:
    return record["status"] == "dirty" and record["kind"] == "frame"


def lines_of(task) -> list[str]:
    return task.files("clean_json") + task.files("dirty_json") + [task.log]


def lose(forger: Forger, rows):
    del rows[forger.random.randrange(len(rows))]


def double(forger: Forger, rows):
    rows.insert(0, rows[forger.random.randrange(len(rows))])


def exchange(forger: Forger, rows):
    rows[0], rows[-1] = rows[-1], rows[0]
