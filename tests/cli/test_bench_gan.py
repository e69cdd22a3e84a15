"""``course bench gan``: a figure needs the costs that it draws."""

from course_lib.cli import main
from course_lib.gan.experiments.speed import gan_step

ROWS = [
    {"axis": "batch", "size": size, "seconds": 0.01 * size, "bytes": 1_000_000} for size in (1, 2)
]


def test_the_costs_that_grow_are_drawn_into_a_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gan_step, "growth", lambda rounds: ROWS)
    picture = tmp_path / "growth.png"

    assert main(["bench", "gan", "--growth", "--figure", str(picture)]) == 0

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "| batch | 2 | 20.0 | 1.00 |" in capsys.readouterr().out


def test_a_figure_without_costs_that_grow_is_refused(capsys):
    assert main(["bench", "gan", "--figure", "a.png"]) == 2

    assert "--growth" in capsys.readouterr().err
