// The treemap of the economy: area and colour by choice, zoom by group, with mouse, touch and keyboard.
// Without it the page shows the drawing that it replaces. It fetches nothing.
(() => {
  "use strict";
  const DATA = "__DATA__";
  const [ID, TITLE, GROUP, FIRST_AREA] = [0, 1, 2, 3];
  const FIRST_COLOUR = FIRST_AREA + DATA.areas.length;
  const [LOW, HIGH] = [FIRST_COLOUR + DATA.colours.length, FIRST_COLOUR + DATA.colours.length + 1];
  const LINE = 14, PAD = 4, HEAD = 18, LETTERS = 5;
  // __PARTS__

  // Bruls, Huizing and van Wijk (2000); the same as squares.py.
  const squarified = (sizes, box) => {
    const total = sizes.reduce((a, b) => a + b, 0);
    if (!total || box.w <= 0 || box.h <= 0) return sizes.map(() => ({ x: box.x, y: box.y, w: 0, h: 0 }));
    const areas = sizes.map((size) => (size / total) * box.w * box.h);
    const worst = (row, side) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return Math.max((side * side * Math.max(...row)) / sum ** 2, sum ** 2 / (side * side * Math.min(...row)));
    };
    const boxes = [];
    let rest = box;
    for (let start = 0; start < areas.length; ) {
      const side = Math.min(rest.w, rest.h);
      let end = start + 1;
      while (end < areas.length && worst(areas.slice(start, end + 1), side) <= worst(areas.slice(start, end), side)) end++;
      const row = areas.slice(start, end), sum = row.reduce((a, b) => a + b, 0);
      const down = rest.w >= rest.h, deep = sum / (down ? rest.h : rest.w);
      let at = down ? rest.y : rest.x;
      for (const area of row) {
        boxes.push(down ? { x: rest.x, y: at, w: deep, h: area / deep } : { x: at, y: rest.y, w: area / deep, h: deep });
        at += area / deep;
      }
      rest = down
        ? { x: rest.x + deep, y: rest.y, w: Math.max(0, rest.w - deep), h: rest.h }
        : { x: rest.x, y: rest.y + deep, w: rest.w, h: Math.max(0, rest.h - deep) };
      start = end;
    }
    return boxes;
  };

  // Lines of a label that fit; none where too little of it would be left.
  const fitted = (label, width, most) => {
    const lines = [];
    for (const word of label.split(" ")) {
      const joined = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && wide(joined) <= width) lines[lines.length - 1] = joined;
      else lines.push(word);
      if (wide(word) > width || lines.length > most) break;
    }
    if (lines.length > most) {
      lines.length = Math.max(most, 0);
      if (most > 0) lines[most - 1] = cut(`${lines[most - 1]} …`, width);
    }
    if (!lines.length) return [];
    const last = lines.length - 1;
    lines[last] = cut(lines[last], width);
    if (!lines[last].endsWith("…") || lines[last].length > LETTERS) return lines;
    const kept = lines.slice(0, last);
    if (last) kept[last - 1] = cut(`${kept[last - 1]} …`, width);
    return kept.length && kept[0].length <= LETTERS ? [] : kept;
  };

  const start = (root) => {
    const state = { area: 0, colour: 0, group: "" };
    const chosen = (label, options, key) => {
      const box = make(controls, "label", { class: "jp-choice" }, `${label} `);
      const select = make(box, "select");
      options.forEach(([, name], place) => make(select, "option", { value: place }, name));
      select.addEventListener("change", () => { state[key] = Number(select.value); draw(); });
    };
    const fallback = root.innerHTML;
    root.textContent = "";
    const controls = make(root, "div", { class: "jp-controls" });
    chosen(words.area, DATA.areas, "area");
    chosen(words.colour, DATA.colours, "colour");
    const back = make(controls, "button", { type: "button", hidden: "" }, words.back);
    const key = make(root, "ul", { class: "jp-key" });
    const holder = make(root, "div");
    const status = make(root, "p", { class: "jp-status" }, words.hint);
    let items = [], drawn = 0;

    const size = (place) => place[FIRST_AREA + state.area] || 0;
    const value = (place) => place[FIRST_COLOUR + state.colour];
    const total = (places) => places.reduce((sum, place) => sum + size(place), 0);
    const step = (figure) => {
      if (figure === null) return "none";
      const edges = DATA.colours[state.colour][2];
      return `r${edges.reduce((last, [, low], place) => (figure >= low ? place + 1 : last), 1)}`;
    };
    const told = (place) => {
      const figure = value(place);
      const interval = DATA.colours[state.colour][0] === "pressure" ? ` (${whole.format(place[LOW])}-${whole.format(place[HIGH])})` : "";
      const said = figure === null ? words.unknown : `${whole.format(figure)}${interval} ${words.of}`;
      return `${place[TITLE]}: ${compact.format(size(place))} ${DATA.areas[state.area][1]}; ${DATA.colours[state.colour][1]} ${said}`;
    };

    const item = (svg, box, label, attributes, act) => {
      const element = make(svg, act ? "g" : "a", { class: "jp-item", tabindex: items.length ? -1 : 0, "aria-label": label, ...attributes });
      const show = () => { status.textContent = label; };
      element.addEventListener("pointerenter", show);
      element.addEventListener("focus", () => { onlyStop(items, element); show(); });
      if (act) {
        element.addEventListener("click", act);
        element.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
        });
      }
      items.push({ element, x: box.x + box.w / 2, y: box.y + box.h / 2, box });
      return element;
    };
    // Drawn last, so that nothing lies upon it.
    const ring = (element, box) => {
      for (const name of ["jp-ring-out", "jp-ring"]) make(element, "rect", { class: name, x: box.x + 1.5, y: box.y + 1.5, width: Math.max(0, box.w - 3), height: Math.max(0, box.h - 3) });
    };

    const cell = (parent, place, box, room) => {
      const shade = step(value(place));
      make(parent, "rect", { class: `jp-${shade} jp-cell`, x: box.x, y: box.y, width: box.w, height: box.h });
      const lines = fitted(place[TITLE], box.w - 2 * PAD, Math.floor((box.h - PAD) / LINE));
      if (value(place) !== null && lines.length && box.h >= (lines.length + 1) * LINE + PAD) lines.push(whole.format(value(place)));
      lines.forEach((line, n) => make(parent, "text", { class: `jp-s jp-t${shade}`, x: box.x + PAD, y: box.y + LINE * (n + 1), "aria-hidden": "true" }, line));
      if (room) ring(parent, box);
    };

    const overview = (svg, places, box) => {
      const groups = Object.entries(DATA.groups)
        .map(([code, name]) => ({ code, name, own: places.filter((p) => p[GROUP] === code) }))
        .filter((g) => g.own.length)
        .sort((a, b) => total(b.own) - total(a.own));
      squarified(groups.map((g) => total(g.own)), box).forEach((at, n) => {
        const { code, name, own } = groups[n];
        const known = own.filter((p) => value(p) !== null);
        const mean = known.length ? known.reduce((s, p) => s + size(p) * value(p), 0) / total(known) : null;
        const said = mean === null ? words.unknown : `${words.mean} ${whole.format(mean)} ${words.of}`;
        const label = `${name}: ${compact.format(total(own))} ${DATA.areas[state.area][1]}; ${DATA.colours[state.colour][1]} ${said}. ${words.open}`;
        const element = item(svg, at, label, { role: "button" }, () => { state.group = code; draw(true); });
        const title = cut(name, at.w - 6, true);
        const head = at.h >= 3 * HEAD && title.length > LETTERS ? HEAD : 0;
        if (head) make(element, "text", { class: "jp-s jp-h", x: at.x + 2, y: at.y + 13, "aria-hidden": "true" }, title);
        const inner = { x: at.x + 1, y: at.y + head, w: at.w - 2, h: at.h - head - 1 };
        squarified(own.map(size), inner).forEach((b, i) => cell(element, own[i], b, false));
        ring(element, at);
      });
    };
    const zoomed = (svg, places, box) => {
      const own = places.filter((p) => p[GROUP] === state.group);
      squarified(own.map(size), box).forEach((at, n) => {
        const address = root.dataset.href.replaceAll("{id}", encodeURIComponent(own[n][ID]));
        cell(item(svg, at, told(own[n]), { href: address }), own[n], at, true);
      });
    };

    const draw = (moved = false, code = "") => {
      const width = Math.max(280, Math.floor(root.clientWidth)), height = width >= 560 ? 520 : 640;
      drawn = width;
      items = [];
      holder.textContent = "";
      back.hidden = !state.group;
      const where = state.group ? DATA.groups[state.group] : words.all;
      const svg = make(holder, "svg", { class: "jp-picture", role: "group", viewBox: `0 0 ${width} ${height}`, "aria-label": `${where}: ${DATA.areas[state.area][1]}, ${DATA.colours[state.colour][1]}` });
      const places = DATA.places.filter((p) => size(p) > 0).sort((a, b) => size(b) - size(a) || (a[ID] < b[ID] ? -1 : 1));
      (state.group ? zoomed : overview)(svg, places, { x: 0, y: 0, w: width, h: height });
      key.textContent = "";
      const steps = DATA.colours[state.colour][2].map(([name], n) => [`r${n + 1}`, name]);
      if (places.some((p) => value(p) === null)) steps.push(["none", words.unknown]);
      for (const [shade, name] of steps) {
        const entry = make(key, "li");
        const swatch = make(entry, "svg", { class: "jp-picture jp-swatch", viewBox: "0 0 14 14", "aria-hidden": "true" });
        make(swatch, "rect", { class: `jp-${shade}`, width: 14, height: 14 });
        entry.append(name);
      }
      status.textContent = state.group ? where : words.hint;
      if (moved) (items.find((i) => code && i.element.getAttribute("aria-label").startsWith(`${DATA.groups[code]}:`)) || items[0])?.element.focus();
    };

    const out = () => { const code = state.group; state.group = ""; draw(true, code); };
    back.addEventListener("click", out);
    holder.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.group) { event.preventDefault(); out(); return; }
      if (!walk(items, event)) return;
      event.preventDefault();
    });
    new ResizeObserver(() => { if (Math.abs(Math.floor(root.clientWidth) - drawn) > 4) draw(); }).observe(root);
    try { draw(); } catch (error) { root.innerHTML = fallback; throw error; }
  };
  document.querySelectorAll("[data-jp-treemap]").forEach(start);
})();
