"""An instrument in a page without a kernel: its module, its state, and what it replaces.

The page contains the state as JSON. The module runs over a model that only stores, which
``browser/static.js`` makes. Where scripts don't run, the fallback stays.
"""

import base64
import hashlib
import json
from pathlib import Path

from course_lib.display.browser_widget import BrowserWidget, State, style
from course_lib.display.bundle_modules import module_scope

_MOUNT = Path(__file__).parent / "browser" / "static.js"


def static_form(kind: type[BrowserWidget], state: State, fallback: str) -> str:
    """Return HTML with a module that needs no kernel.

    Args:
        kind: The widget whose module it is.
        state: All its traits. ``{"player": n}`` stands for the samples of the n-th ``<audio>`` of
            the fallback, so that a page contains each sound once.
        fallback: HTML for where scripts don't run; the module replaces it.
    """
    text = state_as_json(state)
    name = hashlib.sha256(f"{kind.__qualname__} {text}".encode()).hexdigest()[:12]
    page = module_scope(_MOUNT.read_text("utf-8"), "$page")
    mount = f'$page.mount(render, "{name}", {text});'
    script = f"{kind._esm}\n{page}{mount}".replace("</", r"<\/")
    return (
        f'<style>{style()}</style><div data-instrument="{name}">{fallback}</div>'
        f'<script type="module">{script}</script>'
    )


def state_as_json(state: State) -> str:
    """Return a state as a page contains it; TypeError if it has neither JSON nor bytes."""
    return json.dumps(state, default=_base64, sort_keys=True)


def _base64(value: object) -> dict[str, str]:
    """Write bytes as JSON; static.js reads them."""
    if not isinstance(value, bytes):
        raise TypeError(f"a page can't contain a trait of type {type(value).__name__}.")
    return {"base64": base64.b64encode(value).decode()}
