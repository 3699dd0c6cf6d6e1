// SPDX-License-Identifier: Apache-2.0
// What happens when something is chosen.

function show() {
  readFilters();
  showTime(timeline());
  sayFiltered(showGroups());
  listReasons();
  showTables();
}

function listenToSlider() {
  let wait = null;
  charts.get("time-chart").on("datazoom", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      const chart = charts.get("time-chart");
      const { startValue, endValue } = chart.getOption().dataZoom[0];
      if (chart.numbers.length === 0) return;
      chooseTime(chart.numbers[startValue], chart.numbers[endValue]);
      show();
    }, 250);
  });
}

showHead();
const isEmpty = sayJudgedAgain();
if (!isEmpty) {
  showBooks();
  fillFilters();
  show();
  showFiles();
  listenToSlider();
}

at("filters").addEventListener("input", show);
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("filters").addEventListener("reset", () => setTimeout(show));
at("time-details").addEventListener("toggle", () => showTime(timeline()));
at("sort").addEventListener("input", () => {
  order = at("sort").value;
  listReasons();
});
function recolour() {
  if (isEmpty) return;
  showBooks();
  show();
}
for (const radio of document.querySelectorAll("input[name=theme]")) {
  radio.addEventListener("input", () => {
    document.documentElement.dataset.theme = radio.value;
    recolour();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
let wait = null;
addEventListener("resize", () => {
  clearTimeout(wait);
  if (!isEmpty) wait = setTimeout(showBooks, 150);
});
document.documentElement.dataset.ready = "";
