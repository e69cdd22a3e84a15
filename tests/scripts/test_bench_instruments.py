"""The bench of the instruments: what it counts, and that it times a real control."""

import importlib.util

import pytest


@pytest.fixture(scope="module")
def bench(root):
    spec = importlib.util.spec_from_file_location("bench", root / "scripts/bench_instruments.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.CHANGES = 2
    return module


def test_95_percent_of_the_values_are_not_above_the_high_end(bench):
    assert bench.high_end([float(k) for k in range(1, 101)]) == 95.0
    assert bench.high_end([3.0]) == 3.0


def test_the_table_has_a_line_for_each_instrument_and_kind_and_names_the_slowest(bench):
    quick = bench.Control("zoo", "loop", False, (1.0, 3.0), (1.0, 1.0))
    slow = bench.Control("zoo", "blind test", False, (9.0, 11.0), (8.0, 8.0))
    asked = bench.Control("zoo", "answer", True, (40.0,), (2.0,))
    lines = bench.table([quick, slow, asked], each_control=False).splitlines()[2:]

    assert lines == [
        "| zoo | browser | 2 | 4 | 6.0 | 11.0 | 4.5 | 8.0 | blind test: 10.0 |",
        "| zoo | Python | 1 | 1 | 40.0 | 40.0 | 2.0 | 2.0 | answer: 40.0 |",
    ]


@pytest.mark.browser
def test_every_control_of_an_instrument_is_changed_and_timed(bench, browser):
    page = browser.contexts[0].new_page()
    timed = bench.time_controls(page, "tug of war", bench.tug_of_war())
    page.close()

    assert {"LSGAN", "spread", "mean of the real scores"} <= {control.name for control in timed}
    assert all(0 < ms < 10_000 for control in timed for ms in control.took)
    assert not any(control.kernel for control in timed)


@pytest.mark.browser
def test_a_control_that_asks_python_is_timed_to_its_answer(bench, browser):
    drawn = set()

    def draw(axes, slope):
        drawn.add(slope)
        return f"slope {slope}"

    page = browser.contexts[0].new_page()
    explorer = bench.explore(draw, title="Lines", slope=range(10))
    [control] = bench.time_controls(page, "explorer", explorer)
    page.close()

    assert control.kernel
    assert len(control.took) == bench.CHANGES
    assert len(drawn) > 1
