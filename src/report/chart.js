// A chart for each metric: a line for each run, or a dot where a run logged the metric once.

const charts = { byTime: false, isLog: false };
const [WIDTH, HEIGHT] = [480, 240];
const ROOM = { left: 52, right: 10, top: 10, bottom: 22 };
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGIT = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));

/** Numbers from three base64 digits each; see Packed in curve.rs. */
function unpack([least, greatest, isLog, text]) {
  const numbers = new Float64Array(text.length / 3);
  for (let at = 0; at < numbers.length; at++) {
    const place = (DIGIT[text[3 * at]] << 12) | (DIGIT[text[3 * at + 1]] << 6) | DIGIT[text[3 * at + 2]];
    const share = place / 262140;
    if (place > 262140) numbers[at] = NaN;
    else if (isLog) numbers[at] = least * (greatest / least) ** share;
    else numbers[at] = least * (1 - share) + greatest * share;
  }
  return numbers;
}

const unpacked = new Map();
function column(at) {
  if (!unpacked.has(at)) unpacked.set(at, unpack(data.columns[at]));
  return unpacked.get(at);
}

class Chart {
  constructor(metric) {
    this.metric = metric;
    this.isDirty = true;
    this.isSeen = false;
    this.figure = make("figure");
    const caption = make("figcaption", {}, metric.key);
    if (metric.not_finite) caption.append(make("small", {}, `not finite: ${metric.not_finite}`));
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.svg.setAttribute("role", "img");
    this.figure.append(caption, this.svg);
    this.paths = new Map();
    this.svg.addEventListener("pointermove", (event) => this.hover(event));
    this.svg.addEventListener("pointerleave", () => {
      this.marker?.remove();
      hideTip();
    });
    this.svg.addEventListener("click", () => {
      if (state.hot !== null) select(state.hot, !state.selected.has(state.hot));
    });
  }

  lines() {
    this.all ??= this.metric.lines.map(([run, steps, times, values]) => ({
      run,
      steps: column(steps),
      times: column(times),
      values: unpack(values),
    }));
    return this.all.filter(({ run }) => !state.hidden.has(run));
  }

  redraw() {
    this.isDirty = true;
    if (this.isSeen) this.draw();
  }

  draw() {
    if (!this.isDirty) return;
    this.isDirty = false;
    this.svg.replaceChildren();
    this.paths.clear();
    const lines = this.lines();
    const isDots = lines.every(({ values }) => values.length === 1);
    const isShown = (value) => Number.isFinite(value) && (!charts.isLog || value > 0);
    for (const line of lines) {
      line.xs = isDots ? [line.run] : charts.byTime ? line.times.map((time) => time - line.times[0]) : line.steps;
    }
    const [xs, ys] = [[Infinity, -Infinity], [Infinity, -Infinity]];
    for (const { xs: places, values } of lines) {
      values.forEach((value, at) => {
        if (!isShown(value)) return;
        [xs[0], xs[1]] = [Math.min(xs[0], places[at]), Math.max(xs[1], places[at])];
        [ys[0], ys[1]] = [Math.min(ys[0], value), Math.max(ys[1], value)];
      });
    }
    this.drawn = [];
    if (ys[0] > ys[1]) {
      draw(this.svg, "text", { x: WIDTH / 2, y: HEIGHT / 2, "text-anchor": "middle" }, "nothing to draw");
      return;
    }
    if (ys[0] === ys[1]) {
      const pad = Math.abs(ys[0]) * 0.1 || 1;
      if (!charts.isLog) [ys[0], ys[1]] = [ys[0] - pad, ys[1] + pad];
    }
    const up = ticks(ys[0], ys[1], 5, charts.isLog);
    const names = formatTicks(up);
    const left = Math.max(ROOM.left, 10 + 6.8 * Math.max(...names.map((name) => name.length)));
    const x = scale(xs[0], xs[1], left + 4, WIDTH - ROOM.right - 4);
    const y = scale(ys[0], ys[1], HEIGHT - ROOM.bottom - 4, ROOM.top, charts.isLog);
    this.axes(left, up.map((value, at) => [y(value), names[at]]), xs, x, isDots);
    this.group = draw(this.svg, "g", { class: lines.length > 60 ? "crowd" : lines.length > 12 ? "many" : "few" });
    for (const line of lines) {
      const [px, py] = [Array.from(line.xs, x), Array.from(line.values, (value) => (isShown(value) ? y(value) : NaN))];
      const isDot = py.filter(Number.isFinite).length === 1;
      const attributes = { class: `run-line ${colourOf(line.run)}${isDot ? " dots" : ""}`, d: pathOf(px, py) };
      this.paths.set(line.run, draw(this.group, "path", attributes));
      this.drawn.push({ ...line, px, py });
    }
    this.svg.setAttribute("aria-label", `${this.metric.key}: ${lines.length} runs, ${format(ys[0])} to ${format(ys[1])}`);
    this.mark();
  }

  axes(left, up, xs, x, isDots) {
    const { svg } = this;
    let last = HEIGHT;
    for (const [place, name] of up) {
      if (last - place < 12) continue;
      last = place;
      draw(svg, "path", { class: "grid", d: `M${left} ${place}H${WIDTH - ROOM.right}` });
      draw(svg, "text", { x: left - 5, y: place + 4, "text-anchor": "end" }, name);
    }
    const bottom = HEIGHT - 6;
    if (isDots) {
      draw(svg, "text", { x: WIDTH / 2, y: bottom, "text-anchor": "middle" }, "one value in each run, in the table's first order");
      return;
    }
    for (const value of charts.byTime ? timeTicks(xs[1]) : ticks(xs[0], xs[1], 6)) {
      const place = x(value);
      const anchor = place > WIDTH - 34 ? "end" : "middle";
      draw(svg, "text", { x: place, y: bottom, "text-anchor": anchor }, charts.byTime ? formatTime(value) : format(value));
    }
  }

  mark() {
    this.group?.classList.toggle("choosing", state.selected.size > 0);
    this.paths.forEach(mark);
  }

  hover(event) {
    if (!this.drawn?.length) return;
    const box = this.svg.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    let [best, nearest] = [40 * 40, null];
    for (const line of this.drawn) {
      for (let at = 0; at < line.px.length; at++) {
        const distance = (line.px[at] - x) ** 2 + (line.py[at] - y) ** 2;
        if (distance < best) [best, nearest] = [distance, { line, at }];
      }
    }
    this.marker?.remove();
    if (!nearest) return hideTip();
    const { line, at } = nearest;
    pointAt(line.run);
    this.marker = draw(this.svg, "circle", { class: "marker", cx: line.px[at], cy: line.py[at], r: 4 });
    const about = this.metric.thinned ? "about " : "";
    const where = `${about}step ${Math.round(line.steps[at])}, after ${formatTime(line.times[at] - line.times[0])}`;
    showTip(event, nameOf(line.run), [`${this.metric.key} ${format(line.values[at])}`, where]);
  }
}

/** Whole seconds, minutes, hours or days. */
function timeTicks(longest) {
  const steps = [1, 1e2, 1e3, 5e3, 15e3, 3e4, 6e4, 3e5, 9e5, 18e5, 36e5, 108e5, 216e5, 432e5, 864e5];
  const step = steps.find((step) => longest / step <= 6) ?? 864e5 * Math.ceil(longest / 864e5 / 6);
  return Array.from({ length: Math.floor(longest / step) + 1 }, (_, at) => at * step);
}

/** A line with gaps where a value is missing; a lone point is a dot. */
function pathOf(xs, ys) {
  let path = "";
  let isOpen = false;
  for (let at = 0; at < xs.length; at++) {
    const isPoint = Number.isFinite(ys[at]);
    if (isPoint) path += `${isOpen ? "L" : "M"}${xs[at].toFixed(1)} ${ys[at].toFixed(1)}`;
    if (isPoint && !isOpen && !Number.isFinite(ys[at + 1])) path += "h.01";
    isOpen = isPoint;
  }
  return path;
}

function setUpCharts() {
  const all = data.metrics.filter((metric) => metric.lines.length).map((metric) => new Chart(metric));
  if (!all.length) return;
  find("charts").hidden = false;
  find("chart-grid").append(...all.map((chart) => chart.figure));
  if (all.some(({ metric }) => metric.thinned)) {
    const note = "Long histories are thinned for drawing: of each stretch its least and its greatest value.";
    find("charts").append(make("p", { class: "note" }, note));
  }
  const chartOf = new Map(all.map((chart) => [chart.figure, chart]));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const chart = chartOf.get(target);
        chart.isSeen = isIntersecting;
        if (isIntersecting) chart.draw();
      }
    },
    { rootMargin: "400px" },
  );
  all.forEach((chart) => watcher.observe(chart.figure));
  addEventListener("beforeprint", () => all.forEach((chart) => chart.draw()));
  listeners.push((what) => all.forEach((chart) => (what === "hidden" ? chart.redraw() : chart.drawn?.length && chart.mark())));

  const redraw = () => all.forEach((chart) => chart.redraw());
  for (const [id, byTime] of [["by-step", false], ["by-time", true]]) {
    find(id).addEventListener("click", () => {
      charts.byTime = byTime;
      press(find("by-step"), !byTime);
      press(find("by-time"), byTime);
      redraw();
    });
  }
  find("log").addEventListener("click", ({ currentTarget }) => {
    charts.isLog = !charts.isLog;
    press(currentTarget, charts.isLog);
    redraw();
  });
  const search = find("search-metrics");
  search.hidden = all.length < 4;
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { figure, metric } of all) {
      figure.hidden = !words.every((word) => metric.key.toLowerCase().includes(word));
    }
  });
}
setUpCharts();
