  // What the scripts of pictures share; it stands in each of them.
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = DATA.font;
  const words = DATA.words;
  const language = words.locale;
  const compact = new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const pen = document.createElement("canvas").getContext("2d");

  const make = (parent, name, attributes = {}, text = "") => {
    const element = parent.namespaceURI === SVG || name === "svg" ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const wide = (text, bold) => {
    pen.font = `${bold ? "bold " : ""}12px ${FONT}`;
    return pen.measureText(text).width * 1.02;
  };
  const cut = (text, width, bold) => {
    if (wide(text, bold) <= width) return text;
    let kept = text.replace(/ ?…$/, "");
    while (kept && wide(`${kept}…`, bold) > width) kept = kept.slice(0, -1);
    return `${kept.replace(/[ ,;:-]+$/, "")}…`;
  };
  // Of items {element, x, y}, one takes part in the order of the Tab key; arrows lead to the others.
  const onlyStop = (items, element) => items.forEach((i) => i.element.setAttribute("tabindex", i.element === element ? 0 : -1));
  const walk = (items, event) => {
    const here = items.find((i) => i.element === document.activeElement);
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    let next = null;
    if (here && way) {
      const far = (i) => {
        const along = (i.x - here.x) * way[0] + (i.y - here.y) * way[1];
        return along > 0.5 ? along + 2 * Math.abs((i.x - here.x) * way[1] + (i.y - here.y) * way[0]) : Infinity;
      };
      next = items.reduce((best, i) => (far(i) < (best ? far(best) : Infinity) ? i : best), null);
    } else if (event.key === "Home") next = items[0];
    else if (event.key === "End") next = items[items.length - 1];
    else return false;
    next?.element.focus();
    return true;
  };
