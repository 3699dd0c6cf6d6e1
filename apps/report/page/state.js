// SPDX-License-Identifier: Apache-2.0
// What a reader has to know before any figure: where the events came from, what is not done, what failed.

const numbersShown = 8;
const sourcesShown = 5;

/** Lists numbers of commits, of many the first ones and the last. */
function numbersOf(commits) {
  if (commits.length <= numbersShown) return commits.map(count).join(", ");
  return `${commits.slice(0, numbersShown).map(count).join(", ")} … ${count(commits.at(-1))}`;
}

function sourcesSaid() {
  const line = ({ name, root }) => element("div", {}, text(name, "b"), ": ", element("code", {}, visible(root)));
  if (report.sources.length === 0) return element("span", {}, "none is known yet");
  const rest = report.sources.slice(sourcesShown);
  const more =
    rest.length === 0
      ? null
      : element("details", {}, element("summary", {}, `and ${plural(rest.length, "more source")}`), ...rest.map(line));
  return element("div", {}, ...report.sources.slice(0, sourcesShown).map(line), more);
}

function unpublishedSaid() {
  const { unpublished } = report;
  if (unpublished.length === 0)
    return text(report.commit === 0 ? "nothing is committed yet" : "nothing: each commit is published");
  const which = `${unpublished.length === 1 ? "commit" : "commits"} ${numbersOf(unpublished)}`;
  return element(
    "span",
    { class: "alarm" },
    `${which}: counted here, but not all of ${unpublished.length === 1 ? "its" : "their"} files lie in data/ yet. ` +
      "The next run publishes them.",
  );
}

function failureSaid() {
  const failure = report.last_failure;
  if (failure === null) return text("none is known");
  return element(
    "span",
    { class: failure.commit_since ? "" : "alarm" },
    visible(`${moment(failure.time).slice(0, 19)} UTC, ${failure.verb} ${failure.run}`),
    `, ${failure.commit_since ? "a" : "no"} ${failure.verb === "reprocess" ? "reprocess" : "run"} has committed since`,
    ": ",
    visible(failure.message),
  );
}

function showState() {
  const rows = [
    [report.sources.length > 1 ? "Sources" : "Source", sourcesSaid()],
    ["Not published", unpublishedSaid()],
    ["Last failure", failureSaid()],
  ];
  for (const [name, value] of rows) at("state").append(element("dt", {}, name), element("dd", {}, value));
}

/** Writes which run holds events of this one now, and how to look at it. */
function laterRun(run) {
  if (run.run === null) return element("li", {}, `${plural(run.runs, "earlier run")}, ${plural(run.tasks, "task")}`);
  const says = `${kindWords[run.kind]}, ${commitSpan(run.first_commit, run.last_commit)} at ${moment(run.time).slice(0, 19)}, `;
  return element("li", {}, text(run.run, "code"), `: ${says}${plural(run.tasks, "task")} of this run`);
}

/** Says what of a run was judged again; whether that was all of it, so that there is nothing else to show. */
function sayJudgedAgain() {
  if (report.judged_again === 0) return false;
  const isAll = report.tasks === 0;
  const { committed, judged_again_by: runs } = report;
  const said = at("judged-again");
  const whole = report.tasks + report.judged_again;
  const which = isAll
    ? whole === 1
      ? "The one task"
      : `All ${plural(whole, "task")}`
    : `${count(report.judged_again)} of ${plural(whole, "task")}`;
  said.hidden = false;
  said.append(
    element(
      "p",
      {},
      `${which} of this run ${report.judged_again === 1 ? "was" : "were"} judged again since. Those events are counted in ` +
        `the later ${runs.length === 1 ? "run" : "runs"}, which ${runs.length === 1 ? "holds" : "hold"} them now:`,
    ),
    element("ul", {}, ...runs.map(laterRun)),
    element(
      "p",
      {},
      `As this run committed them: ${count(committed.clean_lines)} clean, ` +
        `${count(committed.dirty_lines - committed.dropped_ranges)} dirty, ${count(committed.dropped_ranges)} dropped.` +
        (isAll ? " Nothing of what it committed stands any more, so there is nothing else to show." : ""),
    ),
  );
  if (runs[0].run !== null)
    said.append(command(`headgate report ${quoted(report.landing)} --run ${quoted(runs[0].run)} --out run.html`));
  if (isAll) {
    for (const each of [at("totals"), document.querySelector(".skip"), ...at("figures").children]) each.hidden = true;
    at("figures").prepend(said);
  }
  return isAll;
}
