"""What the benchmark measures, in small."""

import pytest

from clampdown.bench import __main__ as bench
from clampdown.bench import measuring


def test_a_comparison_is_timed_over_all_its_pairs():
    found = measuring.comparison(("toytown-quiet", "toytown-drive"), pairs=2, days=40, sample=1)

    assert (found["pairs"], found["days"], found["failed"]) == (2, 40, 0)
    assert found["person_days_per_second"] * found["seconds"] == pytest.approx(2 * 2 * 40 * found["people"])


@pytest.mark.parametrize(("seconds", "failed", "code"), [(599, 0, 0), (601, 0, 1), (10, 1, 1)])
def test_a_comparison_beyond_its_bar_or_with_a_failed_pair_is_a_failure(
    monkeypatch, tmp_path, capsys, seconds, failed, code
):
    row = {"pairs": 10, "days": 1125, "people": 1000, "failed": failed, "seconds": seconds}
    row |= {"bar_seconds": 600, "person_days_per_second": 1e6}
    monkeypatch.setattr(measuring, "comparison", lambda *_, **__: row)
    monkeypatch.chdir(tmp_path)

    assert bench.show_comparison() == code
    assert f"{seconds} s (bar 600 s)" in capsys.readouterr().out
    assert [path.name.endswith("-compare.json") for path in (tmp_path / "benchmarks").iterdir()] == [True]
