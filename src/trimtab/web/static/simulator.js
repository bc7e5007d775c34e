/* Sliders beside the numbers of the builder: without this script the numbers are a plain form. */
"use strict";

(() => {
  const pairs = (root) => root.querySelectorAll("[data-slides]");

  const join = (slider) => {
    const number = document.getElementById(slider.dataset.slides);
    if (!number || slider.dataset.joined) return;
    slider.dataset.joined = "1";
    slider.hidden = false;
    const follow = () => { if (number.value !== "") slider.value = number.value; };
    const tell = (event) => {
      number.value = slider.value;
      number.dispatchEvent(new Event(event, { bubbles: true }));
    };
    slider.addEventListener("input", (event) => { event.stopPropagation(); tell("input"); });
    slider.addEventListener("change", (event) => { event.stopPropagation(); tell("change"); });
    number.addEventListener("input", follow);
    follow();
  };

  const start = () => {
    const form = document.querySelector("[data-builder]");
    if (!form) return;
    pairs(form).forEach(join);
    form.addEventListener("change", (event) => {
      const opens = event.target.dataset?.opens;
      if (opens) {
        const settings = document.getElementById(opens);
        if (settings) settings.open = event.target.checked;
        event.target.closest(".lever")?.classList.toggle("lever-on", event.target.checked);
      }
      /* Another economy has other sizes, prices and places: the whole page is asked for anew. */
      if (event.target.dataset?.reloads !== undefined) {
        event.stopImmediatePropagation();
        window.location.assign(`/simulation?${new URLSearchParams(kept(form))}`);
      }
    }, true);
  };

  /* What can be kept in another economy: which levers are on, and the years. */
  const kept = (form) => [...new FormData(form)].filter(([name]) => name.endsWith(".on") || ["ground", "region", "years"].includes(name));

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
