"""Templates: everything is escaped, nothing is loaded, and each colour is written once."""

import re
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from course_lib.display.pages import inline, printable, render, unbroken

TEMPLATES = files("course_lib.display") / "templates"
NAMES = sorted(path.name for path in TEMPLATES.iterdir())


def text(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


@given(st.text(max_size=40))
def test_inline_adds_no_tag_but_its_own_two(words):
    tags = re.findall(r"<[^>]*>", inline(words))

    assert set(tags) <= {"<code>", "</code>", "<strong>", "</strong>"}


@given(st.text(max_size=40))
def test_what_cannot_be_printed_is_replaced_and_the_length_stays(words):
    assert printable(words).isprintable()
    assert len(printable(words)) == len(words)


def test_backticks_become_code_and_stars_become_bold():
    assert inline("`a<b` is **not** c") == "<code>a&lt;b</code> is <strong>not</strong> c"


def test_an_arrow_and_an_interval_are_not_torn_apart_and_other_commas_may_be():
    assert unbroken("a, b<c ↓ [−1, +2]") == "a, b&lt;c\u00a0↓ [−1,\u00a0+2]"


def test_a_value_that_was_forgotten_is_an_error():
    with pytest.raises(UndefinedError, match="'lesson' is undefined"):
        render("feedback", title="Feedback")


def test_no_template_switches_escaping_off():
    for name in NAMES:
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", text(name)), name


def test_every_page_has_the_frame_with_its_policy():
    pages = [name for name in NAMES if "{% block main %}" in text(name) and name != "base.html.j2"]

    assert len(pages) == 9
    assert all('{% extends "base.html.j2" %}' in text(name) for name in pages)
    assert "default-src 'none'" in text("base.html.j2")


def test_each_colour_is_written_once_and_only_in_the_theme():
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(")
    written = Counter(colour.findall(text("theme.css")))

    assert len(written) == 20  # ten colours, each for light and for dark
    assert set(written.values()) == {1}
    for name in set(NAMES) - {"theme.css"}:
        assert colour.findall(re.sub(r'href="#\w+|id="\w+', "", text(name))) == [], name


def test_jupyterlabs_variables_count_only_in_jupyterlab():
    """Colab's widget manager sets them too, to those of a light page."""
    theme = re.sub(r"/\*.*?\*/", "", text("theme.css"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", theme)

    assert {name.strip() for name, body in rules if "--jp-" in body} == {"[data-jp-theme-light]"}


def test_every_colour_of_text_can_be_read_on_its_ground():
    """WCAG 2.2 AA: a contrast of 4.5 to 1 for text, 3 to 1 for lines and states."""
    pairs = re.findall(r"--ci-(\w+):.*light-dark\((#\w+), (#\w+)\)", text("theme.css"))
    theme = {name: (light, dark) for name, light, dark in pairs}

    for scheme in (0, 1):
        for ground in ("bg", "raised"):
            for ink in ("fg", "dim", "accent", "warm", "good", "violet", "amber"):
                needed = 4.5 if ink in ("fg", "dim") or ground == "bg" else 3
                ratio = contrast(theme[ink][scheme], theme[ground][scheme])
                assert ratio >= needed, (ink, ground, scheme, ratio)


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """Return the relative luminance of WCAG 2.2, https://www.w3.org/TR/WCAG22/."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
