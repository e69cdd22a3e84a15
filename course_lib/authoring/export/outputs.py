"""What a cell shows, as HTML: of each output, the richest form that needs no kernel."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape
from nbconvert.filters.ansi import strip_ansi

from course_lib.authoring.export.markdown import Linked, markdown_html

Output = Mapping[str, Any]  # as nbformat stores it


def outputs_html(outputs: Sequence[Output], linked: Linked) -> list[Markup]:
    """Return the outputs of a cell as HTML, without those that show nothing.

    Args:
        outputs: The outputs as nbformat stores them.
        linked: The function that returns the address of a link on the page.
    """
    return [part for part in _parts(outputs, linked) if part.strip()]


def _parts(outputs: Sequence[Output], linked: Linked) -> Iterator[Markup]:
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            yield _printed(output["text"])
        elif kind == "error":
            yield _printed("\n".join(output["traceback"]))
        else:
            yield _shown(output["data"], linked)


def _shown(data: Mapping[str, str], linked: Linked) -> Markup:
    if "text/html" in data:
        return Markup(data["text/html"])  # made by the course, which escaped it
    if "text/markdown" in data:
        return Markup('<div class="prose">{}</div>').format(
            markdown_html(data["text/markdown"], linked)
        )
    if "image/png" in data:
        source = data["image/png"].replace("\n", "")
        return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(
            data.get("text/plain", "a figure"), source
        )
    return _printed(data.get("text/plain", ""))


def _printed(text: str) -> Markup:
    """Return printed text in a box that the keyboard can scroll; nothing if it is empty."""
    plain = strip_ansi(text).strip("\n")
    if not plain.strip():
        return Markup()
    box = Markup('<pre class="printed" tabindex="0" role="group" aria-label="Printed">{}</pre>')
    return box.format(escape(plain))
