"""The notebooks: run from the first cell to the last, they print what they show."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "docs" / "notebooks").glob("*.ipynb"))
# In a process of its own: a kernel brings an event loop, threads and warnings of its own with it.
RUN = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=900, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


def printed(path: Path) -> list[str]:
    """Return the text that the cells of a notebook print or end with; pictures are left out."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return [text for text in texts if "<Figure" not in text]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_shows(path, tmp_path):
    ours = {"PYTHONPATH": os.pathsep.join(sys.path), "IPYTHONDIR": str(tmp_path / "ipython")}

    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(tmp_path / "run.ipynb")],
        cwd=tmp_path, env=os.environ | ours, capture_output=True, text=True, timeout=1200, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    assert printed(tmp_path / "run.ipynb") == printed(path)


def test_the_pages_link_to_each_notebook():
    root = NOTEBOOKS[0].parents[2]

    assert all(f"docs/notebooks/{path.name}" in (root / "README.md").read_text() for path in NOTEBOOKS)
