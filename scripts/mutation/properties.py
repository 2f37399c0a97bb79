"""Running the tests of single rules, and the examples of their docstrings, on a copy."""

import doctest
import importlib
from pathlib import Path
from typing import Any


class Plugin:
    """Leaves out tests of other rules and those that fail anyway, and notes what fails.

    Parameters
    ----------
    rule : name of the changed function; None for all tests
    left_out : names of tests
    """

    def __init__(self, rule: str | None, left_out: set[str]) -> None:
        self.rule, self.left_out, self.failed = rule, left_out, set()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave tests out."""
        items[:] = [item for item in items if self.is_meant(item)]

    def is_meant(self, item: Any) -> bool:
        """Return whether a test is to be run."""
        rule = getattr(item, "callspec", None) and item.callspec.params.get("rule")
        return item.name not in self.left_out and (
            self.rule is None or rule is None or rule.__name__ == self.rule
        )

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that fails."""
        if report.failed:
            self.failed.add(report.nodeid.rpartition("::")[2])

    def pytest_collectreport(self, report: Any) -> None:
        """Note tests that cannot even be read."""
        if report.failed:
            self.failed.add("collection")


def run_properties(copy: Path, plugin: Plugin) -> None:
    """Run the property tests and the examples of docstrings."""
    import hypothesis
    import pytest

    hypothesis.settings.register_profile(
        "few", max_examples=20, database=None, derandomize=True, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("few")
    for path in sorted((copy / "src" / "clampdown" / "rules").glob("*.py")):
        module = importlib.import_module(f"clampdown.rules.{path.stem}")
        if doctest.testmod(module).failed:
            plugin.failed.add(f"examples of {path.stem}")
    options = ["--noconftest", "--maxfail=1" if plugin.rule else "--maxfail=0", "-W", "ignore"]
    options += ["--assert=plain", "-p", "no:cacheprovider", "-p", "no:terminal"]
    configuration = copy / "tests" / "pytest.ini"
    configuration.write_text("[pytest]\n", encoding="utf-8")
    pytest.main(
        [*options, "-c", str(configuration), str(copy / "tests" / "test_monotone.py")], plugins=[plugin]
    )
