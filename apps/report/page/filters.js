// SPDX-License-Identifier: Apache-2.0
// What is chosen, and the counts that are left then. Times are chosen by whole stretches: so counts stay exact.

const everything = { service: null, recordType: null, statuses: new Set(statuses), from: null, to: null };
let chosen = { ...everything };

const isTimed = () => chosen.from !== null || chosen.to !== null;

function isChosen(group) {
  return (
    (chosen.service === null || group.service === chosen.service) &&
    (chosen.recordType === null || group.record_type === chosen.recordType)
  );
}

const isInside = (number) =>
  (chosen.from === null || number * stretch >= chosen.from) && (chosen.to === null || number * stretch < chosen.to);

/** Sums the tuples of what was counted in the chosen time, place by place. */
function sum(counted, untimed, times) {
  const total = untimed ? [...counted.untimed] : counted.untimed.map(() => 0);
  for (const [, ...counts] of times)
    counts.forEach((value, place) => {
      total[place] += value;
    });
  return total;
}

const insideOf = (counted) => (isTimed() ? counted.times.filter(([number]) => isInside(number)) : counted.times);

/** Gives clean, dirty, dropped of a group in the chosen time, whatever status is chosen. */
const allOf = (group) => sum(group, !isTimed(), insideOf(group));
/** The same, without statuses that are not chosen. */
const countsOf = (group) => allOf(group).map((value, place) => (chosen.statuses.has(statuses[place]) ? value : 0));

/** Counts what fits the filters but has no time that one could choose. */
const untimedOf = (group) => total(group.untimed.filter((_, place) => chosen.statuses.has(statuses[place])));

/** Gives [events, first] of a reason in the chosen time. */
function eventsOf(reason) {
  if (!isChosen(report.groups[reason.group])) return [0, 0];
  if (reason.kind !== "warning" && !chosen.statuses.has(reason.kind)) return [0, 0];
  return sum(reason, !isTimed(), insideOf(reason));
}

/** Gives the chosen counts by stretch: its number -> [clean, dirty, dropped]. */
function timeline() {
  const stretches = new Map();
  for (const group of report.groups.filter(isChosen)) {
    for (const [number, ...counts] of insideOf(group)) {
      const total = stretches.get(number) ?? [0, 0, 0];
      counts.forEach((value, place) => {
        total[place] += chosen.statuses.has(statuses[place]) ? value : 0;
      });
      stretches.set(number, total);
    }
  }
  return new Map([...stretches].sort(([a], [b]) => a - b));
}

/** Gives the first and the last stretch that anything lies in; null where nothing has a time. */
const span = (() => {
  let first = null;
  let last = null;
  for (const group of report.groups) {
    for (const [number] of group.times) {
      if (first === null || number < first) first = number;
      if (last === null || number > last) last = number;
    }
  }
  return first === null ? null : { first, last };
})();

const plus = (left, right) => left.map((value, place) => value + right[place]);
const total = (counts) => counts.reduce((left, right) => left + right, 0);

/** Reads the form; a time is moved to the border of the stretch that it lies in. */
function readFilters() {
  const time = (id, round) => {
    const value = at(id).value;
    return value === "" ? null : round(Date.parse(`${value}Z`) / stretch) * stretch;
  };
  chosen = {
    service: at("service").value === "*" ? null : at("service").value.slice(1),
    recordType: at("record-type").value === "*" ? null : at("record-type").value.slice(1),
    statuses: new Set([...document.querySelectorAll("input[name=status]:checked")].map((box) => box.value)),
    from: time("from", Math.floor),
    to: time("to", Math.ceil),
  };
}

const local = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 16);

/** Chooses the time from one stretch to another, both included. */
function chooseTime(first, last) {
  const isWhole = span !== null && first <= span.first && last >= span.last;
  at("from").value = isWhole ? "" : local(first * stretch);
  at("to").value = isWhole ? "" : local((last + 1) * stretch);
}

function fillFilters() {
  const fill = (id, names, wordsFor) => {
    const options = [element("option", { value: "*" }, "all")];
    for (const name of [...new Set(names)].sort())
      options.push(
        element("option", { value: `=${name}` }, Object.hasOwn(wordsFor, name) ? wordsFor[name] : visible(name)),
      );
    at(id).replaceChildren(...options);
  };
  fill(
    "service",
    report.groups.map((group) => group.service),
    { _unknown: "(no service)", _other: named("_other", "_other")[0] },
  );
  fill(
    "record-type",
    report.groups.map((group) => group.record_type),
    { _unknown: "(no record type)", _other: named("_other", "_other")[0] },
  );
  for (const id of ["from", "to"]) {
    if (span === null) at(id).disabled = true;
    at(id).step = String(Math.min(report.stretch_minutes, 1440) * 60);
    if (span !== null) at(id).min = local(span.first * stretch);
    if (span !== null) at(id).max = local((span.last + 1) * stretch);
  }
}
