// SPDX-License-Identifier: Apache-2.0
// What the page shows, and how it writes numbers and texts.

// No text ever becomes markup: of all that scripts could set as such only nothing is let through, which the
// charts use to empty an element.
if (globalThis.trustedTypes) {
  globalThis.trustedTypes.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });
}

const report = JSON.parse(document.getElementById("report-data").textContent);
const minute = 60000;
const stretch = report.stretch_minutes * minute;
const statuses = ["clean", "dirty", "dropped"];

const counted = new Intl.NumberFormat("en-US");
const count = (number) => counted.format(number);
const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** Writes a share so that what is not nothing never looks like it, nor what is not all like all. */
function share(part, whole) {
  if (whole === 0 || part === 0) return part === 0 ? "0%" : "–";
  if (part === whole) return "100%";
  const percent = (100 * part) / whole;
  if (percent < 0.01) return "< 0.01%";
  if (percent > 99.99) return "> 99.99%";
  return `${percent.toFixed(percent < 10 ? 2 : 1)}%`;
}

function bytes(number) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let value = number;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${number} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/** Writes a moment in UTC, to the minute, or with all that it has. */
const clock = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
const moment = (text) => (text === null ? "–" : text.replace("T", " ").replace("Z", ""));

/** Shows what would be invisible, or would turn the reading direction, as an escape. */
function visible(text) {
  return text.replace(
    /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu,
    (letter) => `\\u${letter.codePointAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Names a service and record type, a word each, as the end of a run does in a terminal. */
function named(service, recordType) {
  const type = recordType === "_unknown" || recordType === "_other" ? "" : recordType;
  if (service === "_other") return ["(many more services)", type];
  if (service === "_unknown") return [type === "" ? "(not recognised)" : "(no service)", type];
  return [service, type];
}
const namedInOne = (service, recordType) => named(service, recordType).join(" ").trim();

/** Names what made a commit, as `headgate status` does. */
const kindWords = { run: "run", rewrite: "reprocess", fence: "fence" };

const commitSpan = (first, last) =>
  first === last ? `commit ${count(first)}` : `commits ${count(first)} to ${count(last)}`;

const stretchWords = [
  [1440, "day"],
  [60, "hour"],
  [1, "minute"],
];
/** Says how long a stretch is, behind "each": `minute`, `5 minutes`. */
function stretchWord() {
  const [minutes, word] = stretchWords.find(([each]) => report.stretch_minutes % each === 0);
  const number = report.stretch_minutes / minutes;
  return number === 1 ? word : plural(number, word);
}
