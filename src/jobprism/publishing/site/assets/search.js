// Search in the browser: an index fetched once, forgiving of typing errors, a list to choose from by keyboard or pointer.
"use strict";
(function () {
  var form = document.querySelector("form.search");
  if (!form || !window.fetch) { return; }
  var input = form.querySelector("input");
  var root = form.dataset.root;
  var SHOWN = 8;
  var entries = null;
  var loading = null;
  var found = [];
  var chosen = -1;

  var list = document.createElement("ul");
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  form.appendChild(list);
  var status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.appendChild(status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9+#]+/g, " ").trim();
  }
  var SMALL = ["a", "an", "and", "at", "for", "in", "of", "the", "to"];
  function words(text) {
    return plain(text).split(" ").filter(function (word) { return word && SMALL.indexOf(word) < 0; });
  }

  function load() {
    if (!loading) {
      loading = fetch(form.dataset.index).then(function (reply) { return reply.json(); }).then(function (index) {
        entries = index.entries.map(function (row) {
          var names = [row[0]].concat(row[4]).map(function (name) { return { text: name, words: words(name) }; });
          return { title: row[0], page: row[1], pressure: row[2], band: row[3], names: names, jobs: row[5] };
        });
      }).catch(function () { loading = null; });
    }
    return loading;
  }

  // Edits (letters put in, left out, changed, or two exchanged) that make a of the beginning of b; at most `most`.
  function edits(a, b, most) {
    var before = null;
    var row = [];
    var i, j;
    for (j = 0; j <= b.length; j++) { row[j] = j; }
    for (i = 1; i <= a.length; i++) {
      var next = [i];
      var least = i;
      for (j = 1; j <= b.length; j++) {
        var cost = a[i - 1] === b[j - 1] ? 0 : 1;
        var best = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost);
        if (before && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          best = Math.min(best, before[j - 2] + 1);
        }
        next[j] = best;
        if (best < least) { least = best; }
      }
      if (least > most) { return most + 1; }
      before = row;
      row = next;
    }
    return row;
  }

  // How well a word asked for fits a word of a name: 0 is not at all.
  function fit(asked, word) {
    if (word === asked) { return 10; }
    if (word.indexOf(asked) === 0) { return 7 + asked.length / word.length; }
    var most = asked.length > 7 ? 2 : asked.length > 3 ? 1 : 0;
    if (!most || Math.abs(word.length - asked.length) > most && word.length < asked.length) { return 0; }
    var row = edits(asked, word, most);
    if (typeof row === "number") { return 0; }
    var whole = row[word.length];
    if (whole <= most) { return 6 - whole; }
    var start = Math.min.apply(null, row);
    return start <= most ? 3.5 - start : 0;
  }

  function score(asked, name) {
    var sum = 0;
    var missed = 0;
    for (var i = 0; i < asked.length; i++) {
      var best = 0;
      for (var j = 0; j < name.words.length; j++) {
        var one = fit(asked[i], name.words[j]);
        if (j === 0 && one) { one += 0.5; }
        if (one > best) { best = one; }
      }
      if (!best) { missed += 1; }
      sum += best;
    }
    // Half of the words may mean nothing to us: a level, a place, an employer.
    if (missed > asked.length / 2 || missed === asked.length) { return 0; }
    // A name that is all and nothing but what was asked for stands before longer names that begin with it.
    var whole = name.words.length === asked.length && sum >= 10 * asked.length ? 1 : 0;
    return sum / asked.length + whole - 0.15 * Math.max(0, name.words.length - asked.length);
  }

  function search(text, most) {
    var asked = words(text);
    if (!asked.length || !entries) { return []; }
    var all = [];
    entries.forEach(function (entry, place) {
      var best = 0;
      var by = null;
      entry.names.forEach(function (name, n) {
        var value = score(asked, name) - (n ? 0.4 : 0);
        if (value > best) { best = value; by = name.text; }
      });
      if (best > 0) { all.push({ entry: entry, by: by, value: best, place: place }); }
    });
    // Of several that a name is of, the one that most people work in.
    all.sort(function (a, b) { return b.value - a.value || b.entry.jobs - a.entry.jobs || a.place - b.place; });
    return all.slice(0, most);
  }

  // The title, and beside it the other name that was found.
  function described(one, title, into) {
    title.textContent = one.entry.title;
    into.appendChild(title);
    if (one.by !== one.entry.title) {
      var also = document.createElement("span");
      also.className = "soft";
      also.textContent = " · " + one.by;
      into.appendChild(also);
    }
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    chosen = place;
    Array.prototype.forEach.call(list.children, function (item, i) {
      item.setAttribute("aria-selected", i === place ? "true" : "false");
      if (i === place) { item.scrollIntoView({ block: "nearest" }); }
    });
    if (place < 0) { input.removeAttribute("aria-activedescendant"); } else {
      input.setAttribute("aria-activedescendant", "suggestion-" + place);
    }
  }

  function suggest() {
    var asked = input.value;
    if (!plain(asked)) { close(); status.textContent = ""; return; }
    Promise.resolve(load()).then(function () {
      if (input.value !== asked) { return; }
      found = search(asked, SHOWN);
      list.textContent = "";
      found.forEach(function (one, i) {
        var item = document.createElement("li");
        item.id = "suggestion-" + i;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        described(one, document.createElement("span"), item);
        item.addEventListener("pointerdown", function (event) { event.preventDefault(); });
        item.addEventListener("click", function () { location.href = root + one.entry.page; });
        list.appendChild(item);
      });
      chosen = -1;
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", found.length ? "true" : "false");
      status.textContent = found.length ? form.dataset.found.replace("#", found.length) : form.dataset.none;
    });
  }

  input.addEventListener("focus", load);
  input.addEventListener("input", suggest);
  input.addEventListener("blur", function () { setTimeout(close, 150); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      // A browser would empty the field as well.
      if (!list.hidden) { event.preventDefault(); }
      close();
      return;
    }
    if (list.hidden) { if (event.key === "ArrowDown") { suggest(); } return; }
    if (event.key === "ArrowDown") { choose((chosen + 1) % found.length); event.preventDefault(); }
    if (event.key === "ArrowUp") { choose(chosen <= 0 ? found.length - 1 : chosen - 1); event.preventDefault(); }
  });
  form.addEventListener("submit", function (event) {
    if (chosen >= 0) { event.preventDefault(); location.href = root + found[chosen].entry.page; }
  });

  // The page of results.
  var results = document.getElementById("search-results");
  if (results) {
    var asked = new URLSearchParams(location.search).get("q") || "";
    input.value = asked;
    if (plain(asked)) {
      Promise.resolve(load()).then(function () {
        var all = search(asked, 40);
        all.forEach(function (one) {
          var item = document.createElement("li");
          var link = document.createElement("a");
          link.href = root + one.entry.page;
          described(one, link, item);
          results.appendChild(item);
        });
        var said = document.getElementById("search-status");
        said.textContent = all.length ? form.dataset.found.replace("#", all.length) : form.dataset.none;
      });
    }
  }
})();
