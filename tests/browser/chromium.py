"""A headless Chromium driven over a pipe, with nothing but Python's own library. The network is off."""

import json
import os
import select
import subprocess
import tempfile


class Chromium:
    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(prefix="mlrun-chromium-", ignore_cleanup_errors=True)
        to_browser, our_end = os.pipe()
        our_source, from_browser = os.pipe()

        def place():  # Chromium reads commands from 3 and writes answers to 4
            os.dup2(to_browser, 10)
            os.dup2(from_browser, 11)
            os.dup2(10, 3)
            os.dup2(11, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb",
             "--hide-scrollbars", f"--user-data-dir={self.profile.name}", "about:blank"],
            close_fds=False, preexec_fn=place, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.out, self.source = os.fdopen(our_end, "wb"), os.fdopen(our_source, "rb")
        self.rest, self.count, self.events = b"", 0, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.profile.cleanup()

    def read(self):
        while b"\0" not in self.rest:
            if not select.select([self.source], [], [], 60)[0]:
                raise RuntimeError("Chromium says nothing any more")
            part = os.read(self.source.fileno(), 1 << 20)
            if not part:
                raise RuntimeError("Chromium went away")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        number = self.send(method, params)
        while True:
            answer = self.read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)
            if answer.get("method") == "Page.javascriptDialogOpening":
                self.send("Page.handleJavaScriptDialog", {"accept": False})  # its answer is passed over like an event

    def send(self, method, params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if hasattr(self, "session") and not method.startswith("Target."):
            message["sessionId"] = self.session
        self.out.write(json.dumps(message).encode() + b"\0")
        self.out.flush()
        return self.count

    def load(self, url):
        """Loads a page to the end."""
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())

    def open(self, url):
        """Loads a page and lets it draw."""
        self.load(url)
        self.settle()

    def settle(self):
        """Two frames, in which what was asked for is drawn."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))")

    def run(self, script):
        """A script's value."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def key(self, key):
        """Presses a key, as a hand does."""
        codes = {"Enter": 13, "Tab": 9, "ArrowRight": 39, "Escape": 27, " ": 32}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        about = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def move(self, x, y):
        """Moves the mouse."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
