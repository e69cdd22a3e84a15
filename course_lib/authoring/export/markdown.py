"""Turn the text of a lesson into HTML for a page that may load nothing.

nbconvert reads Markdown as JupyterLab does. Its own pages ask another host for MathJax, so a
formula becomes a picture here, drawn by matplotlib, whose alt text is the formula as TeX.
"""

import io
import re
from collections.abc import Callable

import matplotlib
from markupsafe import Markup
from matplotlib.mathtext import math_to_image
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course_lib.display.figure_style import picture_tag
from course_lib.display.source import highlighted

_POINTS_TO_PIXELS = 4 / 3  # in CSS
_POINTS = 12  # size of a formula's letters
_INK = (  # patch_1 is the white ground
    "<style>svg{fill:#111}#patch_1{display:none}"
    "@media (prefers-color-scheme:dark){svg{filter:invert(1)}}</style>"
)
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)  # has the date

Linked = Callable[[str], str]  # the address that a link of a lesson has on the page


def markdown_html(text: str, linked: Linked) -> Markup:
    """Return Markdown as HTML.

    Args:
        text: The Markdown, which may contain HTML.
        linked: The function that returns the address of a link on the page.
    """
    return Markup(MarkdownWithMath(_Renderer(linked)).render(text))


class _Renderer(IPythonRenderer):
    """Writes formulas as pictures, and code in the colours of the theme."""

    def __init__(self, linked: Linked) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._linked = linked

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, self._linked(url), title)

    def block_code(self, code: str, info: str | None = None) -> str:
        return code_html(code, "Code in the text") if info else super().block_code(code)

    def block_math(self, body: str) -> str:
        return f'<div class="formula">{_formula(body)}</div>'

    def inline_math(self, body: str) -> str:
        return f'<span class="formula">{_formula(body)}</span>'


def code_html(code: str, name: str) -> Markup:
    """Return Python code with coloured syntax, in a box that the keyboard can scroll."""
    body = highlighted(code)
    return Markup('<pre tabindex="0" role="group" aria-label="{}">{}</pre>').format(
        name, Markup(body)
    )


def _formula(tex: str) -> str:
    """Return a formula as a picture, in dark ink that a dark theme inverts."""
    buffer = io.BytesIO()
    one_line = " ".join(tex.split())
    with matplotlib.rc_context({"svg.hashsalt": one_line, "font.size": _POINTS}):
        math_to_image(f"${one_line}$", buffer, format="svg")
    svg = _METADATA.sub("", buffer.getvalue().decode())
    if (found := _SIZE.search(svg)) is None:
        raise ValueError(f"matplotlib drew no size for the formula {one_line!r}.")
    across, down = (round(float(points) * _POINTS_TO_PIXELS) for points in found.groups())
    svg = svg.replace("<defs>", f"{_INK}<defs>", 1)
    return picture_tag(svg.encode(), "image/svg+xml", one_line, size=(across, down))
