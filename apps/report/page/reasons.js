// SPDX-License-Identifier: Apache-2.0
// Reasons, as a crash tracker lists them.

let order = "events";
let listed = 25; // So many at first; a button lists the others.
const opened = new Set();

const orders = {
  events: (a, b) => b.counts[0] - a.counts[0],
  first: (a, b) => b.counts[1] - a.counts[1],
  last_seen: (a, b) => (b.reason.last_seen ?? "").localeCompare(a.reason.last_seen ?? ""),
  first_seen: (a, b) => (a.reason.first_seen ?? "~").localeCompare(b.reason.first_seen ?? "~"),
};

const where = (reason) => namedInOne(reason.service, reason.record_type);
const isRest = (reason) => reason.code === null;

/** Writes a figure with the word for it, for the eye in a column and for the ear in a sentence. */
const figure = (name, value) =>
  element(
    "span",
    { class: "figure" },
    element("span", { class: "name" }, `${name} `),
    text(value, "span", { class: "value" }),
    unseen(", "),
  );

function heading(reason, counts) {
  const place =
    reason.kind === "dropped" ? "bytes between events" : reason.pointer === "" ? "the event itself" : reason.pointer;
  return element(
    "summary",
    {},
    element(
      "span",
      { class: "what" },
      element("span", { class: `key ${reason.kind}` }),
      text(reason.code, "span", { class: "code" }),
      unseen(" at "),
      text(place, "span", { class: "pointer" }),
      text(where(reason), "span", { class: "of" }),
      unseen(", "),
    ),
    figure("events", count(counts[0])),
    figure("as the first", count(counts[1])),
    figure("rate", share(counts[0], total(allOf(report.groups[reason.group])))),
    figure("first event", moment(reason.first_seen).slice(0, 16)),
    figure("last event", moment(reason.last_seen).slice(0, 16)),
  );
}

/** Lays out the event as `headgate why` does, a caret below each fault. */
function excerpt(sample) {
  const lines = sample.lines.map(([kind, line]) => element("span", { class: kind }, `${visible(line)}\n`));
  const more = (number, direction) =>
    number === 0 ? null : element("span", { class: "fold" }, `… ${plural(number, "line")} ${direction}\n`);
  return element(
    "pre",
    { tabindex: "0", role: "group", "aria-label": "The event" },
    more(sample.lines_above, "above"),
    ...lines,
    more(sample.lines_below, "below"),
  );
}

function rules(sample) {
  return sample.rules.map((rule) => {
    const lines = rule.lines.map((line, place) => {
      const number = rule.first_line + place;
      return element(
        "span",
        { class: number === rule.line ? "fault" : "event" },
        `${String(number).padStart(5)}  ${visible(line)}\n`,
      );
    });
    return element(
      "div",
      {},
      element("h3", {}, `The rule: ${visible(rule.file)}, line ${rule.line}`),
      element("pre", { tabindex: "0", role: "group", "aria-label": "Lines of the contract" }, ...lines),
    );
  });
}

function facts(reason) {
  const rows = [
    ["Fingerprint", text(reason.fingerprint, "code")],
    ["First event", moment(reason.first_seen)],
    ["Last event", moment(reason.last_seen)],
    ["Came with", commitSpan(reason.first_commit, reason.last_commit)],
    ["Contract", reason.contracts.length === 0 ? "none judged it" : visible(reason.contracts.join(", "))],
    ["Message", reason.message === null ? null : text(reason.message)],
    ["One event", text(reason.sample.address, "code")],
    ["Its id", reason.sample.event_id === null ? null : text(reason.sample.event_id, "code")],
  ];
  const made = element("dl", { class: "facts" });
  for (const [name, value] of rows) {
    if (value !== null) made.append(element("dt", {}, name), element("dd", {}, value));
  }
  return made;
}

function note(sample) {
  if (sample.withheld) return "No contract judged it, so nobody says what of it may be shown. The command shows it.";
  if (sample.left_out) return "The event itself is not in this page. The command shows it.";
  return sample.masked === 0 ? null : `${plural(sample.masked, "value")} hidden by the contract.`;
}

function body(reason, number) {
  const { sample } = reason;
  const chart = `reason-chart-${number}`;
  const said = note(sample);
  const made = element(
    "div",
    { class: "body" },
    facts(reason),
    sample.lines.length === 0 ? null : excerpt(sample),
    said === null ? null : element("p", { class: "quiet" }, said),
    ...rules(sample),
    command(`headgate why ${quoted(report.landing)} ${quoted(sample.address)}${sample.withheld ? " --unmask" : ""}`),
  );
  if (reason.times.length !== 0)
    made.append(element("h3", {}, "When"), element("div", { id: chart, class: "chart reason" }));
  return made;
}

function rest(reason, counts) {
  const number = `${reason.is_at_least ? "at least " : ""}${plural(reason.reasons, `more ${reason.kind === "warning" ? "warning" : "reason"}`)}`;
  return element(
    "li",
    { class: "rest" },
    element("span", { class: `key ${reason.kind}` }),
    `and ${number} of `,
    text(where(reason)),
    `: counted ${count(counts[0])} times, as the first in ${plural(counts[1], "event")}`,
  );
}

function item({ reason, counts, number }) {
  if (isRest(reason)) return rest(reason, counts);
  const details = element("details", {}, heading(reason, counts));
  const fill = () => {
    opened.add(number);
    if (details.children.length === 1) details.append(body(reason, number));
    if (reason.times.length !== 0) drawReason(`reason-chart-${number}`, reason);
  };
  details.addEventListener("toggle", () => (details.open ? fill() : opened.delete(number)));
  if (opened.has(number)) details.open = true;
  return element("li", {}, details);
}

/** Makes the button behind the first reasons; it says what the others add up to. */
function moreButton(hidden) {
  const first = hidden.reduce((left, { counts }) => left + counts[1], 0);
  const button = element(
    "button",
    { type: "button", class: "more" },
    `Show ${plural(hidden.length, "more reason")}, as the first in ${plural(first, "event")}`,
  );
  button.addEventListener("click", () => {
    const next = listed;
    listed = Infinity;
    listReasons();
    at("reasons").children[next]?.querySelector("summary")?.focus();
  });
  return element("li", { class: "rest" }, button);
}

/** Lists what is chosen of the reasons, and what sums up the others behind them. */
function listReasons() {
  for (const id of [...charts.keys()].filter((each) => each.startsWith("reason-chart-"))) {
    charts.get(id).dispose();
    charts.delete(id);
  }
  const all = report.reasons.map((reason, number) => ({ reason, number, counts: eventsOf(reason) }));
  const shown = all.filter(({ counts }) => counts[0] !== 0);
  shown.sort((a, b) => isRest(a.reason) - isRest(b.reason) || orders[order](a, b) || a.number - b.number);
  const isWarning = ({ reason }) => reason.kind === "warning";
  const faults = shown.filter((each) => !isWarning(each));
  const warnings = shown.filter(isWarning);
  const items = faults.map((each, place) => (place < listed || isRest(each.reason) ? item(each) : null));
  at("reasons").replaceChildren(...items.filter((each) => each !== null));
  const hidden = faults.filter(({ reason }, place) => place >= listed && !isRest(reason));
  if (hidden.length !== 0) at("reasons").append(moreButton(hidden));
  at("warnings").replaceChildren(...warnings.map(item));
  at("warnings-section").hidden = warnings.length === 0;
  const first = faults.reduce((left, { counts }) => left + counts[1], 0);
  const reasons = faults.reduce((left, { reason }) => left + reason.reasons, 0);
  at("reasons-say").textContent =
    faults.length === 0
      ? "Nothing dirty or dropped is chosen."
      : `${plural(reasons, "reason")} in ${count(first)} dirty events and dropped ranges.`;
}
