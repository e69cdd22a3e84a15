"""Show the library's own source in a notebook.

A pasted copy could get out of date. This way, the code on the page is the tested code.
"""

import colorsys
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, MethodType, ModuleType

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_lib.display.mime_output import publish
from course_lib.display.read_page_colours import GROUND, SCHEME

LEAST_LIGHTNESS = 0.78  # of syntax in dark themes, from 0 to 1, so that each colour is readable
_COLOUR = re.compile(r"color: (#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3})\b")  # also short, as #00F
PACKAGE = Path(__file__).parents[1]  # the folder course_lib


@dataclass(frozen=True)
class SourceView:
    """The source of one object, with its file and line."""

    code: str
    file: str
    line: int = 0  # of the first line of code, counted from 1; 0 if it is from no file

    @property
    def where(self) -> str:
        """The file, and the line if it has one."""
        return f"{self.file}, line {self.line}" if self.line else self.file

    def text(self) -> str:
        """Return the source as plain text, with file and line above it."""
        return f"# {self.where}\n{self.code}"

    def static_html(self) -> str:
        """Return the source with coloured syntax, on a card that the keyboard can scroll."""
        return (
            '<figure class="course-source course-themed" style="margin:4px 0">'
            f"<style>{SCHEME}</style><figcaption>{self.where}</figcaption>"
            f'<pre tabindex="0" role="region" aria-label="Source code: {self.where}" '
            f'style="background:{GROUND};color:light-dark(#000,#fff);padding:8px;'
            "border:1px solid #8888;border-radius:4px;white-space:pre;"  # a word stays whole
            f'overflow:auto;max-height:40em">{highlighted(self.code)}</pre></figure>'
        )

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.static_html()  # as the last line of a cell


def highlighted(code: str) -> str:
    """Return Python code as HTML, its syntax in colours that suit light and dark themes."""
    formatter = HtmlFormatter(noclasses=True, style="default", nowrap=True)
    return _COLOUR.sub(_themed, highlight(code, PythonLexer(), formatter))


def _themed(found: re.Match[str]) -> str:
    """Return a CSS colour, and in dark themes the same hue at the opposite lightness."""
    digits = found[1][1:] if len(found[1]) == 7 else "".join(2 * digit for digit in found[1][1:])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    dark = colorsys.hls_to_rgb(hue, max(1 - lightness, LEAST_LIGHTNESS), saturation)
    return f"color: light-dark({found[1]},#{''.join(f'{round(255 * c):02x}' for c in dark)})"


def show_source(obj: object) -> None:
    """Display the source of a function, method, class or module, with its file and line."""
    view = find_source(obj)
    publish({"text/html": view.static_html(), "text/plain": view.text()})


def find_source(obj: object) -> SourceView:
    """Return the source of ``obj``.

    Raises:
        TypeError: If ``obj`` is a value, not code.
        ValueError: If the code has no Python source, like a function written in C.
    """
    if not isinstance(obj, type | FunctionType | MethodType | ModuleType):
        kind = type(obj).__name__
        raise TypeError(
            f"show_source takes a function, class or module, got a value of type {kind}: pass its "
            "class, as in show_source(type(x))."
        )
    try:
        lines, first = inspect.getsourcelines(obj)
        file = inspect.getsourcefile(obj) or "unknown file"
    except (OSError, TypeError) as error:
        raise ValueError(
            f"There is no Python source for {obj!r}: it is built in, or has no file."
        ) from error
    return SourceView("".join(lines).rstrip("\n"), _shown_path(Path(file)), max(first, 1))


def _shown_path(file: Path) -> str:
    if file.is_relative_to(PACKAGE):
        return file.relative_to(PACKAGE.parent).as_posix()
    return file.name
