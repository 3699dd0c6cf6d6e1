// SPDX-License-Identifier: Apache-2.0
// The books: where every byte went, as numbers and as a flow.

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
        broad("Is", (line) => line.right.map(([value, name]) => `${count(value)} ${name}`).join(" + ")),
        words("Balances", (line) => (balances(line) ? "yes" : "no")),
      ],
      lines,
    ),
  );
  drawBooks(lines.every(balances));
}

/** Gives the boxes of the flow, each with what it says, and the bands between them. */
function flow(size) {
  const books = report.books;
  const dirty = books.dirty_lines - books.dropped_ranges;
  const perFrame = books.frames === 0 ? 0 : books.frame_bytes / books.frames;
  const nodes = [
    ["Bytes read", size(books.bytes_read), "faint"],
    ["Frames", count(books.frames), "faint"],
    ["Separators", size(books.separator_bytes), "soft"],
    ["Dropped", size(books.dropped_bytes), "dropped"],
    ["Events", count(books.events), "faint"],
    ["Unidentified", count(books.unidentified), "dirty"],
    ["Unparsable", count(books.unparsable), "dirty"],
    ["Clean", count(books.clean_lines), "clean"],
    ["Dirty", count(dirty), "dirty"],
    ["Table rows", count(books.rows), "clean"],
    ["Dirty records", count(books.dirty_lines), "dirty"],
  ];
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
  const met = new Set(links.flatMap(({ source, target }) => [source, target]));
  return { nodes: nodes.filter(([name]) => met.has(name)), links };
}

const columns = 5;
const measured = document.createElement("canvas").getContext("2d");

/** Gives how wide the widest of some texts is. */
function widest(texts, fontSize) {
  measured.font = `${fontSize}px ${font().fontFamily}`;
  return Math.ceil(Math.max(0, ...texts.map((each) => measured.measureText(each).width)));
}

/**
 * Chooses how the flow lies, so that no label stands on another or on a box, however thin its band is: from left to
 * right with names and numbers in one line, or in two, or from top to bottom, where there is no room for either.
 */
function layOut(nodes, width) {
  const beside = 16; // The box, and what is between it and its label.
  const room = (right) => (width - right) / (columns - 1) - beside;
  const inOne = widest(
    nodes.map(([name, says]) => `${name}  ${says}`),
    12,
  );
  const lines = [...nodes.map(([name]) => name), ...nodes.map(([, says]) => says)];
  const inTwo = widest(lines, 12);
  const small = widest(lines, 11);
  if (inOne < room(inOne + beside))
    return { height: 300, between: "  ", fontSize: 12, series: { right: inOne + beside, bottom: 14, nodeGap: 24 } };
  if (inTwo < room(inTwo + beside))
    return { height: 340, between: "\n", fontSize: 12, series: { right: inTwo + beside, bottom: 18, nodeGap: 34 } };
  return {
    height: 470,
    between: "\n",
    fontSize: 11,
    series: { orient: "vertical", left: small / 2, right: small / 2, bottom: 34, nodeGap: small + 6 },
    position: "bottom",
  };
}

/** Draws the flow of the books. Its numbers are exact, whatever the width of a band is rounded to. */
function drawBooks(isBalanced) {
  const place = at("books-chart");
  const isNarrow = place.clientWidth < 620;
  const { nodes, links } = flow(isNarrow ? bytes : (value) => `${count(value)} B`);
  const form = layOut(nodes, place.clientWidth);
  const says = new Map(nodes);
  place.style.setProperty("height", `${form.height}px`);
  draw(
    "books-chart",
    `The books ${isBalanced ? "balance" : "do not balance"}. ${nodes.map(([name, said]) => `${name}: ${said}`).join("; ")}`,
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
          top: 8,
          nodeWidth: 9,
          nodeAlign: "left",
          ...form.series,
          draggable: false,
          layoutIterations: 32,
          emphasis: { focus: "adjacency" },
          lineStyle: { color: "gradient", opacity: 0.28, curveness: 0.5 },
          label: {
            ...font(),
            fontSize: form.fontSize,
            lineHeight: form.fontSize + 1,
            position: form.position ?? "right",
            formatter: ({ name }) => name + form.between + says.get(name),
          },
          data: nodes.map(([name, , tint]) => ({ name, itemStyle: { color: colour(tint) } })),
          links,
        },
      ],
    },
  );
  charts.get("books-chart").resize();
}
