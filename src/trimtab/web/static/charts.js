/* Draws the charts of a page, and saves them as CSV, PNG and SVG. */
"use strict";

window.trimtabCharts = (() => {
  const { make, compact, barsHeight, colours, colourOf, alignedWriter, measure, text } = window.trimtabOptions;
  const drawn = new Map();
  const language = () => document.documentElement.lang;

  /* Names beside the ends of lines, pushed apart where they would cover each other. */
  const names = (chart, document_, palette, width) => {
    const ends = document_.series.map((one, index) => {
      let place = one.values.length - 1;
      while (place > 0 && (one.values[place] === null || one.values[place] === undefined)) place -= 1;
      const x = document_.numbers ? document_.numbers[place] : place;
      const [, y] = chart.convertToPixel({ gridIndex: 0 }, [x, one.values[place] ?? 0]);
      return { name: one.name, y, colour: colourOf(one, index, palette) };
    }).sort((a, b) => a.y - b.y);
    const last = document_.numbers ? document_.numbers[document_.numbers.length - 1] : document_.periods.length - 1;
    const [edge] = chart.convertToPixel({ gridIndex: 0 }, [last, 0]);
    const room = width - edge - 12;
    let free = 0;
    return ends.map(({ name, y, colour }) => {
      const height = 15 * Math.ceil(measure(name, palette, 600) / room);
      const top = Math.max(free, y - height / 2);
      free = top + height + 2;
      return {
        type: "text", silent: true, x: edge + 8, y: top,
        style: { text: name, fill: colour === palette["chart-quiet"] ? palette.quiet : colour, width: room, overflow: "breakAll", lineHeight: 15, fontFamily: palette.face, fontSize: 12, fontWeight: 600 },
      };
    });
  };

  /* The interval of each bar as a whisker, and value with interval in a column at the right. */
  const whiskers = (chart, document_, palette, option, width) => {
    const write = alignedWriter(document_, language(), document_.series.flatMap((one) => [...one.values, ...(one.low ?? []), ...(one.high ?? [])]));
    const many = document_.series.length;
    return document_.series.flatMap((one, index) => one.values.flatMap((value, place) => {
      if (value === null) return [];
      const [, middle] = chart.convertToPixel({ gridIndex: 0 }, [0, place]);
      const y = middle + (index - (many - 1) / 2) * option.thick * 1.25;
      const made = [];
      const known = one.low && one.low[place] !== null && one.low[place] !== undefined;
      if (known) {
        const [x1] = chart.convertToPixel({ gridIndex: 0 }, [one.low[place], place]);
        const [x2] = chart.convertToPixel({ gridIndex: 0 }, [one.high[place], place]);
        const stroke = { stroke: palette.ink, lineWidth: 1.5 };
        made.push({ type: "line", silent: true, z: 10, shape: { x1, y1: y, x2, y2: y }, style: stroke });
        for (const x of [x1, x2]) made.push({ type: "line", silent: true, z: 10, shape: { x1: x, y1: y - 4, x2: x, y2: y + 4 }, style: stroke });
      }
      if (many === 1) {
        const ends = known && width >= compact ? ` [${write(one.low[place])}, ${write(one.high[place])}]`.replaceAll("%", "") : "";
        made.push({ type: "text", silent: true, x: width - 4, y: y - 7, style: { text: write(value) + ends, textAlign: "right", fill: palette.ink, fontFamily: palette.face, fontSize: 12 } });
      }
      return made;
    }));
  };

  const fill = (chart, document_, palette, width, lifted = {}) => {
    const option = make(document_, palette, width, language());
    if (lifted.title) {
      option.grid.top += 40; option.grid.bottom += 24;
      option.title = [
        { text: lifted.title, left: 8, top: 6, textStyle: { color: palette.ink, fontFamily: palette.face, fontSize: 15 } },
        { text: lifted.source ?? "", left: 8, bottom: 4, textStyle: text(palette, { fontWeight: 400, fontSize: 11 }) },
      ];
      if (option.legend) option.legend.top = 34;
    }
    chart.setOption(option, true);
    const added = option.aside ? names(chart, document_, palette, width) : option.whiskers ? whiskers(chart, document_, palette, option, width) : [];
    if (document_.unit && (document_.kind ?? "line") !== "bar") added.push({ type: "text", silent: true, left: 4, top: (option.grid.top ?? 28) - 24, style: { text: option.legend ? "" : document_.unit, fill: palette.quiet, fontFamily: palette.face, fontSize: 12 } });
    if (added.length) chart.setOption({ graphic: added });
  };

  const read = (place) => JSON.parse(document.querySelector(place.dataset.source).textContent);
  const drawOne = (place) => {
    if (!place.clientWidth) return;
    let held = drawn.get(place);
    if (!held) {
      held = { chart: echarts.init(place, null, { renderer: "canvas" }), document_: read(place) };
      drawn.set(place, held);
    }
    if (held.document_.kind === "bar") place.style.height = `${barsHeight(held.document_, colours(place), place.clientWidth)}px`;
    held.chart.resize();
    fill(held.chart, held.document_, colours(place), place.clientWidth);
  };
  const watched = new ResizeObserver((entries) => entries.forEach(({ target }) => drawOne(target)));
  const draw = () => {
    for (const [place, held] of drawn) if (!place.isConnected) { held.chart.dispose(); drawn.delete(place); watched.unobserve(place); }
    document.querySelectorAll("[data-chart]").forEach((place) => { if (!drawn.has(place)) { drawOne(place); watched.observe(place); } });
  };
  const redraw = () => drawn.forEach((_, place) => drawOne(place));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  window.addEventListener("beforeprint", redraw);

  /* Saving */
  const save = (content, type, name) => {
    const link = document.createElement("a");
    link.href = typeof content === "string" && content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    if (link.href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const cell = (words) => (/[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
  const csv = (figure) => {
    const rows = [...figure.querySelectorAll(".table-view tr")].map((row) => [...row.cells].map((one) => cell(one.textContent.trim().replace(/\s+/g, " "))).join(","));
    return `\ufeff${rows.join("\r\n")}\r\n`;
  };
  const said = (figure) => ({ title: figure.querySelector(".figure-title")?.textContent.trim(), source: figure.querySelector(".source")?.textContent.trim() });
  const pictured = (place, figure, renderer) => {
    const [width, height] = [Math.max(720, place.clientWidth), place.clientHeight + 64];
    const frame = document.createElement("div");
    const chart = echarts.init(renderer === "svg" ? null : frame, null, { renderer, ssr: renderer === "svg", width, height });
    const palette = colours(place);
    fill(chart, drawn.get(place).document_, palette, width, said(figure));
    const made = renderer === "svg" ? chart.renderToSVGString() : chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: palette.ground });
    chart.dispose();
    return made;
  };
  /* A drawing of the server takes its colours from the page: they go with it. */
  const lifted = (drawing) => {
    const copy = drawing.cloneNode(true);
    const [from, to] = [[drawing, ...drawing.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
    const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font", "text-anchor"];
    from.forEach((one, place) => { const style = getComputedStyle(one); kept.forEach((name) => to[place].setAttribute(name === "font" ? "style" : name, name === "font" ? `font:${style.font}` : style.getPropertyValue(name))); });
    const box = drawing.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", box.width); copy.setAttribute("height", box.height);
    return { words: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
  };
  const asPicture = ({ words, width, height }, ground, then) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * 2, height * 2];
      const paper = canvas.getContext("2d");
      paper.fillStyle = ground; paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(image, 0, 0, canvas.width, canvas.height);
      then(canvas.toDataURL("image/png"));
    };
    image.src = URL.createObjectURL(new Blob([words], { type: "image/svg+xml" }));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save]");
    const figure = button?.closest("[data-figure]");
    if (!figure) return;
    const [kind, name] = [button.dataset.save, button.closest("[data-downloads]").dataset.file];
    const [place, drawing] = [figure.querySelector("[data-chart]"), figure.querySelector(".drawing svg")];
    if (kind === "csv") save(csv(figure), "text/csv;charset=utf-8", `${name}.csv`);
    else if (place) save(pictured(place, figure, kind === "svg" ? "svg" : "canvas"), "image/svg+xml", `${name}.${kind}`);
    else if (drawing && kind === "svg") save(lifted(drawing).words, "image/svg+xml", `${name}.svg`);
    else if (drawing) asPicture(lifted(drawing), colours(drawing).ground, (made) => save(made, "image/png", `${name}.png`));
  });
  return { draw };
})();
