"use strict";
// What the parts of the page share: the data, which runs are shown, selected or pointed at, the tooltip, the theme.

const find = (id) => document.getElementById(id);
const data = JSON.parse(find("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

const state = { hidden: new Set(), selected: new Set(), hot: null };
/** Called with what changed: "hidden", "selected" or "hot". */
const listeners = [];
const changed = (what) => listeners.forEach((listener) => listener(what));

function make(tag, attributes = {}, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return parent.appendChild(element);
}

const nameOf = (run) => data.runs[run];
const colourOf = (run) => `c${run % 10}`;

function pointAt(run) {
  if (state.hot === run) return;
  state.hot = run;
  changed("hot");
}

function select(run, on) {
  if (on) state.selected.add(run);
  else state.selected.delete(run);
  changed("selected");
}

/** Marks a line as pointed at or selected, and brings it to the front. */
function mark(line, run) {
  const [hot, selected] = [state.hot === run, state.selected.has(run)];
  if (line.classList.contains("hot") === hot && line.classList.contains("selected") === selected) return;
  line.classList.toggle("hot", hot);
  line.classList.toggle("selected", selected);
  if (hot || selected) line.parentNode.append(line);
}

function format(number, digits = 5) {
  if (number === null || Number.isNaN(number)) return "–";
  const size = Math.abs(number);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return number.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e");
  return String(Number(number.toPrecision(digits)));
}

/** Numbers of one axis, with as many digits as tell them apart and no more than a double has. */
function formatTicks(numbers) {
  for (let digits = 5; digits < 17; digits++) {
    const texts = numbers.map((number) => format(number, digits));
    if (new Set(texts).size === numbers.length) return texts;
  }
  return numbers.map(String);
}

function formatTime(ms) {
  const units = [[864e5, "d"], [36e5, "h"], [6e4, "m"], [1e3, "s"]];
  const [size, unit] = units.find(([size]) => Math.abs(ms) >= size) ?? [1, "ms"];
  return String(Number((ms / size).toPrecision(3))) + unit;
}

/** Round numbers between two, about so many; powers of ten on a logarithmic scale. */
function ticks(least, greatest, count, isLog) {
  if (isLog) {
    const [first, last] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(greatest) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first + 1) / count));
    const powers = [];
    for (let power = first; power <= last; power += every) powers.push(10 ** power);
    if (powers.length > 1) return powers;
  }
  const rough = (greatest - least) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [least];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(least / step - 1e-9);
  const found = Array.from({ length: 2 * count + 2 }, (_, at) => (first + at) * step);
  return found.filter((tick, at) => Number.isFinite(tick) && tick <= greatest + step * 1e-9 && tick !== found[at - 1]);
}

/** A function from numbers to places; both ends of what it was made for lie inside. */
function scale(least, greatest, from, to, isLog) {
  const shape = isLog ? Math.log : (number) => number;
  const [low, high] = [shape(least), shape(greatest)];
  const whole = high / 2 - low / 2;
  return (number) => (whole > 0 ? from + ((shape(number) / 2 - low / 2) / whole) * (to - from) : (from + to) / 2);
}

const tip = find("tip");

function showTip(event, title, lines) {
  tip.replaceChildren(make("b", {}, title), ...lines.map((line) => make("div", {}, line)));
  tip.hidden = false;
  const [width, height] = [tip.offsetWidth, tip.offsetHeight];
  const x = event.clientX + 14 + width > innerWidth ? event.clientX - 14 - width : event.clientX + 14;
  const y = event.clientY + 14 + height > innerHeight ? event.clientY - 14 - height : event.clientY + 14;
  tip.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
}

function hideTip() {
  tip.hidden = true;
  pointAt(null);
}

function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

document.querySelectorAll(".controls").forEach((controls) => (controls.hidden = false));

const theme = find("theme");
theme.hidden = false;
theme.addEventListener("click", () => {
  const root = document.documentElement;
  const next = { auto: "light", light: "dark", dark: "auto" }[root.dataset.theme ?? "auto"];
  root.dataset.theme = next;
  theme.textContent = `theme: ${next}`;
});

/** A link to a run opens its page. */
function openTarget() {
  let target = null;
  try {
    target = find(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // a hash that is no proper URL text names no run
  }
  if (!target?.matches("details.run")) return;
  target.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
addEventListener("DOMContentLoaded", openTarget);
document.addEventListener("click", (event) => {
  if (event.target.closest?.('a[href^="#run-"]')) setTimeout(openTarget); // also when the hash stays the same
});

const pages = [...document.querySelectorAll("details.run")];
find("pages").hidden = pages.length === 0;
find("open-all").addEventListener("click", ({ target }) => {
  const open = !pages.every((page) => page.open);
  pages.forEach((page) => (page.open = open));
  target.textContent = open ? "Close all" : "Open all";
});
