// Pressure against wage or growth: name a point, find an occupation, show one group, look closer; pointer, touch, keys.
// Without it the page shows the drawing that it replaces. It fetches nothing.
(() => {
  "use strict";
  const DATA = "__DATA__";
  const [ID, TITLE, GROUP, PRESSURE, LOW, HIGH, JOBS, FIRST_AXIS] = [0, 1, 2, 3, 4, 5, 6, 7];
  const TOP = 26, LEFT = 40, RIGHT = 14, FOOT = 42, LINE = 16, LARGEST = 22, SMALLEST = 2, NEAR = 18, MOST = 12, NAMED = 14;
  // __PARTS__

  const start = (root) => {
    const axis = DATA.axes[root.dataset.against], column = FIRST_AXIS + Object.keys(DATA.axes).indexOf(root.dataset.against);
    const along = (figure) => (axis.logarithmic ? Math.log10(figure) : figure);
    const back = (x) => (axis.logarithmic ? 10 ** x : x);
    const places = DATA.places.filter((p) => p[column] !== null && p[JOBS]).sort((a, b) => b[JOBS] - a[JOBS] || (a[ID] < b[ID] ? -1 : 1));
    const values = places.map((p) => along(p[column]));
    const room = 0.04 * (Math.max(...values) - Math.min(...values));
    const everything = { left: Math.min(...values) - room, right: Math.max(...values) + room, low: 0, high: 10 * Math.ceil(Math.max(...places.map((p) => p[PRESSURE])) / 10) };
    const state = { group: "", asked: "", view: { ...everything }, pinned: "" };
    const fallback = root.innerHTML;
    root.textContent = "";

    const controls = make(root, "div", { class: "jp-controls" });
    const field = make(make(controls, "label", { class: "jp-choice" }, `${words.find} `), "input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const group = make(make(controls, "label", { class: "jp-choice" }, `${words.group} `), "select");
    make(group, "option", { value: "" }, words.all);
    for (const [code, name] of Object.entries(DATA.groups)) make(group, "option", { value: code }, name);
    const button = (text, label, act) => {
      const element = make(controls, "button", { type: "button", "aria-label": label }, text);
      element.addEventListener("click", act);
      return element;
    };
    button("+", words.closer, () => zoom(0.6));
    const away = button("−", words.farther, () => zoom(1 / 0.6));
    const whole_ = button(words.whole, words.whole, () => { state.view = { ...everything }; draw(); });
    const holder = make(root, "div", { class: "jp-field" });
    const status = make(root, "p", { class: "jp-status", role: "status" });
    let items = [], width = 0, height = 0, drawn = 0, tip = null;

    const told = (place) =>
      `${place[TITLE]}: ${words.pressure} ${whole.format(place[PRESSURE])} (${whole.format(place[LOW])}–${whole.format(place[HIGH])}); ${axis.words} ${whole.format(place[column])}; ${compact.format(place[JOBS])} ${words.jobs}`;
    const shown = (place) => !state.group || place[GROUP] === state.group;
    const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    const found = (place) => state.asked !== "" && plain(place[TITLE]).includes(state.asked);
    const say = (place) => {
      status.textContent = "";
      if (!place) {
        const hits = state.asked ? places.filter((p) => shown(p) && found(p)) : [];
        status.textContent = !state.asked ? words.hint : hits.length ? `${whole.format(hits.length)} ${words.marked}: ${hits.slice(0, 5).map((p) => p[TITLE]).join("; ")}${hits.length > 5 ? " …" : ""}` : words.nothing;
        return;
      }
      status.append(`${told(place)}. `);
      make(status, "a", { href: address(place) }, words.open);
    };
    const address = (place) => root.dataset.href.replaceAll("{id}", encodeURIComponent(place[ID]));
    const x = (figure) => LEFT + ((along(figure) - state.view.left) / (state.view.right - state.view.left)) * (width - LEFT - RIGHT);
    const y = (pressure) => TOP + (1 - (pressure - state.view.low) / (state.view.high - state.view.low)) * (height - TOP - FOOT);

    // The view stays within the whole picture and keeps its shape.
    const look = (left, right, low, high) => {
      const wide_ = Math.min(right - left, everything.right - everything.left), tall = Math.min(high - low, everything.high - everything.low);
      const from = Math.min(Math.max(left, everything.left), everything.right - wide_);
      const bottom = Math.min(Math.max(low, everything.low), everything.high - tall);
      state.view = { left: from, right: from + wide_, low: bottom, high: bottom + tall };
    };
    const zoom = (factor, about) => {
      const { left, right, low, high } = state.view;
      if (factor < 1 && (everything.high - everything.low) / (high - low) >= MOST) return;
      const place = about || places.find((p) => p[ID] === state.pinned);
      const inside = place && shown(place) && along(place[column]) >= left && along(place[column]) <= right && place[PRESSURE] >= low && place[PRESSURE] <= high;
      const cx = inside ? along(place[column]) : (left + right) / 2, cy = inside ? place[PRESSURE] : (low + high) / 2;
      look(cx - (cx - left) * factor, cx + (right - cx) * factor, cy - (cy - low) * factor, cy + (high - cy) * factor);
      draw();
    };
    // Round figures between two; those declared, where three or more of them are in sight.
    const ticks = (first, last, wanted, declared = []) => {
      const within = declared.filter((tick) => tick >= first && tick <= last);
      if (within.length >= 3) return within;
      const power = 10 ** Math.floor(Math.log10((last - first) / wanted));
      const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => (last - first) / s <= wanted);
      const all = [];
      for (let tick = Math.ceil(first / step) * step; tick <= last + step / 1e6; tick += step) all.push(Number(tick.toPrecision(10)));
      return all;
    };
    const number = (figure) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(figure);

    const name = (svg) => {
      const taken = [];
      const free = (b) => b.x >= 0 && b.x + b.w <= width && b.y >= 0 && !taken.some((o) => b.x < o.x + o.w && o.x < b.x + b.w && b.y < o.y + o.h && o.y < b.y + b.h);
      const first = items.filter((i) => i.place[ID] === state.pinned), marked = items.filter((i) => found(i.place));
      let left = width >= 560 ? NAMED : NAMED / 2;
      for (const i of [...new Set([...first, ...marked, ...(state.asked && marked.length ? [] : items)])]) {
        if (!left) return;
        const label = cut(i.place[TITLE], Math.min(220, width - LEFT - RIGHT));
        const w = wide(label);
        const at = [i.x + i.r + 3, i.x - i.r - 3 - w].map((from) => ({ x: from, y: i.y - 8, w, h: 14 })).find(free);
        if (!at) continue;
        taken.push(at);
        left -= 1;
        make(svg, "text", { class: "jp-s jp-halo", "paint-order": "stroke", x: at.x, y: i.y + 4, "aria-hidden": "true" }, label);
      }
    };

    const draw = () => {
      const focused = items.find((i) => i.element === document.activeElement)?.place[ID];
      width = Math.max(280, Math.floor(root.clientWidth));
      height = width >= 560 ? 480 : 440;
      drawn = width;
      items = [];
      holder.textContent = "";
      const { left, right, low, high } = state.view;
      const label = `${words.pressure}, ${axis.words}${state.group ? `: ${DATA.groups[state.group]}` : ""}`;
      const svg = make(holder, "svg", { class: "jp-picture jp-scatter", role: "group", "aria-label": label, viewBox: `0 0 ${width} ${height}` });
      make(svg, "text", { class: "jp-s jp-m", x: 0, y: 12, "aria-hidden": "true" }, words.scale);
      for (const tick of ticks(low, high, 7)) {
        make(svg, "path", { class: tick === 0 ? "jp-axis" : "jp-rule", d: `M${LEFT} ${y(tick)}H${width - RIGHT}` });
        make(svg, "text", { class: "jp-s jp-m", x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end", "aria-hidden": "true" }, number(tick));
      }
      for (const tick of ticks(back(left), back(right), width >= 560 ? 6 : 4, axis.ticks)) {
        make(svg, "path", { class: "jp-rule", d: `M${x(tick)} ${TOP}V${height - FOOT}` });
        make(svg, "text", { class: "jp-s jp-m", x: x(tick), y: height - FOOT + LINE, "text-anchor": "middle", "aria-hidden": "true" }, number(tick));
      }
      make(svg, "text", { class: "jp-s jp-m", x: (LEFT + width - RIGHT) / 2, y: height - FOOT + 2 * LINE, "text-anchor": "middle", "aria-hidden": "true" }, axis.words);
      const largest = places[0][JOBS], shrink = width >= 560 ? 1 : 0.6;
      const others = make(svg, "g", { class: "jp-disc jp-far" }), points = make(svg, "g", { class: "jp-disc" });
      for (const place of places) {
        const at = { x: x(place[column]), y: y(place[PRESSURE]), r: Math.max(SMALLEST, shrink * LARGEST * Math.sqrt(place[JOBS] / largest)) };
        if (at.x < LEFT - 1 || at.x > width - RIGHT + 1 || at.y < TOP - 1 || at.y > height - FOOT + 1) continue;
        const disc = { cx: at.x.toFixed(1), cy: at.y.toFixed(1), r: at.r.toFixed(1) };
        if (!shown(place)) { make(others, "circle", disc); continue; }
        const element = make(points, "a", { class: found(place) || place[ID] === state.pinned ? "jp-item jp-found" : "jp-item", href: address(place), tabindex: items.length ? -1 : 0, "aria-label": told(place) });
        make(element, "circle", disc);
        for (const ring of ["jp-ring-out", "jp-ring"]) make(element, "circle", { ...disc, class: ring, r: at.r + 3 });
        element.addEventListener("focus", () => {
          onlyStop(items, element);
          state.pinned = place[ID];
          point(items.find((i) => i.element === element));
          say(place);
        });
        items.push({ element, place, ...at });
      }
      name(svg);
      tip = make(svg, "g", { class: "jp-tip", "aria-hidden": "true" });
      away.disabled = whole_.disabled = right - left >= everything.right - everything.left - 1e-9;
      const again = items.find((i) => i.place[ID] === (focused || state.pinned));
      if (again) onlyStop(items, again.element);
      if (focused && again) again.element.focus();
      else say(again?.place);
    };

    const position = (event) => {
      const box = holder.firstChild.getBoundingClientRect();
      return { x: ((event.clientX - box.left) * width) / box.width, y: ((event.clientY - box.top) * height) / box.height };
    };
    // Small discs lie upon large ones: of those about the pointer, the one whose middle is nearest.
    const nearest = (event) => {
      const at = position(event);
      const far = (i) => Math.max(0, Math.hypot(i.x - at.x, i.y - at.y) - (i.r > NEAR ? i.r - NEAR : 0));
      const best = items.reduce((least, i) => (!least || far(i) < far(least) ? i : least), null);
      return best && far(best) <= NEAR ? best : null;
    };
    const point = (item) => {
      tip.textContent = "";
      if (!item) return;
      make(tip, "circle", { class: "jp-pointed", cx: item.x, cy: item.y, r: item.r + 3 });
      const label = item.place[TITLE], w = Math.min(wide(label, true) + 4, width), above = item.y - item.r - 10;
      make(tip, "text", { class: "jp-s jp-h jp-halo", "paint-order": "stroke", x: Math.min(Math.max(item.x - w / 2, 0), width - w), y: above > 24 ? above : item.y + item.r + 18 }, cut(label, width - 4, true));
    };
    let held = null;
    holder.addEventListener("pointermove", (event) => {
      if (held) {
        const at = position(event), { left, right, low, high } = held.view;
        const dx = ((at.x - held.x) / (width - LEFT - RIGHT)) * (right - left), dy = ((at.y - held.y) / (height - TOP - FOOT)) * (high - low);
        if (held.moved || Math.hypot(at.x - held.x, at.y - held.y) > 4) {
          held.moved = true;
          look(left - dx, right - dx, low + dy, high + dy);
          draw();
        }
        return;
      }
      const item = nearest(event);
      point(item);
      if (item) say(item.place);
    });
    holder.addEventListener("pointerleave", () => { point(null); say(places.find((p) => p[ID] === state.pinned)); });
    holder.addEventListener("pointerdown", (event) => {
      // A finger scrolls the page; a pressed pointer moves what is seen, where not all of it is.
      if (event.pointerType !== "touch" && event.button === 0) held = { ...position(event), view: state.view, moved: false };
    });
    window.addEventListener("pointerup", () => { setTimeout(() => { held = null; }); });
    holder.addEventListener("click", (event) => {
      // A click names and marks; the page is opened by Enter or by the link below the picture.
      if (event.detail === 0 || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (held?.moved) return;
      const item = nearest(event);
      state.pinned = item ? item.place[ID] : "";
      draw();
      if (item) items.find((i) => i.place[ID] === state.pinned)?.element.focus({ preventScroll: true });
    });
    holder.addEventListener("dragstart", (event) => event.preventDefault());
    holder.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") zoom(0.6);
      else if (event.key === "-") zoom(1 / 0.6);
      else if (event.key === "0" || event.key === "Escape") { state.view = { ...everything }; draw(); }
      else if (!walk(items, event)) return;
      event.preventDefault();
    });
    field.addEventListener("input", () => { state.asked = plain(field.value.trim()); state.pinned = ""; draw(); });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      items.find((i) => found(i.place))?.element.focus();
    });
    group.addEventListener("change", () => { state.group = group.value; draw(); });
    new ResizeObserver(() => { if (Math.abs(Math.floor(root.clientWidth) - drawn) > 4) draw(); }).observe(root);
    try { draw(); } catch (error) { root.innerHTML = fallback; throw error; }
  };
  document.querySelectorAll("[data-jp-scatter]").forEach(start);
})();
