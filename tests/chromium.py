"""The browser that tests look through: an installed Chromium, driven by Playwright."""

import os
import shutil
from contextlib import contextmanager

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")


def installed_chromium():
    """Return the program: CHROMIUM says which, else the first that is there; None = there is none."""
    asked = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [asked] if asked else NAMES)), None)


@contextmanager
def open_chromium():
    """Give a browser; skips the test, saying so, where there is none."""
    program = installed_chromium()
    if program is None:
        pytest.skip("There is no Chromium here; CHROMIUM names one that stands elsewhere.")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()
