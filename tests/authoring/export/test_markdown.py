"""Text as HTML: formulas without a script, code in colour, links that lead somewhere."""

import base64
import re

import pytest

from course_lib.authoring.export.lesson_page import page_address
from course_lib.authoring.export.markdown import markdown_html
from course_lib.authoring.notebooks.web_address import Project

PROJECT = Project("https://github.com/me/course", "main")


def html(text):
    return str(markdown_html(text, lambda address: address))


def test_a_formula_is_a_picture_with_its_tex_as_alt_text():
    page = html(r"Before $\frac{a}{b} < 1$ after.")
    [tag] = re.findall(r"<img[^>]*>", page)
    [source] = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', tag)

    assert r'alt="\frac{a}{b} &lt; 1"' in tag
    assert "$" not in re.sub(r"<img[^>]*>", "", page)
    assert b"prefers-color-scheme:dark" in base64.b64decode(source)


def test_the_same_formula_gives_the_same_bytes():
    assert html("$$x^2$$") == html("$$x^2$$")


def test_a_wide_fraction_is_taller_than_a_letter():
    tall, flat = (
        int(re.findall(r'height="(\d+)"', html(f"$${tex}$$"))[0]) for tex in (r"\frac{a}{b}", "a")
    )
    assert tall > 1.5 * flat


def test_code_keeps_its_characters_and_gets_colours_for_both_themes():
    page = html("```python\nif a < b:\n    pass\n```")

    assert "if a < b:" in re.sub(r"<[^>]*>", "", page).replace("&lt;", "<")
    assert "light-dark(" in page


def test_html_and_tables_of_a_lesson_stay():
    page = html(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n<details><summary>S</summary>\n\n**t**\n</details>"
    )

    assert "<td>1</td>" in page
    assert "<summary>S</summary>" in page
    assert "<strong>t</strong>" in page


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("03_scales.ipynb", "03_scales.html"),
        ("03_scales.ipynb#2", "03_scales.html#2"),
        (
            "../exercises/02_periods.ipynb",
            f"{PROJECT.repository}/blob/main/exercises/02_periods.ipynb",
        ),
        ("https://arxiv.org/abs/1", "https://arxiv.org/abs/1"),
        ("#part", "#part"),
    ],
)
def test_a_link_leads_to_the_page_of_a_lesson_or_into_the_repository(address, leads_to):
    assert page_address(address, PROJECT) == leads_to
