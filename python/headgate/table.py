# SPDX-License-Identifier: Apache-2.0
"""One table of a landing, as of a snapshot, for whichever reader."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from headgate import again, sql
from headgate.engine import Refused
from headgate.log import TABLES, File, Moment, utc
from headgate.rows import Fixed, Rows, wanted
from headgate.scan import Scan
from headgate.schema import HOUR_FIELDS, HOURS, unified

if TYPE_CHECKING:
    import ibis
    import pandas
    import polars
    import pyarrow
    import pyspark.sql
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from headgate.reading import Reading


# So many rows are cut out, and what is between them stays where it is; with more of them all rows are copied.
PIECES_MAX = 1000


@dataclass(frozen=True, repr=False)
class Table(Rows):
    """Rows of one service and record type; nothing is read before a reader is asked for.

    `since` and `until` cut by whole hours in UTC, the first one in, the last one not: other files are not
    opened, nor those of events without a time. Of an event that came twice one row is shown, that of the
    first address among those hours; `raw` shows all. All readers give the same rows and columns; `year` to
    `hour` are the event's time.
    """

    lake: "Reading"
    name: str
    since: datetime | None = None
    until: datetime | None = None
    columns: tuple[str, ...] | None = None
    raw: bool = False

    def narrow(
        self,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        columns: Sequence[str] | None = None,
        raw: bool | None = None,
    ) -> "Table":
        """Gives the same table with fewer hours or columns, or with every row."""
        if isinstance(columns, str):
            raise Refused(f"columns are a list: [{columns!r}]")
        changed = replace(
            self,
            since=self.since if since is None else hour(since),
            until=self.until if until is None else hour(until),
            columns=self.columns if columns is None else tuple(columns),
            raw=self.raw if raw is None else raw,
        )
        if changed.since and changed.until and changed.since >= changed.until:
            raise Refused(
                f"since {changed.since:%Y-%m-%d %H:%M} is not before until {changed.until:%Y-%m-%d %H:%M}"
            )
        if columns is not None:
            if not columns:
                raise Refused("columns is an empty list: leave it out for all columns")
            if len(set(columns)) < len(columns):
                raise Refused(f"columns names one twice: {', '.join(columns)}")
            known = changed.schema.names
            for column in columns:
                if column not in known:
                    near = difflib.get_close_matches(column, known, 1)
                    hint = f", did you mean {near[0]}?" if near else ""
                    raise Refused(
                        f"{self.name} has no column {column}{hint or ':'} It has {', '.join(known)}"
                    )
        return changed

    # What it is

    @property
    def files(self) -> list[File]:
        """The files that hold its rows, as of the snapshot."""
        found = self.lake.snapshot.files(TABLES, self.name)
        return found if self.since is self.until is None else [file for file in found if self._takes(file)]

    def _takes(self, file: File) -> bool:
        begin = file.begin
        if begin is None:
            return False
        return (self.since is None or begin >= self.since) and (self.until is None or begin < self.until)

    @property
    def schema(self) -> "pyarrow.Schema":
        """The columns of all its files together, and those of the hour."""
        return self.lake.steadily(lambda: self._scan(raw=True).full_schema)

    @property
    def names(self) -> list[str]:
        """The names of the columns that are read."""
        return list(self.columns) if self.columns is not None else list(self.schema.names)

    def __len__(self) -> int:
        rows = sum(file.rows for file in self.files)
        if self.raw:
            return rows
        return rows - sum(len(part.left_out) for part in self.lake.steadily(self._scan).parts)

    def _scan(self, raw: bool | None = None) -> Scan:
        files = self.files
        everywhere = self.lake.snapshot.files(TABLES, self.name)
        if not everywhere:
            raise Refused(
                f"{self.lake} has no table {self.name}: it has {', '.join(self.lake.tables) or 'none'}"
            )
        places = dict(
            zip((file.name for file in everywhere), self.lake.snapshot.where(everywhere), strict=True)
        )
        left_out = {} if (self.raw if raw is None else raw) else self._again(files, places).left_out()
        schemas = {file.making: self.lake.schemas.of(file, places[file.name]) for file in everywhere}
        parts = [
            sql.Part(
                places[file.name],
                schemas[file.making],
                tuple(left_out.get(places[file.name], ())),
            )
            for file in files
        ]
        scan = Scan(
            tuple(files),
            tuple(parts),
            unified([schemas[making] for making in self.lake.snapshot.makings() if making in schemas]),
        )
        above = [key.casefold() for key in self.lake.place.keys_above]
        for key in self.lake.place.keys_above:
            if key.casefold() in map(str.casefold, scan.full_schema.names) or key in ("_file", "_row_of_all"):
                raise Refused(
                    f"{self.lake.place.uri} lies below a folder {key}=...: readers take that for a column"
                    f" {key} of {self.name}"
                )
            if above.count(key.casefold()) > 1:
                raise Refused(
                    f"{self.lake.place.uri} lies below two folders {key}=...: readers take one of them"
                )
        return scan

    def _again(self, files: list[File], places: dict[str, str]) -> again.Again:
        return self.lake.again(self.name, {places[file.name]: file.rows for file in files})

    def _names_to_read(self, scan: Scan) -> list[str]:
        """Gives the columns that are wanted, and the id where nobody has looked yet what came twice."""
        names = list(self.columns) if self.columns is not None else scan.full_schema.names
        known = self.raw or self.lake.knows_again(self.name, scan.lie_at)
        return names if known or "event_id" in names else [*names, "event_id"]

    def _places_left_out(self, scan: Scan, read: "Callable[[], polars.DataFrame]") -> list[int]:
        """Gives the rows to leave out by their places, counted through all files."""
        if self.raw or not scan.files:
            return []
        counts = scan.row_counts
        known = self.lake.knows_again(self.name, counts)
        left_out = self.lake.again(self.name, counts, None if known else read()).left_out()
        found: list[int] = []
        begin = 0
        for lies_at, count in counts.items():
            found += (begin + row for row in left_out.get(lies_at, ()))
            begin += count
        return found

    # Its readers

    def arrow(self, **narrower: Any) -> "pyarrow.Table":
        table = self.narrow(**narrower)
        return table.lake.steadily(table._arrow)

    def _arrow(self) -> "pyarrow.Table":
        import pyarrow as pa

        scan = self._scan(raw=True)
        read = self._dataset(scan.lie_at, scan).to_table(columns=self._names_to_read(scan))
        gone = self._places_left_out(scan, lambda: polars_of(read))
        if len(gone) <= PIECES_MAX:
            kept = pa.concat_tables(between(read, gone))
        else:
            kept = read.filter(is_kept(read.num_rows, gone).to_arrow())
        return kept.select(list(self.columns) if self.columns is not None else scan.full_schema.names)

    def _dataset(self, lie_at: Sequence[str], scan: Scan) -> Any:
        import pyarrow as pa
        from pyarrow import dataset

        place = self.lake.place
        return dataset.dataset(
            [place.path(name) for name in lie_at],
            format="parquet",
            filesystem=place.filesystem,
            schema=scan.full_schema,
            partitioning=dataset.partitioning(pa.schema(HOUR_FIELDS), flavor="hive"),
        )

    def pandas(self, **narrower: Any) -> "pandas.DataFrame":
        """Gives a data frame with columns of Arrow's types: numbers with nulls stay exact."""
        return super(Table, self.narrow(**narrower)).pandas()

    def polars(self, *, lazy: bool = False, **narrower: Any) -> Any:
        """Gives a data frame, or a LazyFrame. What is lazy reads the files when it is collected."""
        table = self.narrow(**narrower)
        if lazy:
            return table.lake.afresh(table._polars_lazy)
        return table.lake.steadily(table._polars)

    def _polars(self) -> Any:
        import polars

        scan = self._scan(raw=True)
        read = self._polars_scan(scan, scan.parts).select(self._names_to_read(scan)).collect()
        gone = self._places_left_out(scan, lambda: read)
        if len(gone) <= PIECES_MAX:
            kept = polars.concat(between(read, gone), rechunk=False)
        else:
            kept = read.filter(is_kept(read.height, gone))
        if self.columns is not None and "event_id" not in self.columns and "event_id" in kept.columns:
            kept.drop_in_place("event_id")  # A select would copy all columns, into one piece each.
        return kept

    def _polars_lazy(self) -> Any:
        import polars

        scan = self._scan()
        names = list(self.columns) if self.columns is not None else scan.full_schema.names
        whole = [part for part in scan.parts if not part.left_out]
        frames = [self._polars_scan(scan, whole).select(names)]
        if len(whole) < len(scan.parts):
            counts = scan.row_counts
            gone, begin = [], 0
            cut = [part for part in scan.parts if part.left_out]
            for part in cut:
                gone += [begin + row for row in part.left_out]
                begin += counts[part.lies_at]
            read = self._polars_scan(scan, cut, "_row_of_all")
            frames.append(read.filter(~polars.col("_row_of_all").is_in(gone)).select(names))
        return polars.concat(frames) if len(frames) > 1 else frames[0]

    def _polars_scan(self, scan: Scan, parts: Sequence[sql.Part], row_index: str | None = None) -> Any:
        import polars

        if not parts:
            return polars.DataFrame(scan.full_schema.empty_table()).lazy()
        return polars.scan_parquet(
            [self.lake.place.uri_of(part.lies_at) for part in parts],
            schema=polars.DataFrame(scan.schema.empty_table()).schema,
            missing_columns="insert",
            cast_options=polars.ScanCastOptions(missing_struct_fields="insert"),
            hive_partitioning=True,
            hive_schema=dict.fromkeys(HOURS, polars.Int32)
            | dict.fromkeys(self.lake.place.keys_above, polars.String),
            glob=False,
            row_index_name=row_index,
            storage_options=self.lake.place.storage_options,
        )

    def duckdb(self, connection: "DuckDBPyConnection | None" = None, **narrower: Any) -> "DuckDBPyRelation":
        """Gives a relation, of a connection of yours if you name one; it reads when it is asked for rows."""
        table = self.narrow(**narrower)
        of = connection or table.lake.session()
        return table.lake.afresh(lambda: of.sql(table._select(of)))

    def _select(self, connection: "DuckDBPyConnection", kept_in: str | None = None) -> str:
        scan = self._scan()
        select = sql.select(connection, self.lake.place, scan.parts, scan.schema, kept_in)
        if self.columns is None:
            return select
        return f"SELECT {', '.join(map(sql.name, self.columns))} FROM (\n{select}\n)"

    def ibis(self, **narrower: Any) -> "ibis.Table":
        """Gives an expression of Ibis, over DuckDB."""
        ibis = wanted("ibis", "ibis-framework[duckdb]")

        table = self.narrow(**narrower)
        connection = table.lake.session()

        def make() -> Any:
            select = table._select(connection)
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(self.name)} AS {select}")
            return ibis.duckdb.from_connection(connection).table(self.name)

        return table.lake.afresh(make)

    def spark(self, session: "pyspark.sql.SparkSession", **narrower: Any) -> "pyspark.sql.DataFrame":
        """Gives a DataFrame of Spark 3.5 or 4. Executors read the files: they have to reach the landing."""
        wanted("pyspark", "pyspark")
        from headgate.spark import table as spark

        table = self.narrow(**narrower)
        return table.lake.afresh(lambda: spark.read(session, table.lake.place, table._scan(), table.columns))

    def duplicates(self) -> Fixed:
        """Lists the rows of all events that came more than once; `kept` is the one that is shown."""
        import pyarrow as pa

        def find() -> Any:
            files = self.files
            places = dict(zip((file.name for file in files), self.lake.snapshot.where(files), strict=True))
            return self._again(files, places).rows.to_arrow()

        rows = self.lake.steadily(find)
        addresses = [
            f"{o}@{at}+{n}"
            for o, at, n in zip(
                *(rows[c].to_pylist() for c in ("_object", "_offset", "_length")), strict=True
            )
        ]
        ids = rows["event_id"].cast(pa.string())
        shown = pa.table({"event_id": ids, "address": pa.array(addresses, pa.string()), "kept": rows["kept"]})
        return Fixed(shown, f"Events of {self.name} that came more than once")

    # How it looks

    def _title(self) -> str:
        files = self.files
        if not files:
            return f"{self.name}: no rows"
        hours = f"{files[0].hour_text} to {files[-1].hour_text} UTC"
        return f"{self.name}: {len(self):,} rows, {hours}, {len(files):,} file{'s' if len(files) > 1 else ''}"

    def _first(self, count: int) -> tuple["pyarrow.Table", int]:
        def read() -> Any:
            scan = self._scan()
            # What is left out stands in a table of this one cursor.
            cursor = self.lake.session()
            rows = cursor.sql(f"FROM ({self._select(cursor)}) LIMIT {count}") if scan.parts else None
            return scan.full_schema.empty_table() if rows is None else rows.to_arrow_table()

        return self.lake.steadily(read), len(self)


def polars_of(read: "pyarrow.Table") -> "polars.DataFrame":
    """Gives what says which event a row is."""
    import polars

    from headgate.again import COLUMNS

    wanted = read.select([name for name in COLUMNS if name in read.column_names])
    return polars.DataFrame(polars.from_arrow(wanted, rechunk=False))


def between(rows: Any, gone: Sequence[int]) -> list[Any]:
    """Cuts out rows by their places: nothing is copied."""
    begins, ends = [0, *(row + 1 for row in gone)], [*gone, len(rows)]
    pieces = [rows.slice(begin, end - begin) for begin, end in zip(begins, ends, strict=True) if end > begin]
    return pieces or [rows.slice(0, 0)]


def is_kept(count: int, gone: Sequence[int]) -> "polars.Series":
    import polars

    return ~polars.int_range(count, eager=True).is_in(gone)


def hour(moment: Moment) -> datetime:
    """Reads a time that is a whole hour: tables are cut by hours, and nothing is taken that was not meant."""
    when = utc(moment)
    if when.minute or when.second or when.microsecond or getattr(moment, "nanosecond", 0):
        raise Refused(
            f"{moment} is inside an hour: since and until cut by whole hours. Take the hour and filter by"
            " a column that holds the time; it is null where a time is finer than a microsecond"
        )
    return when
