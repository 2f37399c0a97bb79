"""Take README's pictures of a report and of the explorer, in a browser that is already there.

    pip install playwright; apt install chromium
    python scripts/screenshots.py runs/demo/report.html ADDRESS

ADDRESS is what `clampdown explore --no-browser` prints. Writes report.png, the first screen of the report,
map.png and explorer.png into docs/pictures.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZE, WIDE = {"width": 1180, "height": 1240}, {"width": 1480, "height": 920}


def main() -> None:
    """Open the report and take the pictures."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("report", type=Path)
    wanted.add_argument("address")
    args = wanted.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(args.report.resolve().as_uri())
        page.get_by_role("heading", level=1).wait_for()
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / "report.png")
        page.locator("section", has=page.get_by_role("slider")).first.screenshot(path=FOLDER / "map.png")
        page.set_viewport_size(WIDE)
        page.goto(args.address)
        page.get_by_role("button", name="Play").wait_for()
        page.screenshot(path=FOLDER / "explorer.png")
        browser.close()


if __name__ == "__main__":
    main()
