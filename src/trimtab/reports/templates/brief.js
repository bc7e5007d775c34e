// Everything works without this script; it remembers the language and keeps lang and title true.
(function () {
  "use strict";
  var switches = Array.prototype.slice.call(document.querySelectorAll(".switch"));
  function show(code, remember) {
    var edition = document.querySelector(".edition-" + code);
    if (!edition) { return; }
    switches.forEach(function (one) { one.checked = one.value === code; });
    document.documentElement.lang = edition.lang;
    document.title = edition.getAttribute("data-title");
    if (remember) { try { localStorage.setItem("trimtab-language", code); } catch (refused) { /* private window */ } }
  }
  switches.forEach(function (one) {
    one.addEventListener("change", function () { show(one.value, true); });
  });
  function fromAddress() { return location.hash.replace("#", ""); }
  window.addEventListener("hashchange", function () { show(fromAddress(), false); });
  var remembered = null;
  try { remembered = localStorage.getItem("trimtab-language"); } catch (refused) { /* private window */ }
  // Whoever has not chosen yet gets the language of the browser, where there is such an edition.
  var spoken = (navigator.language || "").toLowerCase().split("-")[0];
  var given = document.querySelector(".switch:checked").value;
  show([fromAddress(), remembered, spoken, given].filter(function (code) {
    return /^[a-z]+$/.test(code || "") && document.querySelector(".edition-" + code);
  })[0], false);

  // A chart as a file of its own: its shapes with the colours they have here, title and finding above.
  var PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity",
    "font-family", "font-size", "font-weight", "display"];
  function painted(drawing) {
    var copy = drawing.cloneNode(true);
    var from = drawing.querySelectorAll("*"), to = copy.querySelectorAll("*");
    Array.prototype.forEach.call(from, function (shape, place) {
      var look = getComputedStyle(shape);
      PAINT.forEach(function (name) { to[place].setAttribute(name, look.getPropertyValue(name)); });
      to[place].removeAttribute("class");
    });
    copy.removeAttribute("class");
    return copy;
  }
  function saved(figure) {
    var SVG = figure.querySelector("svg").namespaceURI;
    var sheet = document.createElementNS(SVG, "svg"), page = getComputedStyle(document.body);
    var ground = document.createElementNS(SVG, "rect"), y = 16, width = 0;
    function line(words, size, weight) {
      var text = document.createElementNS(SVG, "text");
      [["x", 16], ["y", y + size], ["font-size", size], ["font-weight", weight], ["fill", page.color],
        ["font-family", page.fontFamily]].forEach(function (pair) { text.setAttribute(pair[0], pair[1]); });
      text.textContent = words;
      sheet.appendChild(text);
      y += Math.round(size * 1.5);
    }
    function lines(words, size, weight) {
      var fit = Math.max(16, Math.floor((width - 32) / (size * (/[\u4e00-\u9fff]/.test(words) ? 1 : 0.56))));
      var pieces = words.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) || [], row = "";
      pieces.forEach(function (piece) {
        if (row && (row + piece).length > fit) { line(row, size, weight); row = ""; }
        row += piece;
      });
      if (row) { line(row, size, weight); }
    }
    sheet.appendChild(ground);
    var drawings = Array.prototype.filter.call(figure.querySelectorAll("svg.chart"), function (one) {
      return one.getBoundingClientRect().width > 0;
    });
    drawings.forEach(function (one) { width = Math.max(width, one.viewBox.baseVal.width + 32); });
    lines(figure.getAttribute("data-title"), 16, 600);
    lines(figure.querySelector(".finding").textContent, 13, 400);
    drawings.forEach(function (one) {
      var copy = painted(one), box = one.viewBox.baseVal;
      [["x", 16], ["y", y + 8], ["width", box.width], ["height", box.height]].forEach(function (pair) {
        copy.setAttribute(pair[0], pair[1]);
      });
      sheet.appendChild(copy);
      y += box.height + 24;
    });
    var banner = figure.closest(".edition").querySelector(".banner");
    if (banner) { lines(banner.textContent, 12, 400); }
    [["width", width], ["height", y + 8], ["viewBox", "0 0 " + width + " " + (y + 8)]].forEach(function (pair) {
      sheet.setAttribute(pair[0], pair[1]);
    });
    [["width", width], ["height", y + 8], ["fill", page.backgroundColor]].forEach(function (pair) {
      ground.setAttribute(pair[0], pair[1]);
    });
    return new XMLSerializer().serializeToString(sheet);
  }
  Array.prototype.forEach.call(document.querySelectorAll(".save"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var address = URL.createObjectURL(new Blob([saved(button.closest("figure"))], { type: "image/svg+xml" }));
      var link = document.createElement("a");
      link.href = address;
      link.download = button.getAttribute("data-name");
      link.click();
      setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
    });
  });

  // Paper has no folds: older browsers print a closed table as a heading only.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (one) { return !one.open; });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
})();
