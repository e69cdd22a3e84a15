"""Show a result in whatever reads it: a notebook, a saved page, or a plain terminal.

A notebook gets HTML, a terminal gets the text. Both are sent in one bundle, and the front end
takes the richest form that it knows.
"""

from collections.abc import Mapping

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

Bundle = Mapping[str, object]


def has_kernel() -> bool:
    """Tell whether a Jupyter kernel runs this code, so that HTML and widgets can be seen."""
    return getattr(get_ipython(), "kernel", None) is not None


def publish(bundle: Bundle, *, updatable: bool = False) -> DisplayHandle | None:
    """Show a bundle ``{mime type: content}``; a plain terminal prints its ``text/plain``.

    Args:
        bundle: the same result in several forms; ``text/plain`` is one of them.
        updatable: hand back a handle through which the notebook's output can be replaced.
    """
    if "text/plain" not in bundle:
        raise ValueError(
            f"a bundle needs a text/plain form, and was given only {sorted(bundle)}: "
            "add the text that a terminal prints"
        )
    if not has_kernel():
        # IPython prints a raw bundle as a dictionary where no kernel runs
        print(bundle["text/plain"])
        return None
    handle: DisplayHandle | None = display(dict(bundle), raw=True, display_id=updatable or None)
    return handle
