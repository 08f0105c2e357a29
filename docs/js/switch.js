// The switcher keeps the section, the root page remembers the mode, a copied formula
// gives its TeX, and what Material adds to a page can be used by keyboard.
(function () {
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-nn-mode]");
    if (!link) return;
    link.hash = location.hash || nearestHeading();
    try { localStorage.setItem("nnbook-mode", link.dataset.nnMode); } catch (e) { /* private window */ }
  });

  function nearestHeading() {
    var found = "";
    document.querySelectorAll("article h2[id], article h3[id], article .equation[id]").forEach(function (element) {
      if (element.getBoundingClientRect().top < 120) found = "#" + element.id;
    });
    return found;
  }

  document.addEventListener("copy", function (event) {
    var selection = getSelection();
    if (selection.isCollapsed) return;
    var box = document.createElement("div");
    for (var i = 0; i < selection.rangeCount; i++) box.append(selection.getRangeAt(i).cloneContents());
    var common = selection.getRangeAt(0).commonAncestorContainer;
    var around = (common.closest ? common : common.parentElement).closest("math[alttext]");
    if (around) box.replaceChildren(around.cloneNode(true));
    var formulas = box.querySelectorAll("math[alttext]");
    if (!formulas.length) return;
    box.querySelectorAll(".nn-note, .headerlink").forEach(function (element) { element.remove(); });
    formulas.forEach(function (math) {
      var display = math.getAttribute("display") === "block", mark = display ? "$$" : "$";
      var tex = mark + math.getAttribute("alttext") + mark;
      math.replaceWith(display ? "\n" + tex + "\n" : tex);
    });
    // Cells and rows of a table are told apart in the one by marks, in the other by elements.
    event.clipboardData.setData("text/html", box.innerHTML);
    box.querySelectorAll("td, th").forEach(function (cell) { if (cell.nextElementSibling) cell.append("\t"); });
    box.querySelectorAll("tr").forEach(function (row) { row.append("\n"); });
    event.clipboardData.setData("text/plain", box.textContent);
    event.preventDefault();
  });

  if (location.protocol === "file:") {
    document.querySelectorAll(".nn-save").forEach(function (hint) { hint.hidden = false; });
  }

  // Copy buttons are no navigation.
  function tidy() {
    document.querySelectorAll("nav.md-code__nav:not([role])").forEach(function (buttons) {
      buttons.setAttribute("role", "none");
    });
  }

  new MutationObserver(tidy).observe(document.documentElement, {childList: true, subtree: true});

  // What scrolls sideways is a stop of the keyboard for as long as it does.
  function stops() {
    var boxes = [...document.querySelectorAll(".equation-formula, .nn-long, .nn-output, .md-typeset__scrollwrap")];
    var scrolling = boxes.map(function (box) { return box.scrollWidth > box.clientWidth; });
    boxes.forEach(function (box, i) {
      if (scrolling[i]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  new ResizeObserver(stops).observe(document.querySelector("article"));
  document.fonts.ready.then(stops);
  addEventListener("load", stops);
})();
