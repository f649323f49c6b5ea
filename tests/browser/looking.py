"""What is wrong with a page, as a browser sees it: nothing, it is to be hoped."""

import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

DESK, TABLET, TELEPHONE, MAGNIFIED = 1280, 768, 360, 320
"""Widths in CSS pixels; the last is a desk at 400 per cent (WCAG 2.2, 1.4.10 Reflow)."""
LOOKS = ((DESK, "light"), (TELEPHONE, "dark"))
MORE_LOOKS = ((DESK, "dark"), (TELEPHONE, "light"))
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
"""WCAG 2.0 to 2.2, levels A and AA; of targets, 24 px or room around them (2.5.8)."""
OF_THEIRS = ("color-contrast", "heading-order", "nested-interactive", "region", "target-size")
"""Rules that Swagger UI's own markup breaks, which we serve as it comes."""
HEAVIEST_BYTES = 100_000
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const over = e => e.getBoundingClientRect().right > room + 1 && !e.closest(".scroll");
  const found = [...document.querySelectorAll("body *")].filter(over).slice(0, 5);
  const told = e => `${e.localName}#${e.id}.${e.className.baseVal ?? e.className}`;
  return found.length ? found.map(told) : ["the page, for what scrolls in itself"];
}"""
INLINE = re.compile(r"<style|<[^>]* style=|<script(?![^>]*\bsrc=)|<[^>]* on\w+=", re.IGNORECASE)
NOT_BRITISH = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}"
    r"|\b\d{1,2}/\d{1,2}/\d{4}\b|\d [ap]\.m\."
)
"""March 3, 2022; 3/3/2022, which may be either; 2 p.m."""
SHOTS = Path(__file__).parents[2] / "screenshots"
SHOT_WIDTHS = (TELEPHONE, TABLET, DESK)


class Looker:
    """Opens pages in one window, and says of each what is wrong with it."""

    def __init__(self, page, host):
        self.page = page
        self.host = host
        self.heard = []
        page.emulate_media(reduced_motion="reduce")  # colours do not fade into each other
        page.on("console", self._hear_message)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._hear_request)

    def _hear_message(self, message):
        if message.type in ("error", "warning"):  # refusals of the policy among them
            self.heard.append(f"console: {message.text}")

    def _hear_request(self, request):
        if not request.url.startswith((self.host, "data:")):
            self.heard.append(f"elsewhere: {request.url}")

    def faults_of(self, address, *, looks=LOOKS, heaviest=None, is_theirs=False):
        """Return what is wrong with the page; `is_theirs`: its markup is of a library."""
        self.heard.clear()
        answer = self.page.goto(address)
        if answer.status != 200:
            return [f"answers {answer.status}"]
        source = answer.text()
        faults = [] if is_theirs else INLINE.findall(source)
        if heaviest and len(source.encode()) > heaviest:
            faults.append(f"weighs {len(source.encode())} bytes")
        self.page.wait_for_load_state("networkidle" if is_theirs else "load")
        return [*faults, *self.faults_shown(address, looks=looks, is_theirs=is_theirs)]

    def faults_shown(self, name, *, looks=LOOKS, is_theirs=False):
        """Return what is wrong with the page that stands there, as after a form was sent."""
        faults = []
        said = "" if is_theirs else self.page.inner_text("body")
        faults += [f"not as a day is written here: {each}" for each in NOT_BRITISH.findall(said)]
        faults += self.heard  # before the rules are put in, which may be heard themselves
        self.page.evaluate(AXE_SCRIPT)
        for width, scheme in looks[:1] if is_theirs else looks:
            faults += self._in(width, scheme, without=OF_THEIRS if is_theirs else ())
        faults += [*self._overflowing(TABLET), *self._overflowing(MAGNIFIED)]
        self._keep_pictures(name)
        return faults

    def _in(self, width, scheme, *, without):
        self._set(width, scheme)
        left_out = {name: {"enabled": False} for name in without}
        rules = {**RULES, "rules": {**RULES["rules"], **left_out}}
        found = self.page.evaluate("rules => axe.run(rules)", rules)
        told = [
            f"{width} {scheme}: {each['id']}: {node['html'][:160]} ({node['failureSummary']})"
            for each in found["violations"]
            for node in each["nodes"][:3]
        ]
        return [*told, *self._overflowing(width)]

    def _overflowing(self, width):
        self._set(width)
        return [f"{width}: wider than the window: {each}" for each in self.page.evaluate(TOO_WIDE)]

    def _set(self, width, scheme=None):
        self.page.set_viewport_size({"width": width, "height": 900})
        if scheme:
            self.page.emulate_media(color_scheme=scheme)

    def _keep_pictures(self, name):
        if not os.environ.get("SCREENSHOTS"):
            return
        SHOTS.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", name).strip("-") or "front"
        for width in SHOT_WIDTHS:
            for scheme in ("light", "dark"):
                self._set(width, scheme)
                self.page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
