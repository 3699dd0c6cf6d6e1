// SPDX-License-Identifier: Apache-2.0
// The charts: Apache ECharts, on canvas. Beside each stands the same in words.

const charts = new Map();

/** Gives a colour of the page as it is now, light or dark. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const font = () => ({ color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 });
const tip = () => ({
  renderMode: "richText", // A tip is drawn, too: it is no markup.
  confine: true,
  backgroundColor: colour("raised"),
  borderColor: colour("line"),
  textStyle: font(),
});

/** Draws a chart, or draws it anew. `says` is what it shows, in a sentence. */
function draw(id, says, option) {
  const place = at(id);
  let chart = charts.get(id);
  if (chart === undefined) {
    const canvas = element("div", { class: "canvas", role: "img" });
    place.replaceChildren(canvas);
    chart = echarts.init(canvas, null, { renderer: "canvas" });
    charts.set(id, chart);
    new ResizeObserver(() => chart.resize()).observe(canvas);
  }
  chart.getDom().setAttribute("aria-label", says);
  chart.setOption({ animation: false, textStyle: font(), ...option }, { notMerge: true });
  return chart;
}

const bars = (name, data, more = {}) => ({
  name,
  data,
  type: "bar",
  stack: "all",
  itemStyle: { color: colour(name) },
  emphasis: { disabled: true },
  ...more,
});

const axis = () => ({
  axisLine: { lineStyle: { color: colour("line") } },
  axisTick: { show: false },
  axisLabel: { color: colour("faint"), hideOverlap: true },
  splitLine: { lineStyle: { color: colour("line") } },
});

const gapless = 5000;

/** Lists all stretches from the first to the last that has something: a gap in time is a gap in the chart. */
function stretchesOf(times) {
  const numbers = [...times.keys()];
  if (numbers.length === 0) return [];
  const first = Math.min(...numbers);
  const length = Math.max(...numbers) - first + 1;
  // Years of nothing between two events are left out, else a browser would draw them all; the page says so.
  return length > gapless ? numbers : Array.from({ length }, (_, place) => first + place);
}

function drawTime(times) {
  const numbers = stretchesOf(times);
  const values = (place) => numbers.map((number) => times.get(number)?.[place] ?? 0);
  const sums = [...times.values()].reduce(plus, [0, 0, 0]);
  const says =
    numbers.length === 0
      ? "No event with a time is chosen."
      : `Events by event time, a bar for each ${stretchWord()}, from ${clock(numbers[0] * stretch)} to ` +
        `${clock((numbers.at(-1) + 1) * stretch)} UTC: ` +
        statuses.map((name, place) => `${count(sums[place])} ${name}`).join(", ");
  const chart = draw("time-chart", says, {
    grid: { left: 8, right: 44, top: 12, bottom: 52, containLabel: true },
    tooltip: { ...tip(), trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: numbers.map((number) => clock(number * stretch)), ...axis() },
    yAxis: { type: "value", minInterval: 1, ...axis(), axisLabel: { color: colour("faint"), formatter: count } },
    dataZoom: [
      {
        type: "slider",
        height: 22,
        bottom: 8,
        borderColor: colour("line"),
        textStyle: { color: colour("faint") },
        fillerColor: colour("veil"),
        dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { color: colour("line") } },
        selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { color: colour("clean") } },
        handleStyle: { color: colour("raised"), borderColor: colour("faint") },
        brushSelect: false,
        showDetail: false,
        moveHandleSize: 0,
      },
    ],
    series: statuses.map((name, place) => bars(name, values(place), { barCategoryGap: "12%" })),
  });
  chart.numbers = numbers;
  return chart;
}

function drawGroups(groups) {
  const shown = groups.slice(0, 16).reverse();
  const short = (name) => visible(name.length > 24 ? `${name.slice(0, 23)}…` : name);
  const names = shown.map(({ group }) => named(group.service, group.record_type).map(short).join(" ").trim());
  at("groups-chart").style.setProperty("height", `${34 + 30 * Math.max(1, shown.length)}px`);
  draw(
    "groups-chart",
    `Clean, dirty and dropped of ${plural(groups.length, "service and record type")}: the table below has the numbers.`,
    {
      grid: { left: 8, right: 16, top: 4, bottom: 4, containLabel: true },
      tooltip: { ...tip(), trigger: "axis", axisPointer: { type: "shadow" } },
      yAxis: { type: "category", data: names, ...axis(), axisLabel: { color: colour("ink") } },
      xAxis: {
        type: "value",
        minInterval: 1,
        ...axis(),
        axisLabel: { color: colour("faint"), formatter: count, hideOverlap: true },
      },
      series: statuses.map((name, place) =>
        bars(
          name,
          shown.map(({ counts }) => counts[place]),
          { barMaxWidth: 16 },
        ),
      ),
    },
  );
  charts.get("groups-chart").resize();
}

/** Draws when a reason was met, beside its sample. */
function drawReason(place, reason) {
  const times = new Map(insideOf(reason).map(([number, events]) => [number, [events]]));
  const numbers = stretchesOf(times);
  draw(
    place,
    `Events with this reason by event time, a bar for each ${stretchWord()}: at most ` +
      `${count(Math.max(0, ...[...times.values()].map(([events]) => events)))} in one.`,
    {
      grid: { left: 8, right: 44, top: 8, bottom: 4, containLabel: true },
      tooltip: { ...tip(), trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: { type: "category", data: numbers.map((number) => clock(number * stretch)), ...axis() },
      yAxis: {
        type: "value",
        minInterval: 1,
        splitNumber: 2,
        ...axis(),
        axisLabel: { color: colour("faint"), formatter: count },
      },
      series: [
        bars(
          reason.kind === "dropped" ? "dropped" : "dirty",
          numbers.map((number) => times.get(number)?.[0] ?? 0),
          { name: "events" },
        ),
      ],
    },
  );
}
