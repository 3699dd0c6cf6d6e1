// SPDX-License-Identifier: Apache-2.0
// The charts that the page of `headgate report` has, and no other: half of the library.
import { BarChart, SankeyChart } from "echarts/charts";
import { DataZoomSliderComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, SankeyChart, GridComponent, TooltipComponent, DataZoomSliderComponent, CanvasRenderer]);
globalThis.echarts = { init };
