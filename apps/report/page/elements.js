// SPDX-License-Identifier: Apache-2.0
// Elements, made of names and texts alone.

const at = (id) => document.getElementById(id);

/** Makes an element; children are elements or texts. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const text = (value, name = "span", attributes = {}) => element(name, attributes, visible(value));
const unseen = (words) => element("span", { class: "unseen" }, words);

/**
 * Makes a table. A column is {title, cell(row), is_number, is_code, is_broad}; the first one heads its row. A wide table
 * scrolls by itself, with the keyboard too; on a phone each row is a block, and each cell has its title, where
 * `isNarrow` does not say that there is room for all columns.
 */
function table(label, columns, rows, last = null, isNarrow = false) {
  const cell = (column, row, place) => {
    const content = column.cell(row);
    const kinds = { number: column.is_number, code: column.is_code, broad: column.is_broad };
    const attributes = {
      class: Object.keys(kinds)
        .filter((kind) => kinds[kind])
        .join(" "),
    };
    if (place === 0) attributes.scope = "row";
    // A row that is a block is a row to a screen reader only by its role.
    attributes.role = place === 0 ? "rowheader" : "cell";
    attributes["data-title"] = column.title;
    return element(place === 0 ? "th" : "td", attributes, typeof content === "string" ? visible(content) : content);
  };
  const line = (row) => element("tr", { role: "row" }, ...columns.map((column, place) => cell(column, row, place)));
  const titles = columns.map((column) =>
    element("th", { scope: "col", role: "columnheader", class: column.is_number ? "number" : "" }, column.title),
  );
  const group = { role: "rowgroup" };
  const made = element(
    "table",
    { role: "table", class: isNarrow ? null : "stacks" },
    element("caption", { class: "unseen" }, visible(label)),
    element("thead", group, element("tr", { role: "row" }, ...titles)),
    element("tbody", group, ...rows.map(line)),
    last === null ? null : element("tfoot", group, line(last)),
  );
  return element("div", { class: "wide", role: "group", tabindex: "0", "aria-label": visible(label) }, made);
}

/** Makes the button that copies a command. */
function command(words) {
  const button = element("button", { type: "button", class: "copy" }, "Copy");
  const said = element("span", { role: "status", class: "quiet" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words);
      said.textContent = "copied";
    } catch {
      said.textContent = "select the line and copy it";
    }
  });
  return element("p", { class: "command" }, text(words, "code"), button, said);
}

/** Quotes a word for a shell. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
