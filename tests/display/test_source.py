import inspect

import pytest

from course_lib.discriminators.mpd import PeriodDiscriminator, fold
from course_lib.display import show_source
from course_lib.display.figures import folds
from course_lib.display.source import find_source


@pytest.mark.parametrize("obj", [fold, PeriodDiscriminator, PeriodDiscriminator.forward])
def test_what_is_shown_is_the_source_at_its_place(obj):
    view = find_source(obj)

    assert view.code == inspect.getsource(obj).rstrip("\n")
    assert view.file == "course_lib/discriminators/mpd.py"
    lines = inspect.getsource(inspect.getmodule(obj)).splitlines()
    assert lines[view.line - 1] == view.code.splitlines()[0]


def test_a_module_is_shown_from_its_first_line():
    assert find_source(folds).line == 1


def test_colours_do_not_change_a_letter():
    import html
    import re

    view = find_source(fold)
    body = view.static_html().split("<pre", 1)[1].split(">", 1)[1].split("</pre>")[0]

    assert html.unescape(re.sub(r"<[^>]+>", "", body)).strip("\n") == view.code
    assert "mpd.py, line" in view.static_html()


def test_every_colour_is_readable_in_light_and_dark_themes():
    import re

    from matplotlib.colors import to_rgb

    def luminance(colour):  # WCAG 2.2
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(a, b):
        low, high = sorted((luminance(a), luminance(b)))
        return (high + 0.05) / (low + 0.05)

    page = find_source(PeriodDiscriminator).static_html()
    body = page.split("<pre", 1)[1].split(">", 1)[1]
    with_ink = r"light-dark\((#\w+),(#\w+)\)[^>]*>\s*[^\s<]"
    pairs = set(re.findall(with_ink, body))
    assert len(pairs) >= 4
    assert "color: #" not in body  # each colour has both, also the short ones, as #00F
    for light, dark in pairs:
        assert contrast(dark, "#212121") >= 4.5  # JupyterLab's ground
        assert contrast(light, "#ffffff") >= 3  # pygments' own choice of colours


def test_without_a_notebook_the_text_is_printed(capsys):
    show_source(fold)
    printed = capsys.readouterr().out
    assert printed.startswith("# course_lib/discriminators/mpd.py, line ")
    assert "def fold(" in printed
    assert repr(find_source(fold)) == printed.rstrip("\n")


def test_a_value_is_refused_with_what_to_ask_for():
    with pytest.raises(TypeError, match=r"show_source\(type\(x\)\)"):
        show_source(PeriodDiscriminator(3, filters=1, max_filters=1))


def test_code_without_source_is_refused():
    with pytest.raises(ValueError, match="no Python source"):
        find_source(int)
    with pytest.raises(ValueError, match="no Python source"):
        find_source(eval("lambda: 1"))
