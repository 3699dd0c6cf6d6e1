// SPDX-License-Identifier: Apache-2.0
// The other sections of the page.

const number = (title, cell) => ({ title, cell: (row) => count(cell(row)), is_number: true });
const words = (title, cell) => ({ title, cell });
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
  if (report.judged_again !== 0) {
    at("judged-again").hidden = false;
    at("judged-again").textContent =
      `${plural(report.judged_again, "task")} of this run ${report.judged_again === 1 ? "was" : "were"} judged again by a later one and ` +
      `counted there. As the run committed them: ${count(report.committed.clean_lines)} clean, ` +
      `${count(report.committed.dirty_lines - report.committed.dropped_ranges)} dirty.`;
  }
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

/** Says each equation of the books with its numbers. */
function equations() {
  const books = report.books;
  const dirty = books.dirty_lines - books.dropped_ranges;
  const line = (left, name, ...right) => ({ left, name, right });
  return [
    line(
      books.bytes_read,
      "bytes read",
      [books.frame_bytes, "in frames"],
      [books.separator_bytes, "in separators"],
      [books.dropped_bytes, "dropped"],
    ),
    line(
      books.frames,
      "frames",
      [books.events, "events"],
      [books.unidentified, "unidentified"],
      [books.unparsable, "unparsable"],
    ),
    line(books.frames, "frames", [books.clean_lines, "clean"], [dirty, "dirty"]),
    line(books.clean_lines, "clean", [books.rows, "table rows"]),
    line(books.frames + books.dropped_ranges, "frames and dropped ranges", [books.log_lines, "log records"]),
    line(books.log_lines, "log records", [books.index_rows, "frame index rows"]),
    line(books.files_staged, "files staged", [books.files_named, "named by the commits"]),
  ];
}

function showBooks() {
  const lines = equations();
  const balances = (line) => line.left === total(line.right.map(([value]) => value));
  at("books-table").replaceChildren(
    table(
      "The equations of the books",
      [
        words("What", (line) => line.name),
        number("Number", (line) => line.left),
        words("Is", (line) => line.right.map(([value, name]) => `${count(value)} ${name}`).join(" + ")),
        words("Balances", (line) => (balances(line) ? "yes" : "no")),
      ],
      lines,
    ),
  );
  drawBooks(lines.every(balances));
}

/** Draws the flow of the books. Its numbers are exact, whatever the width of a band is rounded to. */
function drawBooks(isBalanced) {
  const books = report.books;
  const dirty = books.dirty_lines - books.dropped_ranges;
  const perFrame = books.frames === 0 ? 0 : books.frame_bytes / books.frames;
  const isNarrow = at("books-chart").clientWidth < 620;
  const size = isNarrow ? bytes : (value) => `${count(value)} B`;
  const nodes = [];
  const node = (name, says, tint) => nodes.push({ name, says, itemStyle: { color: colour(tint) } });
  node("Bytes read", size(books.bytes_read), "faint");
  node("Frames", count(books.frames), "faint");
  node("Separators", size(books.separator_bytes), "soft");
  node("Dropped", size(books.dropped_bytes), "dropped");
  node("Events", count(books.events), "faint");
  node("Unidentified", count(books.unidentified), "dirty");
  node("Unparsable", count(books.unparsable), "dirty");
  node("Clean", count(books.clean_lines), "clean");
  node("Dirty", count(dirty), "dirty");
  node("Table rows", count(books.rows), "clean");
  node("Dirty records", count(books.dirty_lines), "dirty");
  const links = [
    ["Bytes read", "Frames", books.frame_bytes],
    ["Bytes read", "Separators", books.separator_bytes],
    ["Bytes read", "Dropped", books.dropped_bytes],
    ["Frames", "Events", books.events * perFrame],
    ["Frames", "Unidentified", books.unidentified * perFrame],
    ["Frames", "Unparsable", books.unparsable * perFrame],
    ["Events", "Clean", books.clean_lines * perFrame],
    ["Events", "Dirty", (dirty - books.unidentified - books.unparsable) * perFrame],
    ["Unidentified", "Dirty", books.unidentified * perFrame],
    ["Unparsable", "Dirty", books.unparsable * perFrame],
    ["Clean", "Table rows", books.rows * perFrame],
    ["Dirty", "Dirty records", dirty * perFrame],
    ["Dropped", "Dirty records", books.dropped_bytes],
  ]
    .filter(([, , value]) => value > 0)
    .map(([source, target, value]) => ({ source, target, value }));
  const says = new Map(nodes.map((each) => [each.name, each.says]));
  const met = new Set(links.flatMap(({ source, target }) => [source, target]));
  const chart = draw(
    "books-chart",
    `The books ${isBalanced ? "balance" : "do not balance"}. ` +
      nodes
        .filter((each) => met.has(each.name))
        .map((each) => `${each.name}: ${each.says}`)
        .join("; "),
    {
      tooltip: {
        ...tip(),
        trigger: "item",
        formatter: ({ data, dataType }) =>
          dataType === "node" ? `${data.name}: ${says.get(data.name)}` : `${data.source} → ${data.target}`,
      },
      series: [
        {
          type: "sankey",
          left: 2,
          right: isNarrow ? 78 : 130,
          top: 8,
          bottom: 14,
          nodeWidth: 9,
          nodeGap: isNarrow ? 30 : 24,
          nodeAlign: "left",
          draggable: false,
          layoutIterations: 32,
          emphasis: { focus: "adjacency" },
          lineStyle: { color: "gradient", opacity: 0.28, curveness: 0.5 },
          label: {
            ...font(),
            fontSize: isNarrow ? 10 : 12,
            lineHeight: 12,
            formatter: ({ name }) =>
              (isNarrow ? name.replace("Bytes read", "Read") : name) + (isNarrow ? "\n" : "  ") + says.get(name),
          },
          data: nodes.filter((each) => met.has(each.name)),
          links,
        },
      ],
    },
  );
  chart.isNarrow = isNarrow;
}

function showTime(times) {
  const numbers = [...times.keys()];
  const hasGaps = numbers.length !== 0 && numbers.at(-1) - numbers[0] >= gapless;
  at("over-time-says").textContent =
    span === null
      ? "Nothing has a usable event time."
      : `By event time in UTC, a bar for each ${stretchWord()}${hasGaps ? " that has an event" : ""}. ` +
        "The slider below the chart and the fields above choose a time.";
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
  const name = (group) => (group.groups > 1 ? `${plural(group.groups, "other service and type")}` : group.service);
  at("groups-table").replaceChildren(
    table(
      "Events by service and record type",
      [
        words("Service", ({ group }) => name(group)),
        words("Record type", ({ group }) => group.record_type),
        words("Contract", ({ group }) => group.contracts.join(", ") || "–"),
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
  const untimed = report.groups.filter(isChosen).reduce((left, group) => left + total(group.untimed), 0);
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
          words("Type", (column) => column.type),
          { title: "Null", cell: (column) => (column.nulls === null ? "–" : count(column.nulls)), is_number: true },
          {
            title: "Filled",
            cell: (column) => (column.nulls === null ? "–" : share(each.rows - column.nulls, each.rows)),
            is_number: true,
          },
          words("Least", (column) => value(column, "min")),
          words("Greatest", (column) => value(column, "max")),
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
  const sumOf = (key) => report.folders.reduce((left, folder) => left + folder[key], 0);
  at("folders").replaceChildren(
    table(
      "Files by folder",
      [
        code("Output", name),
        words("Of", (folder) => folder.of ?? ""),
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
        words("Kind", (run) => run.kind ?? ""),
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
