"""Take README's pictures of a report, in a browser that is already there.

    pip install playwright; apt install chromium
    python scripts/screenshots.py runs/demo/report.html

Writes docs/pictures/report.png, its first screen, and docs/pictures/map.png.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZE = {"width": 1180, "height": 1240}


def main() -> None:
    """Open the report and take the pictures."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("report", type=Path)
    report = wanted.parse_args().report.resolve().as_uri()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(report)
        page.get_by_role("heading", level=1).wait_for()
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / "report.png")
        page.locator("section", has=page.get_by_role("slider")).first.screenshot(path=FOLDER / "map.png")
        browser.close()


if __name__ == "__main__":
    main()
