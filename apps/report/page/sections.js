// SPDX-License-Identifier: Apache-2.0
// The other sections of the page.

const number = (title, cell) => ({ title, cell: (row) => count(cell(row)), is_number: true });
const words = (title, cell) => ({ title, cell });
const broad = (title, cell) => ({ title, cell, is_broad: true });
const code = (title, cell) => ({ title, cell, is_code: true });
const size = (title, cell) => ({ title, cell: (row) => bytes(cell(row)), is_number: true });

function showHead() {
  const { books } = report;
  document.documentElement.lang = "en";
  at("landing").textContent = visible(report.landing);
  const what = report.run === null ? "All runs" : `Run ${visible(report.run)}`;
  at("as-of").textContent =
    report.commit === 0
      ? `${what}: nothing is committed yet.`
      : `${what}, as of commit ${count(report.commit)} at ${moment(report.commit_time).slice(0, 19)} UTC`;
  showState();
  const dirty = books.dirty_lines - books.dropped_ranges;
  const totals = [
    ["Frames", count(books.frames), ""],
    ["Clean", count(books.clean_lines), share(books.clean_lines, books.frames)],
    ["Dirty", count(dirty), share(dirty, books.frames)],
    ["Dropped ranges", count(books.dropped_ranges), bytes(books.dropped_bytes)],
    ["Table rows", count(books.rows), plural(report.tables.length, "table")],
    ["Read", bytes(books.bytes_read), plural(report.objects, "object")],
  ];
  for (const [name, value, beside] of totals) {
    at("totals").append(
      element(
        "div",
        { class: name.split(" ")[0].toLowerCase() },
        element("dt", {}, name),
        element("dd", {}, value, beside === "" ? null : element("small", {}, ` ${beside}`)),
      ),
    );
  }
  at("made-by").textContent =
    `Written by ${visible(report.program)}. Times are in UTC. This page asks for nothing outside itself.`;
}

function showTime(times) {
  const numbers = [...times.keys()];
  const untimed = report.groups.filter(isChosen).reduce((left, group) => left + untimedOf(group), 0);
  const hasGaps = numbers.length !== 0 && numbers.at(-1) - numbers[0] >= gapless;
  at("over-time-says").textContent =
    span === null
      ? "Nothing has a usable event time."
      : `By event time in UTC, a bar for each ${stretchWord()}${hasGaps ? " that has an event" : ""}. ` +
        "The slider below the chart and the fields above choose a time." +
        (untimed === 0 ? "" : ` ${count(untimed)} without a usable time are in no bar.`);
  drawTime(times);
  const made = at("time-details").open
    ? [
        table(
          "Events by event time",
          [
            words("From", ([number]) => clock(number * stretch)),
            ...statuses.map((name, place) => number(name, ([, counts]) => counts[place])),
          ],
          [...times],
          null,
          true,
        ),
      ]
    : [];
  at("time-table").replaceChildren(...made);
}

function showGroups() {
  const rows = report.groups
    .filter(isChosen)
    .map((group) => ({ group, counts: countsOf(group), all: allOf(group) }))
    .filter(({ counts }) => total(counts) !== 0);
  drawGroups(rows);
  const sums = rows.reduce((left, { counts }) => plus(left, counts), [0, 0, 0]);
  const alls = rows.reduce((left, { all }) => plus(left, all), [0, 0, 0]);
  const name = (group) => named(group.service, group.record_type)[0];
  const type = (group) =>
    group.groups > 1 ? `${count(group.groups)} services and types` : named(group.service, group.record_type)[1];
  at("groups-table").replaceChildren(
    table(
      "Events by service and record type",
      [
        words("Service", ({ group }) => name(group)),
        words("Record type", ({ group }) => type(group)),
        broad("Contract", ({ group }) => group.contracts.join(", ") || "–"),
        ...statuses.map((status, place) => number(status, ({ counts }) => counts[place])),
        { title: "dirty share", cell: ({ all }) => share(all[1], all[0] + all[1]), is_number: true },
      ],
      rows,
      { group: { service: "All", record_type: "", contracts: [""], groups: 1 }, counts: sums, all: alls },
    ),
  );
  return sums;
}

/** Says how much the filters leave, and what they leave out that has no time. */
function sayFiltered(sums) {
  const all = report.groups.reduce((left, group) => left + group.clean + group.dirty + group.dropped_ranges, 0);
  const untimed = report.groups.filter(isChosen).reduce((left, group) => left + untimedOf(group), 0);
  const left = !isTimed() || untimed === 0 ? "" : `, without ${count(untimed)} that have no usable time`;
  at("filtered").textContent =
    total(sums) === all
      ? `All ${count(all)} frames and dropped ranges`
      : `${count(total(sums))} of ${count(all)} frames and dropped ranges${left}`;
}

function showTables() {
  const isShown = (each) => report.groups.some((group) => group.table === each.table && isChosen(group));
  const value = (column, which) =>
    column[which] === null
      ? column.hidden
        ? element("i", { class: "quiet" }, "hidden")
        : "–"
      : text(column[which], "code");
  const shown = report.tables.filter(isShown);
  const made = shown.map((each) =>
    element(
      "details",
      { class: "table", open: shown.length === 1 ? "" : null },
      element(
        "summary",
        {},
        text(each.table, "b"),
        element(
          "span",
          { class: "quiet" },
          ` ${plural(each.rows, "row")}, ${plural(each.columns.length, "column")}, ` +
            `${plural(each.files, "file")}, ${bytes(each.bytes)}, ${visible(each.contracts.join(", "))}`,
        ),
      ),
      table(
        `Columns of ${each.table}`,
        [
          code("Column", (column) => column.name),
          broad("Type", (column) => column.type),
          { title: "Null", cell: (column) => (column.nulls === null ? "–" : count(column.nulls)), is_number: true },
          {
            title: "Filled",
            cell: (column) => (column.nulls === null ? "–" : share(each.rows - column.nulls, each.rows)),
            is_number: true,
          },
          broad("Least", (column) => value(column, "min")),
          broad("Greatest", (column) => value(column, "max")),
        ],
        each.columns,
      ),
    ),
  );
  at("tables").replaceChildren(
    ...(made.length === 0 ? [element("p", { class: "quiet" }, "No table is chosen.")] : made),
  );
}

function showFiles() {
  const name = (folder) => (folder.folders > 1 ? `${plural(folder.folders, "other folder")}` : folder.output);
  // A record type has no blank in it.
  const of = (folder) =>
    folder.of === null || !folder.of.includes(" ")
      ? (folder.of ?? "")
      : namedInOne(folder.of.slice(0, folder.of.lastIndexOf(" ")), folder.of.slice(folder.of.lastIndexOf(" ") + 1));
  const sumOf = (key) => report.folders.reduce((left, folder) => left + folder[key], 0);
  at("folders").replaceChildren(
    table(
      "Files by folder",
      [
        code("Output", name),
        broad("Of", of),
        number("Files", (folder) => folder.files),
        size("Size", (folder) => folder.bytes),
        number("Lines or rows", (folder) => folder.lines),
        size("Smallest", (folder) => folder.smallest),
        size("Largest", (folder) => folder.largest),
      ],
      report.folders,
      report.folders.length === 0
        ? null
        : {
            output: "All",
            of: "",
            folders: 1,
            files: sumOf("files"),
            bytes: sumOf("bytes"),
            lines: sumOf("lines"),
            smallest: Math.min(...report.folders.map((folder) => folder.smallest)),
            largest: Math.max(...report.folders.map((folder) => folder.largest)),
          },
    ),
  );
  at("largest").replaceChildren(
    table(
      "The largest files",
      [
        code("File", (file) => file.name),
        size("Size", (file) => file.bytes),
        number("Lines or rows", (file) => file.lines),
      ],
      report.largest_files,
    ),
  );
  at("runs").replaceChildren(
    table(
      "Runs",
      [
        code("Run", (run) => run.run ?? plural(run.runs, "earlier run")),
        words("Kind", (run) => kindWords[run.kind] ?? ""),
        words("Committed", (run) => (run.time === null ? "" : moment(run.time).slice(0, 19))),
        number("Tasks", (run) => run.tasks),
        size("Read", (run) => run.books.bytes_read),
        number("Clean", (run) => run.books.clean_lines),
        number("Dirty", (run) => run.books.dirty_lines - run.books.dropped_ranges),
        number("Dropped", (run) => run.books.dropped_ranges),
      ],
      report.runs,
    ),
  );
}
