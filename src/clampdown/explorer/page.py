"""The page: files built beforehand, under a policy that lets nothing else in."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.responses import HTMLResponse, JSONResponse, Response

from clampdown.world.files import NOTICE

PAGE, DEMO = "explorer.html", "demo.json"
BUILT = Path(__file__).resolve().parent.parent / "report" / "page"
SHIPPED = Path(__file__).resolve().parent
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
INLINE = re.compile(rb"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
ABSENT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>clampdown</title>"
    f"<p>{NOTICE}</p><p>This copy of clampdown was made without its page. What the page would ask for is "
    "answered all the same; a release from the package index holds the page.</p></html>"
)
NO_DEMO = "This copy of clampdown holds no demonstration. Run a scenario to see one."


class Page:
    """The built page.

    Parameters
    ----------
    built : folder of the page and its files
    shipped : folder of the demonstration
    """

    def __init__(self, built: Path = BUILT, shipped: Path = SHIPPED) -> None:
        self._built, self._shipped = built, shipped

    def answer(self) -> Response:
        """Return the page, or a sentence where there is none."""
        path = self._built / PAGE
        text = path.read_bytes() if path.is_file() else ABSENT.encode()
        return HTMLResponse(text, headers={"content-security-policy": policy(text)})

    def asset(self, name: str) -> Response:
        """Return a file of the page; names are looked up, never joined to a path."""
        folder = self._built / "assets"
        known = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
        if name not in known or known[name].suffix not in KINDS:
            return Response("There is no such file.", 404)
        return Response(known[name].read_bytes(), media_type=KINDS[known[name].suffix])

    def demo(self) -> Response:
        """Return the shipped result that the page opens on."""
        path = self._shipped / DEMO
        if not path.is_file():
            return JSONResponse({"message": NO_DEMO, "problems": []}, 404)
        return Response(path.read_bytes(), media_type="application/json")


def policy(page: bytes) -> str:
    """Return a content-security policy that admits the page's own inline parts and nothing else.

    Examples
    --------
    >>> "script-src 'self';" in policy(b"<p>nothing inline</p>")
    True
    """
    hashes: dict[bytes, list[str]] = {b"script": [], b"style": []}
    for kind, attributes, text in INLINE.findall(page):
        if b"src=" not in attributes and b"application/json" not in attributes:
            digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
            hashes[kind].append(f"'sha256-{digest}'")
    return "; ".join([
        "default-src 'none'", "connect-src 'self'", "img-src 'self' data: blob:", "font-src 'self' data:",
        " ".join(["script-src 'self'", *hashes[b"script"]]),
        " ".join(["style-src 'self'", *hashes[b"style"]]), "style-src-attr 'unsafe-inline'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ]) + ";"  # fmt: skip
