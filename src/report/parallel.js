// Parallel coordinates: a line for each run across its params to one metric, which also colours it.

const COLOURS = [[52, 116, 206], [126, 98, 200], [200, 80, 140], [232, 118, 58]];

function colourAt(share) {
  const place = share * (COLOURS.length - 1);
  const at = Math.min(Math.floor(place), COLOURS.length - 2);
  const mix = COLOURS[at].map((part, index) => Math.round(part + (COLOURS[at + 1][index] - part) * (place - at)));
  return `rgb(${mix.join(",")})`;
}

const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const asText = (value) => (value === null ? "–" : typeof value === "number" ? format(value) : value);

function setUpParallel() {
  const metrics = data.metrics.filter((metric) => metric.last.filter((value) => value !== null).length > 1);
  if (!metrics.length || !data.axes.length) return;
  find("parallel").hidden = false;
  const choice = find("colour-by");
  metrics.forEach(({ key }, at) => choice.append(make("option", { value: at }, key)));
  const telling = metrics.findIndex(({ key }) => /loss|acc|auc|error|score|rmse|mae|f1|r2/i.test(key));
  choice.value = String(Math.max(0, telling));
  if (data.more_axes) find("parallel").append(make("p", { class: "note" }, `${data.more_axes} more params are not drawn`));

  const [HEIGHT, TOP, BOTTOM] = [340, 34, 306];
  const plot = find("parallel-plot");
  let lines = [];
  let group = null;

  /** Where each run's value lies on an axis, and the labels beside it. Runs without a value lie below it. */
  function placed(values, isNumeric) {
    if (!isNumeric) {
      const collator = new Intl.Collator(undefined, { numeric: true });
      const texts = [...new Set(values.filter((value) => value !== null))].sort(collator.compare);
      const y = (text) => (texts.length > 1 ? BOTTOM - (texts.indexOf(text) / (texts.length - 1)) * (BOTTOM - TOP) : (TOP + BOTTOM) / 2);
      return { y, labels: texts.map((text) => [y(text), text]) };
    }
    const numbers = values.filter((value) => value !== null);
    const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
    const isLog = least > 0 && greatest / least >= 50;
    const y = scale(least, greatest, BOTTOM, TOP, isLog);
    const inner = ticks(least, greatest, 5, isLog).filter((tick) => y(tick) > TOP + 12 && y(tick) < BOTTOM - 12);
    return { y, labels: [least, ...inner, greatest].map((tick) => [y(tick), format(tick)]) };
  }

  function redraw() {
    const metric = metrics[Number(choice.value) || 0];
    const axes = data.axes.map(({ key, numbers, texts }) => ({ key, values: numbers ?? texts, isNumeric: Boolean(numbers) }));
    axes.push({ key: metric.key, values: metric.last, isNumeric: true });
    const width = Math.max(900, axes.length * 120);
    const gap = (width - 180) / Math.max(1, axes.length - 1);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${data.axes.length} params of ${data.runs.length} runs, coloured by ${metric.key}`);
    group = draw(svg, "g", {});
    axes.forEach((axis, at) => {
      Object.assign(axis, placed(axis.values, axis.isNumeric), { x: 60 + at * gap });
      draw(svg, "path", { class: "axis", d: `M${axis.x} ${TOP}V${BOTTOM}` });
      const title = draw(svg, "text", { class: "title", x: axis.x, y: 16, "text-anchor": "middle" }, shorten(axis.key, Math.max(8, Math.floor(gap / 7))));
      draw(title, "title", {}, axis.key);
      for (const [y, text] of axis.labels) {
        draw(svg, "text", { class: "label", x: axis.x + 5, y: y + 4 }, shorten(text, Math.max(6, Math.floor(gap / 8))));
      }
      if (axis.values.includes(null)) draw(svg, "text", { x: axis.x + 5, y: HEIGHT - 4 }, "none");
    });
    const numbers = metric.last.filter((value) => value !== null);
    const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
    const shade = scale(least, greatest, 0, 1);
    lines = data.runs.map((_, run) => {
      const points = axes.map(({ x, y, values }) => [x, values[run] === null ? HEIGHT - 12 : y(values[run])]);
      const value = metric.last[run];
      const attributes = { class: "run-line none", d: "M" + points.map((point) => point.map((p) => p.toFixed(1)).join(" ")).join("L") };
      if (value !== null) Object.assign(attributes, { class: "run-line", stroke: colourAt(shade(value)) });
      const path = draw(group, "path", attributes);
      if (value !== null) path.style.stroke = colourAt(shade(value));
      return { run, path, points, axes };
    });
    svg.addEventListener("pointermove", (event) => hover(event, svg, width));
    svg.addEventListener("pointerleave", hideTip);
    svg.addEventListener("click", () => state.hot !== null && select(state.hot, !state.selected.has(state.hot)));
    plot.replaceChildren(svg);
    drawScale(least, greatest);
    show();
  }

  function drawScale(least, greatest) {
    const bar = document.createElementNS(SVG, "svg");
    bar.setAttribute("viewBox", "0 0 120 8");
    bar.setAttribute("aria-hidden", "true");
    for (let at = 0; at < 30; at++) draw(bar, "rect", { x: at * 4, y: 0, width: 4.5, height: 8, fill: colourAt(at / 29) });
    find("scale").replaceChildren(format(least), bar, format(greatest));
  }

  function hover(event, svg, width) {
    const box = svg.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * HEIGHT];
    let [best, nearest] = [14, null];
    for (const line of lines) {
      if (state.hidden.has(line.run)) continue;
      for (let at = 1; at < line.points.length; at++) {
        const [[x0, y0], [x1, y1]] = [line.points[at - 1], line.points[at]];
        if (x < x0 - 8 || x > x1 + 8) continue;
        const share = Math.min(1, Math.max(0, (x - x0) / (x1 - x0)));
        const distance = Math.abs(y0 + share * (y1 - y0) - y);
        if (distance < best) [best, nearest] = [distance, line];
      }
    }
    if (!nearest) return hideTip();
    pointAt(nearest.run);
    showTip(event, nameOf(nearest.run), nearest.axes.map(({ key, values }) => `${key} ${asText(values[nearest.run])}`));
  }

  function show() {
    group.classList.toggle("choosing", state.selected.size > 0);
    for (const { run, path } of lines) {
      path.toggleAttribute("hidden", state.hidden.has(run));
      mark(path, run);
    }
  }

  choice.addEventListener("change", redraw);
  listeners.push(show);
  redraw();
}
setUpParallel();
