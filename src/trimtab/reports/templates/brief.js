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
  show(fromAddress() || remembered || document.querySelector(".switch:checked").value, false);

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
