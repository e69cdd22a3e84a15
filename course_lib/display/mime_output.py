"""Show a result in several forms: HTML in a notebook, text in a terminal.

All forms are sent in one bundle, and the front end shows the richest form that it supports.
"""

from collections.abc import Mapping
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

Bundle = Mapping[str, object]
Request = Mapping[str, Any]  # a message to the kernel


def has_kernel() -> bool:
    """Return True if a Jupyter kernel runs this code, so that HTML and widgets can be shown."""
    return getattr(get_ipython(), "kernel", None) is not None


def request() -> Request:
    """Return the message that the kernel is answering: what is shown becomes output of its cell.

    Without a kernel, it is empty.
    """
    get_parent = getattr(get_ipython(), "get_parent", None)
    found: Request = get_parent() if get_parent is not None else {}
    return found


def publish(bundle: Bundle, *, updatable: bool = False) -> DisplayHandle | None:
    """Show a bundle ``{mime type: content}``. A terminal prints its ``text/plain``.

    Args:
        bundle: The same result in several forms, including ``text/plain``.
        updatable: True returns a handle that can replace the output in the notebook.
    """
    if "text/plain" not in bundle:
        raise ValueError(
            f"A bundle needs a text/plain form, got only {sorted(bundle)}: add the text that a "
            "terminal prints."
        )
    if not has_kernel():
        # without a kernel, IPython would print the dictionary
        print(bundle["text/plain"])
        return None
    handle: DisplayHandle | None = display(dict(bundle), raw=True, display_id=updatable or None)
    return handle
