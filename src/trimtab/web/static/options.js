/* From a chart document (its vocabulary: web/charts.py) to an option of ECharts, without drawing. */
"use strict";

window.trimtabOptions = (() => {
  const size = 12;
  const compact = 480; // narrower charts leave intervals to whiskers and table

  /* Colours are those of the page, so that both themes and print are right. */
  const colours = (element) => {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    const names = ["ground", "ink", "quiet", "rule", "line", "accent", "level-1", "level-2", "level-3", "level-4", "level-edge", "chart-quiet", "chart-grid", "chart-shade", "chart-provisional", ...[1, 2, 3, 4, 5, 6].map((n) => `chart-${n}`)];
    const found = Object.fromEntries(names.map((name) => [name, read(name)]));
    return { ...found, face: read("face") };
  };

  /* At most three significant digits; shares in percent; 万 and 亿 in Chinese. */
  const writer = (document_, language) => {
    const chinese = language.startsWith("zh");
    const locale = chinese ? "zh-CN" : "en";
    const plain = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
    const large = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, ...(chinese ? { notation: "compact" } : {}) });
    const percent = new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 3 });
    return (value) => {
      if (value === null || value === undefined) return "–";
      if (document_.format === "share") return percent.format(value);
      return (Math.abs(value) >= 10000 ? large : plain).format(value);
    };
  };

  /* The same for figures that stand below each other: all with as many decimals as one of them needs. */
  const alignedWriter = (document_, language, values) => {
    const known = values.filter((one) => Number.isFinite(one)).map((one) => (document_.format === "share" ? one * 100 : one));
    if (known.some((one) => Math.abs(one) >= 1000)) return writer(document_, language);
    const places = (value) => (`${Number(value.toPrecision(3))}`.split(".")[1] ?? "").length;
    const digits = Math.min(3, Math.max(0, ...known.map(places)));
    const form = new Intl.NumberFormat(language.startsWith("zh") ? "zh-CN" : "en", { minimumFractionDigits: digits, maximumFractionDigits: digits, ...(document_.format === "share" ? { style: "percent" } : {}) });
    return (value) => (value === null || value === undefined ? "–" : form.format(value));
  };

  const colourOf = (series, index, palette) => series.quiet ? palette["chart-quiet"] : palette[`chart-${((series.tone ?? index) % 6) + 1}`];
  const hatch = (palette) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: -Math.PI / 4, color: palette.ground });
  const text = (palette, more = {}) => ({ color: palette.quiet, fontFamily: palette.face, fontSize: size, ...more });
  const plainName = (name) => name.replace(/[{}|]/g, " ");

  const tooltip = (palette, formatter, trigger) => ({
    trigger, formatter, renderMode: "richText", confine: true, transitionDuration: 0,
    backgroundColor: palette.ground, borderColor: palette.line, borderWidth: 1, padding: [6, 10],
    textStyle: { color: palette.ink, fontFamily: palette.face, fontSize: size, rich: { head: { fontWeight: 600, lineHeight: 20, color: palette.ink }, quiet: { color: palette.quiet } } },
    axisPointer: { type: "line", lineStyle: { color: palette.line, width: 1 }, label: { show: false } },
  });
  const row = (series, place, write) => {
    const value = write(series.values[place]);
    const ends = series.low && series.low[place] !== null && series.low[place] !== undefined ? ` [${write(series.low[place])}, ${write(series.high[place])}]` : "";
    return `${plainName(series.name)}  {head|${value}}{quiet|${ends}}`;
  };
  const rows = (chart, write) => (params) => {
    const place = (Array.isArray(params) ? params[0] : params).dataIndex;
    const head = (chart.labels ?? chart.categories ?? chart.numbers)[place];
    const lines = chart.series.filter((one) => one.values[place] !== null && one.values[place] !== undefined).map((one) => row(one, place, write));
    return [`{head|${head}}`, ...lines].join("\n");
  };

  /* Ends and step of an axis in round numbers, so that thresholds and intervals lie inside. */
  const roundEnds = (chart, held, zero) => {
    const known = held.filter((one) => Number.isFinite(one));
    let [low, high] = [Math.min(...known, ...(zero ? [0] : [])), Math.max(...known, ...(zero ? [0] : []))];
    if (!known.length) return {};
    if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999);
    const clean = (value) => Number(value.toPrecision(12));
    return { min: clean(Math.floor(low / step + 1e-9) * step), max: clean(Math.ceil(high / step - 1e-9) * step), interval: step };
  };
  const everyValue = (chart) => [...chart.series.flatMap((one) => [...one.values, ...(one.low ?? []), ...(one.high ?? [])]), ...(chart.thresholds ?? []).map((one) => one.value)].filter((one) => one !== null && one !== undefined);

  const valueAxis = (chart, palette, write, more = {}) => ({
    type: "value",
    axisLabel: text(palette, { formatter: write, hideOverlap: true }), axisLine: { show: false }, axisTick: { show: false },
    splitLine: { lineStyle: { color: palette["chart-grid"] } }, ...more,
  });
  /* Months over many years are labelled by their years, as many as fit. */
  const periodAxis = (chart, palette, width) => {
    const last = chart.periods.length - 1;
    const fit = Math.max(2, Math.floor(width / 72));
    const starts = chart.periods.map((period, place) => [period.slice(0, 4), place]).filter(([year, place]) => place === 0 || chart.periods[place - 1].slice(0, 4) !== year);
    const byYear = starts.length > 4;
    const step = Math.max(1, Math.ceil((byYear ? starts.length : last + 1) / fit));
    const whole = byYear && starts[0] && !/(-01|Q1|-W01)$/.test(chart.periods[0]) && chart.periods[0].length > 4 ? starts.slice(1) : starts;
    const shown = new Set(byYear ? whole.filter(([year]) => Number(year) % step === 0).map(([, place]) => place) : chart.periods.map((_, place) => place).filter((place) => (last - place) % step === 0));
    const label = (place) => (byYear ? chart.periods[place].slice(0, 4) : chart.labels[place]);
    return {
      type: "category", data: chart.labels, boundaryGap: chart.kind === "column",
      axisLabel: text(palette, { interval: (place) => shown.has(place), formatter: (_, place) => label(place), hideOverlap: true }),
      axisLine: { lineStyle: { color: palette.line }, onZero: false }, axisTick: { show: true, interval: (place) => shown.has(place), lineStyle: { color: palette.line } },
    };
  };
  const numberAxis = (chart, palette) => ({
    type: "value", name: chart.x_title ?? "", nameLocation: "middle", nameGap: 28, nameTextStyle: text(palette), scale: true,
    min: chart.numbers ? chart.numbers[0] : undefined, max: chart.numbers ? chart.numbers[chart.numbers.length - 1] : undefined,
    axisLabel: text(palette), axisLine: { lineStyle: { color: palette.line }, onZero: false }, axisTick: { show: false }, splitLine: { show: false },
  });

  const at = (chart, place) => (chart.numbers ? (value) => [chart.numbers[place], value] : (value) => value);
  const points = (chart, values) => values.map((value, place) => at(chart, place)(value));

  /* An interval is a band: its low end, unseen, and what lies between the ends on top of it. */
  const band = (chart, series, index, colour) => {
    if (!series.low) return [];
    const between = series.high.map((high, place) => (high === null || series.low[place] === null ? null : high - series.low[place]));
    const shared = { type: "line", stack: `band-${index}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
    return [
      { ...shared, name: "", data: points(chart, series.low) },
      { ...shared, name: "", data: points(chart, between), areaStyle: { color: colour, opacity: series.quiet ? 0.1 : 0.16 } },
    ];
  };
  const line = (chart, series, index, palette) => {
    const colour = colourOf(series, index, palette);
    const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [4, 4], [1, 3]];
    const dash = series.basis === "modelled" ? [5, 4] : dashes[series.quiet ? 0 : index % 6];
    const lone = (place) => (series.values[place - 1] ?? null) === null && (series.values[place + 1] ?? null) === null;
    return [...band(chart, series, index, colour), {
      type: "line", name: series.name, data: points(chart, series.values), symbol: "circle",
      symbolSize: (_, params) => (lone(params.dataIndex) ? 5 : 0), showAllSymbol: true,
      lineStyle: { color: colour, width: series.quiet ? 1.25 : 2, type: dash.length ? dash : "solid" }, itemStyle: { color: colour },
      emphasis: { disabled: true }, z: series.quiet ? 2 : 3,
    }];
  };

  const spot = (chart, period) => {
    const place = chart.periods.indexOf(period);
    return place >= 0 ? place : chart.periods.findIndex((one) => one >= period);
  };
  /* Whether the lines keep further from a value at their start than at their end. */
  const roomier = (chart, value) => {
    const clear = (part) => Math.min(...chart.series.flatMap((one) => part(one.values).filter((known) => known !== null).map((known) => Math.abs(known - value))));
    const share = Math.ceil(chart.series[0].values.length / 6);
    return clear((values) => values.slice(0, share)) >= clear((values) => values.slice(-share));
  };
  /* Thresholds and marked months as named lines, stretches of time as shades; on the first line. */
  const annotations = (chart, palette) => {
    const lines = (chart.thresholds ?? []).map((one) => ({
      yAxis: one.value, lineStyle: { color: palette["level-edge"], type: [6, 4], width: 1.25 },
      label: { formatter: one.label, position: roomier(chart, one.value) ? "insideStartTop" : "insideEndTop", distance: [4, 3], ...text(palette, { color: palette.ink, backgroundColor: palette.ground, padding: [1, 3] }) },
    }));
    const marks = chart.periods ? (chart.marks ?? []).map((one) => ({
      xAxis: spot(chart, one.period), lineStyle: { color: palette.ink, type: "solid", width: 1 },
      label: { formatter: one.label, position: "end", ...text(palette, { color: palette.ink, fontWeight: 600, align: spot(chart, one.period) > chart.periods.length * 0.8 ? "right" : "center" }) },
    })).filter((one) => one.xAxis >= 0) : [];
    const shades = chart.periods ? (chart.shades ?? []).map((one) => [
      { xAxis: Math.max(0, spot(chart, one.from)), itemStyle: { color: palette["chart-shade"] }, label: { formatter: one.label ?? "", position: "insideBottom", ...text(palette) } },
      { xAxis: one.until && spot(chart, one.until) >= 0 ? spot(chart, one.until) : chart.periods.length - 1 },
    ]) : [];
    const first = chart.series.find((one) => one.provisional_from && spot(chart, one.provisional_from) >= 0);
    const provisional = chart.periods && first ? [[
      { xAxis: spot(chart, first.provisional_from), itemStyle: { color: palette["chart-provisional"], opacity: 0.5 }, label: { formatter: chart.words.provisional, position: "insideBottomRight", ...text(palette) } },
      { xAxis: chart.periods.length - 1 },
    ]] : [];
    return {
      markLine: { silent: true, symbol: "none", animation: false, data: [...lines, ...marks] },
      markArea: { silent: true, data: [...shades, ...provisional] },
    };
  };

  const frame = (right, top = 28) => ({ left: 4, right, top, bottom: 8, containLabel: true });
  const legend = (palette) => ({ show: true, top: 0, left: 0, itemWidth: 20, itemHeight: 8, icon: "path://M0,3H20V6H0Z", selectedMode: false, textStyle: text(palette, { color: palette.ink }) });

  const lines = (chart, palette, width, write) => {
    const several = chart.series.length > 1;
    const aside = several && width >= 520;
    const names = chart.series.map((one) => one.name);
    const right = aside ? 20 + Math.min(width * 0.28, Math.max(...names.map((name) => measure(name, palette, 600)))) : 16;
    const drawn = chart.series.flatMap((one, index) => line(chart, one, index, palette));
    if (drawn.length) Object.assign(drawn[drawn.length - 1], annotations(chart, palette));
    const axis = valueAxis(chart, palette, write, roundEnds(chart, everyValue(chart), chart.zero));
    return {
      grid: { ...frame(right, several && !aside ? 48 : 28), bottom: chart.numbers && chart.x_title ? 28 : 8 },
      legend: several && !aside ? { ...legend(palette), data: names } : undefined,
      xAxis: chart.numbers ? numberAxis(chart, palette) : periodAxis(chart, palette, width - right - 40),
      yAxis: axis, series: drawn, tooltip: tooltip(palette, rows(chart, write), "axis"), aside,
    };
  };
  /* Bars lie as far apart as their names, broken into lines, and their number ask for. */
  const labelWidth = (width) => Math.min(width * 0.4, 208);
  const barsHeight = (chart, palette, width) => {
    const most = Math.max(1, ...chart.categories.map((name) => Math.ceil((measure(name, palette) * 1.05) / labelWidth(width))));
    const each = Math.max(26, 16 * most + 6, chart.series.length * 16 + 8);
    return chart.categories.length * each + (chart.series.length > 1 ? 72 : 44);
  };
  const bars = (chart, palette, width, write) => {
    const thick = Math.max(6, Math.min(16, 22 / chart.series.length));
    const upright = chart.kind === "column";
    const names = upright ? periodAxis(chart, palette, width - 60) : {
      type: "category", data: chart.categories, inverse: true, axisTick: { show: false }, axisLine: { lineStyle: { color: palette.line }, onZero: false },
      axisLabel: text(palette, { color: palette.ink, width: labelWidth(width), interval: 0, lineHeight: 16, overflow: "break" }),
    };
    const drawn = chart.series.map((one, index) => ({
      type: "bar", name: one.name, data: one.values, barWidth: upright ? undefined : thick, barGap: "25%", stack: chart.stacked ? "all" : undefined,
      itemStyle: { color: colourOf(one, index, palette), decal: one.basis === "modelled" ? hatch(palette) : undefined }, emphasis: { disabled: true },
    }));
    if (upright && drawn.length) Object.assign(drawn[drawn.length - 1], annotations(chart, palette));
    const several = chart.series.length > 1;
    const value = valueAxis(chart, palette, write, chart.stacked ? {} : roundEnds(chart, everyValue(chart), true));
    return {
      grid: frame(upright || several ? 16 : 16 + measure(width < compact ? "00.0%" : "0.00 [00.0, 00.0]", palette), several ? 36 : 12),
      legend: several ? legend(palette) : undefined, xAxis: upright ? names : value, yAxis: upright ? value : names,
      series: drawn, tooltip: tooltip(palette, rows(chart, write), "axis"), thick, whiskers: !upright && !chart.stacked,
    };
  };

  const scatter = (chart, palette, width, write) => ({
    grid: { ...frame(24, 36), bottom: 28 },
    xAxis: { ...numberAxis(chart, palette), splitLine: { show: true, lineStyle: { color: palette["chart-grid"] } } },
    yAxis: valueAxis(chart, palette, write, { scale: !chart.zero, splitNumber: 4, name: chart.y_title ?? "", nameLocation: "end", nameTextStyle: text(palette, { align: "left" }) }),
    series: chart.series.map((one, index) => ({
      type: "scatter", name: one.name, symbolSize: one.quiet ? 7 : 10, symbol: ["circle", "diamond", "triangle", "rect", "pin", "arrow"][index % 6],
      data: one.points.map((point) => ({ value: [point.x, point.y], name: point.name, ends: point })), itemStyle: { color: colourOf(one, index, palette) },
      label: { show: !one.quiet, position: "right", formatter: (point) => point.data.name ?? "", ...text(palette, { color: palette.ink }) },
      labelLayout: { hideOverlap: true }, emphasis: { disabled: true },
    })),
    legend: chart.series.length > 1 ? legend(palette) : undefined,
    tooltip: tooltip(palette, ({ data, seriesName }) => `{head|${plainName(data.name ?? seriesName)}}\n${chart.x_title ?? "x"}  ${write(data.value[0])}\n${chart.y_title ?? "y"}  ${write(data.value[1])}`, "item"),
  });

  const paper = document.createElement("canvas").getContext("2d");
  const measure = (words, palette, weight = 400) => {
    paper.font = `${weight} ${size}px ${palette.face}`;
    return paper.measureText(words).width;
  };

  const kinds = { line: lines, band: lines, bar: bars, column: bars, scatter };
  const make = (chart, palette, width, language) => {
    const write = writer(chart, language);
    const made = (kinds[chart.kind ?? "line"] ?? lines)(chart, palette, width, write);
    return { animation: false, textStyle: { fontFamily: palette.face }, ...made };
  };
  return { make, compact, barsHeight, colours, colourOf, alignedWriter, measure, text };
})();
