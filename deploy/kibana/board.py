# SPDX-License-Identifier: Apache-2.0
"""The board over the logs of runs: the one source of all its forms."""

from panels import (
    Bars,
    Board,
    Control,
    Documents,
    Field,
    Figure,
    Groups,
    Lines,
    Measure,
    Panel,
    Place,
    Ratio,
    Ring,
    Text,
    Times,
    Values,
)

# The fields of docs/formats/log_documents.md that the board shows. Panels group by keywords alone: OpenSearch
# counts wrongly over flat objects.
COMMITTED = Field("@timestamp", "date")
EVENT_TIME = Field("event_time", "date")
STARTED = Field("started", "date")
(
    KIND,
    STATUS,
    SERVICE,
    RECORD_TYPE,
    CONTRACT,
    CONTRACT_VERSION,
    CODES,
    POINTERS,
    ADDRESS,
    OBJECT,
    EVENT_ID,
    RUN,
) = (
    Field(name, "keyword")
    for name in (
        "kind",
        "status",
        "service",
        "record_type",
        "contract",
        "contract_version",
        "codes",
        "pointers",
        "address",
        "object",
        "event_id",
        "run",
    )
)
COMMIT_KIND = Field("commit_kind", "keyword")
LANDING = Field("landing", "keyword")
MESSAGES = Field("messages", "text")
EVENTS, COMMITS, FRAMES, CLEAN_LINES, DIRTY_LINES, DROPPED_RANGES = (
    Field(name, "long")
    for name in (
        "events",
        "commits",
        "books.frames",
        "books.clean_lines",
        "books.dirty_lines",
        "books.dropped_ranges",
    )
)
LAG = Field("lag_s", "long", "hours")
BYTES_READ = Field("books.bytes_read", "long", "bytes")
DURATION = Field("duration_s", "double")
EVENTS_PER_S = Field("events_per_s", "double")
BYTES_PER_S = Field("bytes_per_s", "double", "bytes")
DIRTY_RATE = Field("dirty_rate", "double", "percent")

FIELDS = (
    *(COMMITTED, EVENT_TIME, STARTED, KIND, STATUS, SERVICE, RECORD_TYPE, CONTRACT, CONTRACT_VERSION, CODES),
    *(
        POINTERS,
        ADDRESS,
        OBJECT,
        EVENT_ID,
        RUN,
        COMMIT_KIND,
        LANDING,
        MESSAGES,
        EVENTS,
        COMMITS,
        FRAMES,
        CLEAN_LINES,
    ),
    *(DIRTY_LINES, DROPPED_RANGES, LAG, BYTES_READ, DURATION, EVENTS_PER_S, BYTES_PER_S, DIRTY_RATE),
)

# A document of kind clean stands for many clean events of an object (`logs.clean: file`), or for none any
# more after a reprocess: whatever counts sums `events` up, and never counts documents.
OF_EVENTS = "kind:(frame OR dropped OR clean) AND NOT events:0"
OF_RUNS = "kind:run"
# A reprocess reads again what a run has read.
OF_READING = f"{OF_RUNS} AND commit_kind:run"
FAILED = "status:dirty"

ALL = Measure("Events", "sum", EVENTS)
PASSED_EVENTS = Measure("Passed", "sum", EVENTS, "status:clean")
FAILED_EVENTS = Measure("Failed", "sum", EVENTS, FAILED)
BY_STATUS = Values(
    "Status", STATUS, 2, order="alphabetical", colors=(("clean", "#54B399"), ("dirty", "#E7664C"))
)
WHEN = Times("Committed", COMMITTED)

HOW_TO_LOOK = """\
**An event, and why it failed.** Each row of the tables below has a command in its column `address`. Copy it
into a terminal, with `LANDING` set to the root of the landing (column `landing`): it shows the bytes of the
event, a caret at each fault and the lines of the contract. A click finds all that the index holds of it.

Figures are of frames and dropped ranges. The time of the board is that of the commit (`@timestamp`).
"""


def the_board(environment: str, landing: str | None = None) -> Board:
    """Describes the board of an environment. `landing` is put into the commands: all logs are of it."""
    where = '"$LANDING"' if landing is None else f"'{landing}'"
    return Board(
        name=f"headgate-{environment}",
        title=f"Headgate: event files ({environment})",
        description="What became of every event: passed, failed and why, when, and how far behind.",
        index=f"event_file_logs_{environment}",
        time_field=COMMITTED,
        address_label=f"headgate why {where} '{{{{value}}}}'",
        fields=FIELDS,
        controls=(
            Control("Service", SERVICE),
            Control("Record type", RECORD_TYPE),
            Control("Contract", CONTRACT),
        ),
        panels=(*head(), *by_what(), *reasons(), *freshness(), *runs(), *tables()),
    )


def head() -> tuple[Panel, ...]:
    figures = (
        ("events", "Events", ALL),
        ("passed", "Passed", PASSED_EVENTS),
        ("failed", "Failed", FAILED_EVENTS),
        ("dropped", "Dropped ranges", Measure("Dropped ranges", "sum", EVENTS, "kind:dropped")),
    )
    return (
        *(
            Figure(name=name, title=title, place=Place(12 * at, 0, 12, 6), where=OF_EVENTS, measure=measure)
            for at, (name, title, measure) in enumerate(figures)
        ),
        Bars(
            name="over-time",
            title="Events over time, by status",
            place=Place(0, 6, 34, 12),
            where=OF_EVENTS,
            by=WHEN,
            split=BY_STATUS,
            measure=ALL,
        ),
        Ring(
            name="by-status",
            title="Passed against failed",
            place=Place(34, 6, 14, 12),
            where=OF_EVENTS,
            by=BY_STATUS,
            measure=ALL,
        ),
    )


def by_what() -> tuple[Panel, ...]:
    return (
        Bars(
            name="by-service",
            title="By service",
            place=Place(0, 18, 16, 12),
            where=OF_EVENTS,
            by=Values("Service", SERVICE, 20, is_missing_shown=True),
            split=BY_STATUS,
            measure=ALL,
        ),
        Bars(
            name="by-record-type",
            title="By record type",
            place=Place(16, 18, 12, 12),
            where=OF_EVENTS,
            by=Values("Record type", RECORD_TYPE, 5, is_missing_shown=True),
            split=BY_STATUS,
            measure=ALL,
        ),
        Bars(
            name="by-event-time",
            title="Events by their own time, a day",
            place=Place(28, 18, 20, 12),
            where=OF_EVENTS,
            by=Times("Event time", EVENT_TIME, "d"),
            split=BY_STATUS,
            measure=ALL,
        ),
    )


def reasons() -> tuple[Panel, ...]:
    return (
        Bars(
            name="reasons",
            title="Top reasons",
            place=Place(0, 30, 16, 14),
            where=f"{OF_EVENTS} AND {FAILED}",
            by=Values("Code", CODES, 25),
            measure=ALL,
        ),
        Groups(
            name="places",
            title="Where events are at fault",
            place=Place(16, 30, 16, 14),
            where=f"{OF_EVENTS} AND {FAILED}",
            by=(Values("Pointer", POINTERS, 20),),
            measures=(ALL,),
        ),
        Groups(
            name="dirty-rate",
            title="Dirty rate by contract version",
            place=Place(32, 30, 16, 14),
            where=OF_EVENTS,
            by=(Values("Contract", CONTRACT, 50), Values("Version", CONTRACT_VERSION, 10)),
            measures=(ALL, FAILED_EVENTS, Ratio("Dirty rate", FAILED_EVENTS, ALL, BY_STATUS)),
        ),
    )


def freshness() -> tuple[Panel, ...]:
    return (
        Lines(
            # No server weighs a median: with `logs.clean: file` that of documents is none of events.
            name="lag",
            title="Lag: from an event's time to its commit",
            place=Place(0, 44, 24, 12),
            where=OF_EVENTS,
            by=WHEN,
            measures=(Measure("Newest event", "min", LAG), Measure("Median of documents", "median", LAG)),
        ),
        Groups(
            name="last-seen",
            title="Last event seen, by service",
            place=Place(24, 44, 24, 12),
            where=OF_EVENTS,
            by=(Values("Service", SERVICE, 50),),
            measures=(
                ALL,
                Measure("Last event", "max", EVENT_TIME),
                Measure("Last commit", "max", COMMITTED),
                Measure("Least lag", "min", LAG),
            ),
        ),
    )


def runs() -> tuple[Panel, ...]:
    columns = (RUN, COMMIT_KIND, COMMITS, FRAMES, CLEAN_LINES, DIRTY_LINES, DROPPED_RANGES, DIRTY_RATE)
    return (
        Bars(
            name="bytes-read",
            title="Bytes read",
            place=Place(0, 56, 16, 12),
            where=OF_READING,
            by=WHEN,
            measure=Measure("Bytes read", "sum", BYTES_READ),
        ),
        Documents(
            name="runs",
            title="Runs",
            place=Place(16, 56, 32, 12),
            where=OF_RUNS,
            columns=(*columns, BYTES_READ, DURATION, EVENTS_PER_S, BYTES_PER_S, STARTED),
            sort=COMMITTED,
        ),
    )


def tables() -> tuple[Panel, ...]:
    return (
        Text(
            name="how-to-look",
            title="How to look at an event",
            place=Place(0, 68, 48, 6),
            markdown=HOW_TO_LOOK,
        ),
        Documents(
            name="failed-events",
            title="Failed events, with their reasons",
            place=Place(0, 74, 48, 18),
            where=f"{OF_EVENTS} AND {FAILED}",
            columns=(ADDRESS, SERVICE, RECORD_TYPE, EVENT_ID, EVENT_TIME, CODES, POINTERS, MESSAGES, LANDING),
            sort=COMMITTED,
        ),
        Documents(
            name="all-events",
            title="All events",
            place=Place(0, 92, 48, 18),
            where=OF_EVENTS,
            columns=(
                *(ADDRESS, STATUS, KIND, SERVICE, RECORD_TYPE, EVENT_ID, EVENT_TIME, EVENTS),
                *(OBJECT, CONTRACT, CONTRACT_VERSION, LAG),
            ),
            sort=COMMITTED,
        ),
    )
