// SPDX-License-Identifier: Apache-2.0
// Writes apps/report/page/charts.min.js: node build.mjs MODULES OUT, where MODULES is a node_modules that `npm
// install` made of package.json. The same versions give the same bytes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, out] = process.argv.slice(2);
const { buildSync } = createRequire(join(modules, "package.json"))("esbuild");
const text = (name) => readFileSync(join(modules, name), "utf8").trim();
const version = (name) => JSON.parse(text(`${name}/package.json`)).version;

const terms = [
  `Apache ECharts ${version("echarts")}, of which this is a part, under the Apache License 2.0`,
  text("echarts/NOTICE"),
  `It holds code of d3:\n\n${text("echarts/licenses/LICENSE-d3")}`,
  `It holds zrender ${version("zrender")}:\n\n${text("zrender/LICENSE")}`,
];

buildSync({
  stdin: { contents: readFileSync(new URL("charts.js", import.meta.url), "utf8"), resolveDir: modules },
  nodePaths: [modules],
  bundle: true,
  minify: true,
  format: "iife",
  charset: "ascii",
  target: "es2020",
  legalComments: "inline",
  banner: { js: `/*!\n${terms.join("\n\n")}\n*/` },
  outfile: out,
  logLevel: "warning",
});
