"""The worst of several runs, doubts, tables and the comparison of two results."""

from pathlib import Path

import pytest

from bench.arena import SERVICE
from bench.compare import rows_of
from bench.results import Results, Run, doubts, read_results, worst_of
from bench.suite import tables_of
from bench.table import markdown, number


def results(*runs: Run) -> Results:
    return Results("2026-11-29", {"cpu": "some"}, {"python": "3.11"}, {"runs": "1"}, list(runs))


def run(server: str = SERVICE, number: int = 1, error: str = "", **figures: float) -> Run:
    return Run("streams-200", server, number, dict(figures), error)


def test_the_worst_is_the_largest_cost_and_the_smallest_count() -> None:
    runs = [{"cpu_us_per_token": 50.0, "created": 200}, {"cpu_us_per_token": 60.0, "created": 190, "age_p99_ms": 1.0}]
    assert worst_of(runs) == {"cpu_us_per_token": 60, "created": 190, "age_p99_ms": 1}


def test_a_failed_run_has_no_figures_but_a_doubt() -> None:
    found = results(run(cpu_us_per_token=50), run(number=2, error="RuntimeError: it did not start"))
    assert found.worst("streams-200", SERVICE) == {"cpu_us_per_token": 50}
    assert doubts(found.runs) == ["failed: RuntimeError: it did not start (run 2)"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("waited", 0.2),
        ("client_lag_p99_ms", 30),
        ("upstream_lag_p99_ms", 30),
        ("client_cpu", 0.7),
        ("delivered_per_token", 0.9),
        ("unrecorded", 1),
        ("gaps", 1),
        ("inexact", 1),
    ],
)
def test_what_makes_figures_unreliable_is_said(name: str, value: float) -> None:
    assert len(doubts([Run("streams-200", SERVICE, 1, {name: value})])) == 1
    assert not doubts([run(delivered_per_token=1, client_cpu=0.1)])


def test_results_survive_the_file(tmp_path: Path) -> None:
    before = results(run(cpu_us_per_token=50.5))
    before.write(tmp_path / "results" / "a.json")
    assert read_results(tmp_path / "results" / "a.json") == before


def test_two_results_are_compared_by_figure() -> None:
    a = results(run(cpu_us_per_token=50, warnings=0, cut=0, client_cpu=0.2), run("nginx", cpu_us_per_token=20))
    b = results(run(cpu_us_per_token=75, warnings=3, cut=0, client_cpu=0.2))
    assert rows_of(a, b, everything=False) == [
        ["streams-200", SERVICE, "CPU µs/token", "50", "75", "1.50"],
        ["streams-200", SERVICE, "warnings", "0", "3", "–"],
    ]
    assert len(rows_of(a, b, everything=True)) == 4


def test_the_tables_name_unavailable_servers_and_targets() -> None:
    found = results(run(cpu_us_per_token=50, age_p99_ms=200), run("pass-through", cpu_us_per_token=80))
    found.unavailable["nginx"] = "nginx is not installed"
    text = tables_of(found)
    assert "! nginx is unavailable: nginx is not installed" in text
    assert "| 200 streams: CPU, ratio to the pass-through |     0.62 |    0.50 |      no |" in text
    assert "ratio to nginx" not in text


def test_a_table_is_aligned() -> None:
    assert markdown(["server", "µs"], [["service", "60"], ["nginx", "17.5"]]).splitlines() == [
        "| server  |   µs |",
        "| ------- | ---: |",
        "| service |   60 |",
        "| nginx   | 17.5 |",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (200, "200"), (1234.5, "1234"), (60.04, "60.0"), (0.126, "0.13"), (-3.2, "-3.20")]
)
def test_numbers_have_about_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_ratio_is_between_figures_of_the_same_run() -> None:
    ours = [run(cpu_us_per_token=40), run(number=2, cpu_us_per_token=60), run(number=3, cpu_us_per_token=90)]
    theirs = [run("nginx", cpu_us_per_token=10), run("nginx", number=2, cpu_us_per_token=30)]
    assert "ratio to nginx |        4 |       4 |     yes |" in tables_of(results(*ours, *theirs))
