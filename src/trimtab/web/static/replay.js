// The slider of the replay: says the month while it moves, shows it when it is let go.
(() => {
  "use strict";
  const form = document.querySelector("[data-slider]");
  if (!form) return;
  const range = form.querySelector("input[type=range]");
  const shown = form.querySelector("output");
  const months = form.dataset.months.split(" ");
  const words = form.dataset.words.split("|");
  range.addEventListener("input", () => {
    const at = Number(range.value);
    shown.textContent = words[at];
    range.setAttribute("aria-valuetext", words[at]);
  });
  let soon = 0;
  const go = () => { window.location.assign("/replay?month=" + months[Number(range.value)]); };
  range.addEventListener("change", () => { window.clearTimeout(soon); soon = window.setTimeout(go, 400); });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
})();
