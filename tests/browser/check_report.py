"""Opens reports in a headless Chromium whose network is off, uses them with mouse and keys, and says what is wrong.

    python3 check_report.py CHROMIUM REPORT.html… [--pictures FOLDER]

Nothing may be requested, no error may reach the console, no dialog may open. With --pictures it also leaves pictures in
light, dark, narrow and in print. Ends with `N passed, M failed`.
"""

import argparse
import base64
import pathlib
import sys

from chromium import Chromium

CELLS = "[...document.querySelectorAll('#runs-table tbody tr:not([hidden])')].map((row) => row.cells[{}].innerText.trim())"
HEADS = "[...document.querySelectorAll('#runs-table thead tr:last-child th')]"


class Checks:
    def __init__(self):
        self.passed, self.failed, self.page = 0, 0, ""

    def that(self, what, holds, more=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {self.page}: {what} {more}")


def quiet(browser, checks, url):
    """Nothing was asked of the network, nothing went wrong, nothing hostile ran."""
    of = lambda name: [event["params"] for event in browser.events if event.get("method") == name]
    urls = [event["request"]["url"] for event in of("Network.requestWillBeSent")]
    asked = [other for other in urls if other.split("#")[0] != url and not other.startswith("data:")]
    checks.that("no request", not asked, asked)
    errors = of("Runtime.exceptionThrown") + [e for e in of("Log.entryAdded") if e["entry"]["level"] in ("error", "warning")]
    errors += [e for e in of("Runtime.consoleAPICalled") if e["type"] in ("error", "warning", "assert")]
    checks.that("no error on the console", not errors, errors)
    checks.that("no dialog", not of("Page.javascriptDialogOpening"))
    checks.that("no script of a value ran", browser.run("window.hostile === undefined"))
    odd = "[...document.querySelectorAll('a[href]')].filter((a) => !/^(#|https?:)/.test(a.getAttribute('href'))).length"
    checks.that("links are anchors or web addresses", browser.run(odd) == 0)
    bare = "[...document.querySelectorAll('a[href^=http i]')].filter((a) => a.rel !== 'noopener noreferrer').length"
    checks.that("links out tell nothing", browser.run(bare) == 0)
    checks.that("one script, one data block", browser.run("document.scripts.length") == 2)
    handlers = "[...document.querySelectorAll('*')].some((e) => [...e.attributes].some((a) => /^on/i.test(a.name)))"
    checks.that("no handler in markup", not browser.run(handlers))
    twice = "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.length - new Set(ids).size; })()"
    checks.that("no id twice", browser.run(twice) == 0)
    checks.that("the page is not wider than the window", browser.run("document.documentElement.scrollWidth <= innerWidth"))


def narrow(browser, checks):
    browser.call("Emulation.setDeviceMetricsOverride", width=360, height=800, deviceScaleFactor=1, mobile=False)
    browser.run("document.querySelectorAll('details.run')[0]?.setAttribute('open', '')")
    browser.settle()
    width = browser.run("document.documentElement.scrollWidth")
    checks.that("on a telephone the page is not wider than the window", width <= 360, width)
    browser.call("Emulation.setDeviceMetricsOverride", width=1360, height=1000, deviceScaleFactor=1, mobile=False)


def policy(browser, checks):
    """The content security policy stops what would slip through the escaping."""
    browser.run("""document.body.insertAdjacentHTML('beforeend', '<img id=probe src="x" onerror="window.probed = 1">');
        const script = document.createElement('script'); script.textContent = 'window.probed = 2'; document.body.append(script);""")
    browser.settle()
    checks.that("a foreign script does not run", browser.run("window.probed === undefined"))
    refused = browser.run("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')")
    checks.that("nothing can be fetched", refused == "refused")


def table(browser, checks):
    rows = browser.run("document.querySelectorAll('#runs-table tbody tr').length")
    if rows < 2:
        return
    before = browser.run(CELLS.format(0))
    browser.run(f"{HEADS}[0].querySelector('button').focus()")
    browser.key("Enter")
    rising = browser.run(CELLS.format(0))
    checks.that("Enter on a header sorts", browser.run(f"{HEADS}[0].getAttribute('aria-sort')") == "ascending")
    browser.key("Enter")
    falling = browser.run(CELLS.format(0))
    checks.that("and again the other way", sorted(rising) == sorted(falling) == sorted(before) and (
        falling == list(reversed(rising)) or len(set(rising)) < rows), falling)
    browser.key("ArrowRight")
    checks.that("arrows move along the headers", browser.run(f"document.activeElement === {HEADS}[1].querySelector('button')"))
    browser.run(f"{HEADS}[0].querySelector('button').click()")
    checks.that("the third time it is as it came", browser.run(CELLS.format(0)) == before)

    numeric = browser.run(f"{HEADS}.map((head, at) => head.classList.contains('n') && at > 4 ? at : 0).filter(Boolean)")
    for column in numeric[:4]:
        browser.run(f"{HEADS}[{column}].querySelector('button').click()")
        values = browser.run(f"[...document.querySelectorAll('#runs-table tbody tr')].map((r) => r.cells[{column}].dataset.v ?? r.cells[{column}].innerText.trim())")
        numbers = [float(v.replace("Infinity", "inf")) for v in values if v not in ("", "NaN")]
        checks.that("numbers sort as numbers", numbers == sorted(numbers), numbers)
        missing = [v in ("", "NaN") for v in values]
        checks.that("what is missing comes last", missing == sorted(missing), values)
        browser.run(f"for (const _ of [1, 2]) {HEADS}[{column}].querySelector('button').click()")

    browser.run("document.activeElement.blur()")
    browser.key("/")
    checks.that("/ goes to the search", browser.run("document.activeElement.id") == "search")
    browser.call("Input.insertText", text="zzz-no-such-run")
    checks.that("the search hides rows", browser.run(CELLS.format(0)) == [])
    browser.settle()
    browser.key("Escape")
    checks.that("Escape shows them again", browser.run(CELLS.format(0)) == before)

    browser.run("document.querySelector('#runs-table tbody input').focus()")
    browser.key(" ")
    checks.that("the blank selects", browser.run("document.querySelectorAll('#runs-table tr.selected').length") == 1)
    browser.settle()
    drawn = browser.run("document.querySelectorAll('.run-line').length")
    if drawn:
        checks.that("selecting marks lines", browser.run("document.querySelectorAll('.choosing').length") > 0)
    browser.run("document.querySelector('#clear').click()")
    checks.that("clearing clears", browser.run("document.querySelectorAll('tr.selected, .choosing, .run-line.selected').length") == 0)


def charts(browser, checks):
    if browser.run("document.querySelector('#charts').hidden"):
        return
    browser.run("document.querySelector('#charts').scrollIntoView()")
    browser.settle()
    checks.that("charts are drawn", browser.run("document.querySelectorAll('#chart-grid .run-line').length") > 0)
    odd = "[...document.querySelectorAll('svg path')].filter((p) => /NaN|Infinity|undefined/.test(p.getAttribute('d'))).length"
    browser.run("dispatchEvent(new Event('beforeprint'))")
    empty = "document.querySelectorAll('figure svg:empty').length"
    checks.that("printing draws every chart", browser.run(empty) == 0)
    for button in ("by-time", "log", "by-step", "log"):
        browser.run(f"document.getElementById('{button}').click()")
        browser.settle()
        checks.that(f"paths are numbers after {button}", browser.run(odd) == 0)
    browser.run("document.querySelector('#charts').scrollIntoView()")
    spot = browser.run("""(() => { for (const path of document.querySelectorAll('#chart-grid .run-line')) {
        const length = path.getTotalLength(); if (length < 1) continue;
        const [at, box, svg] = [path.getPointAtLength(0), path.ownerSVGElement.getBoundingClientRect(), path.ownerSVGElement.viewBox.baseVal];
        return [box.left + at.x / svg.width * box.width, box.top + at.y / svg.height * box.height]; } })()""")
    if spot:
        browser.move(*spot)
        browser.settle()
        tip = browser.run("document.getElementById('tip').hidden ? '' : document.getElementById('tip').innerText")
        checks.that("pointing tells run, value and step", "step" in tip, tip)
        checks.that("and marks the line and the row", browser.run("document.querySelectorAll('.run-line.hot').length") > 0)
        browser.move(1, 1)
        browser.settle()
        checks.that("and it goes away", browser.run("document.getElementById('tip').hidden"))


def pages(browser, checks):
    links = browser.run("document.querySelectorAll('#runs-table a[href^=\"#run-\"]').length")
    if not links:
        return
    browser.run("document.querySelectorAll('#runs-table a[href^=\"#run-\"]')[0].click()")
    browser.settle()
    checks.that("a run's link opens its page", browser.run("document.querySelectorAll('details.run[open]').length") == 1)
    checks.that("every link leads somewhere", browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every((a) => document.getElementById(decodeURIComponent(a.hash.slice(1))))"))
    browser.run("for (const page of document.querySelectorAll('details.run')) page.open = false; scrollTo(0, 0)")


def theme(browser, checks):
    background = "getComputedStyle(document.body).backgroundColor"
    auto = browser.run(background)
    browser.run("document.getElementById('theme').click()")
    light = browser.run(background)
    browser.run("document.getElementById('theme').click()")
    dark = browser.run(background)
    browser.run("document.getElementById('theme').click()")
    checks.that("light, dark and auto differ as they should", light != dark and auto == light, [auto, light, dark])


def picture(browser, path, whole=True):
    browser.settle()
    options = {}
    if whole:
        size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
        options = {"captureBeyondViewport": True,
                   "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 3000), "scale": 1}}
    path.write_bytes(base64.b64decode(browser.call("Page.captureScreenshot", format="png", **options)["data"]))


def pictures(browser, url, folder):
    name = pathlib.Path(url).stem
    screen = lambda width: browser.call("Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False)
    for scheme in ("light", "dark"):
        screen(1360)
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.open(url)
        browser.run("document.querySelectorAll('details.run')[0]?.setAttribute('open', '')")
        browser.run("dispatchEvent(new Event('beforeprint'))")
        picture(browser, folder / f"{name}-{scheme}.png")
    browser.call("Emulation.setEmulatedMedia", features=[])
    screen(420)
    browser.open(url)
    browser.run("document.querySelectorAll('details.run')[0]?.setAttribute('open', ''); dispatchEvent(new Event('beforeprint'))")
    picture(browser, folder / f"{name}-narrow.png")
    screen(1360)
    browser.open(url)
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
    (folder / f"{name}.pdf").write_bytes(base64.b64decode(printed))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("chromium")
    arguments.add_argument("reports", nargs="+", type=pathlib.Path)
    arguments.add_argument("--pictures", type=pathlib.Path)
    given = arguments.parse_args()
    checks = Checks()
    with Chromium(given.chromium) as browser:
        browser.call("Emulation.setDeviceMetricsOverride", width=1360, height=1000, deviceScaleFactor=1, mobile=False)
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
        for report in given.reports:
            url = report.resolve().as_uri()
            checks.page = report.name
            browser.open(url)
            for check in (table, charts, pages, theme, narrow):
                check(browser, checks)
            quiet(browser, checks, url)
            policy(browser, checks)
            browser.call("Emulation.setScriptExecutionDisabled", value=True)
            browser.load(url)
            text = "document.querySelector('#runs').innerText + document.querySelectorAll('details.run').length"
            checks.that("without scripts there is a table, or it says there is none", len(browser.run(text)) > 5)
            browser.call("Emulation.setScriptExecutionDisabled", value=False)
            if given.pictures:
                given.pictures.mkdir(parents=True, exist_ok=True)
                pictures(browser, url, given.pictures)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


main()
