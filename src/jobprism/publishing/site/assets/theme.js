// Light or dark: the reader's choice, kept in this browser only. Runs before the page is drawn.
"use strict";
(function () {
  var root = document.documentElement;
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (e) { kept = null; }
  if (kept === "light" || kept === "dark") { root.dataset.theme = kept; }
  function isDark() {
    if (root.dataset.theme) { return root.dataset.theme === "dark"; }
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    if (!button) { return; }
    function show() { button.textContent = isDark() ? button.dataset.light : button.dataset.dark; }
    button.hidden = false;
    show();
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch (e) { /* not kept, still shown */ }
      show();
    });
  });
})();
