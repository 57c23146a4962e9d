"""Take the README's picture: a fresh demo in a folder of its own, three pages on a phone.

Use: python -m scripts.picture. Needs Debian's Chromium.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "picture.png"
PORT = 8399
ADDRESS = f"http://127.0.0.1:{PORT}"
PHONE = {"width": 390, "height": 844}
GAP, PAPER = 24, "#E5ECE8"
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def wait_until_it_answers() -> None:
    """Return when the server is there. Errors: `RuntimeError` after a minute."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz").close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the demo did not start")


def sign_in(page: Page, email: str) -> None:
    """Sign in with the demo's password."""
    page.goto(f"{ADDRESS}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("demo walk demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{ADDRESS}/")


def pictures() -> list[Image.Image]:
    """Return the front page, the next Thursday's walk and the room of the walk that goes on."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport=PHONE, timezone_id="Europe/Vaduz")  # type: ignore[arg-type]
        taken = []
        page.goto(ADDRESS)
        taken.append(page.screenshot())
        sign_in(page, "ana@example.org")
        page.goto(f"{ADDRESS}/groups/vaduz-amblers")
        page.get_by_role("link", name="Along the Giessen stream").first.click()
        page.get_by_role("heading", level=1).wait_for()
        taken.append(page.screenshot())
        page.goto(ADDRESS)
        page.get_by_role("link", name="Open the walk").click()
        page.locator("[data-connected]").first.wait_for()
        page.wait_for_timeout(800)
        taken.append(page.screenshot())
        browser.close()
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in taken]


def side_by_side(images: list[Image.Image]) -> Image.Image:
    """Return the images in a row on the paper of our pages."""
    width = sum(image.width for image in images) + GAP * (len(images) + 1)
    whole = Image.new("RGB", (width, images[0].height + 2 * GAP), PAPER)
    x = GAP
    for image in images:
        whole.paste(image, (x, GAP))
        x += image.width + GAP
    return whole


def main() -> None:
    """Start the demo, take the pictures, write the file."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "AMBLE_ENV": "development", "AMBLE_DEMO": "1"}
        environ |= {"AMBLE_DATA": folder, "PORT": str(PORT)}
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "start"], cwd=ROOT, env=environ
        )
        try:
            wait_until_it_answers()
            side_by_side(pictures()).quantize(128).save(OUT, optimize=True)
        finally:
            server.terminate()
            server.wait(20)
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
