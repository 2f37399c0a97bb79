"""Tests that what the project says about itself is so."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", flags=re.DOTALL)
TARGETS = ["setup", "demo", "test", "bench", "lint", "docs", "help"]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def dead_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        goal = (page.parent / target).resolve() if target else page
        outside = re.match(r"[a-z]+:", link)
        if not outside and (not goal.exists() or (anchor and anchor not in anchors(goal))):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_in_the_documents_leads_somewhere(page):
    assert list(dead_links(page)) == []


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(target):
    known = re.findall(r"^([a-z-]+):", text("Makefile"), flags=re.MULTILINE)

    assert target in known


def test_make_help_lists_every_target():
    known = re.findall(r"^([a-z-]+):.*##", text("Makefile"), flags=re.MULTILINE)

    printed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert [target for target in known if f"make {target} " not in printed] == []


def test_the_citation_file_names_the_version_and_the_licence():
    citation = YAML(typ="safe").load(text("CITATION.cff"))

    assert (citation["version"], citation["license"]) == (project()["project"]["version"], "MIT")


def test_the_citation_file_has_what_the_format_requires():
    citation = YAML(typ="safe").load(text("CITATION.cff"))

    assert {"cff-version", "message", "title", "authors"} <= citation.keys()


def test_the_changelog_has_the_version():
    heads = re.findall(r"^## (\S+)", text("CHANGELOG.md"), flags=re.MULTILINE)

    assert project()["project"]["version"] in heads


def test_each_version_in_the_changelog_says_what_changes():
    versions = re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[2:]
    habits = ["**Numbers change:**", "**Files change:**", "**API changes:**"]

    assert [v.split()[0] for v in versions if not all(habit in v for habit in habits)] == []


def test_the_list_of_decisions_names_each_decision():
    pages = {path.name for path in ROOT.glob("docs/decisions/0*.md")}

    listed = set(LINK.findall(text("docs/decisions/README.md")))

    assert pages == listed


def test_the_oldest_versions_tried_are_the_lower_bounds():
    said = project()["project"]
    needed, ours = (
        {re.sub(r"(\.0)+$", "", line.replace(">=", "==")) for line in lines}
        for lines in (said["dependencies"], said["optional-dependencies"]["dev"])
    )

    tried = {re.sub(r"(\.0)+$", "", line) for line in text(".ci/oldest.txt").splitlines() if "==" in line}

    assert needed <= tried <= needed | ours


def test_hooks_before_a_commit_need_no_network():
    hooks = YAML(typ="safe").load(text(".pre-commit-config.yaml"))

    assert {repository["repo"] for repository in hooks["repos"]} == {"local"}


def test_the_check_of_a_change_lints_and_tests():
    script = text(".ci/run")

    assert re.search(r"^make lint$", script, flags=re.MULTILINE)
    assert re.search(r"^make test\b", script, flags=re.MULTILINE)


# Outside the model: names of temporary files, and the secret that keeps runs unlinkable.
KEEPING_SECRETS = ("files.py", "keys.py", "serving.py", "store.py")  # names of files, keys, tokens


def test_chance_comes_from_one_module():
    modules = [path for path in ROOT.glob("src/**/*.py") if path.name != "draws.py"]
    trees = {path.name: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in modules}

    found = [
        name for name, nodes in trees.items() for node in nodes
        if (isinstance(node, ast.Attribute) and node.attr in ("random", "default_rng"))
        or (isinstance(node, ast.Import) and any(a.name == "random" for a in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module in ("random", "secrets", "numpy.random"))
        or (
            isinstance(node, ast.Import)
            and any(a.name == "secrets" for a in node.names)
            and name not in KEEPING_SECRETS
        )
    ]  # fmt: skip

    assert found == []
