/* What every page does: the token of forms, keyboard, quick search, charts when a page has some. */
"use strict";

(() => {
  const shortcuts = () => document.getElementById("shortcuts");
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  /* htmx sends the token that forms carry in a hidden field. */
  document.addEventListener("htmx:config:request", (event) => {
    const token = document.body.dataset.csrf;
    if (token) event.detail.ctx.request.headers["X-CSRF-Token"] = token;
  });

  /* / searches, ? lists, g and a letter goes to a page. */
  let waiting = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeFound();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (shortcuts()?.open) return;
    if (waiting) {
      waiting = false;
      const place = document.querySelector(`.side a[data-key="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const search = document.getElementById("quick");
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "?") shortcuts()?.showModal();
    else if (event.key === "g") { waiting = true; setTimeout(() => { waiting = false; }, 1500); }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts-open]")) shortcuts()?.showModal();
    if (!event.target.closest("[data-quick]")) closeFound();
  });

  /* Quick search: arrows walk through what was found. */
  const found = () => document.getElementById("quick-found");
  const closeFound = () => { if (found()) found().replaceChildren(); };
  document.addEventListener("keydown", (event) => {
    const quick = event.target.closest?.("[data-quick]");
    if (!quick || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [document.getElementById("quick"), ...quick.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });

  /* The places are folded on narrow screens, where they would fill the first screen. */
  const narrow = window.matchMedia("(max-width: 960px)");
  const foldPlaces = () => document.querySelectorAll("[data-side]").forEach((side) => { side.open = !narrow.matches; });

  /* Charts need a megabyte of script: loaded once, and only where there is a chart. */
  let charting = null;
  const loadCharting = () => {
    charting ??= document.body.dataset.charting.split(" ").reduce((before, address) => before.then(() => new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: address, onload: done, onerror: failed });
      document.head.append(script);
    })), Promise.resolve());
    return charting;
  };
  const drawCharts = () => {
    if (document.querySelector("[data-chart], [data-figure]")) loadCharting().then(() => window.trimtabCharts.draw());
  };

  const start = () => {
    foldPlaces();
    document.querySelector("[data-focus]")?.focus();
    drawCharts();
  };
  narrow.addEventListener("change", foldPlaces);
  document.addEventListener("htmx:after:swap", drawCharts);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
