"""The browser of the browser tests: Chromium, as Debian packages it."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library

from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=10_000)

# What keeps it from looking for the rest of the internet.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, ended with the block. Fails with what to install."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: apt-get install chromium"
    if sys.platform == "linux":  # playwright's own node is linked to it
        library = find_library("atomic")
        assert library, "libatomic is missing: apt-get install libatomic1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
