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
 * Makes a table. A column is {title, cell(row), is_number, is_code}; the first one heads its row. A wide table
 * scrolls by itself, with the keyboard too.
 */
function table(label, columns, rows, last = null) {
  const cell = (column, row, place) => {
    const content = column.cell(row);
    const attributes = { class: [column.is_number ? "number" : "", column.is_code ? "code" : ""].join(" ").trim() };
    if (place === 0) attributes.scope = "row";
    return element(place === 0 ? "th" : "td", attributes, typeof content === "string" ? visible(content) : content);
  };
  const line = (row) => element("tr", {}, ...columns.map((column, place) => cell(column, row, place)));
  const titles = columns.map((column) =>
    element("th", { scope: "col", class: column.is_number ? "number" : "" }, column.title),
  );
  const made = element(
    "table",
    {},
    element("caption", { class: "unseen" }, visible(label)),
    element("thead", {}, element("tr", {}, ...titles)),
    element("tbody", {}, ...rows.map(line)),
    last === null ? null : element("tfoot", {}, line(last)),
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
