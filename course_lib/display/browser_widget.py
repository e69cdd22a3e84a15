"""The traits between Python and an ES module, and the style sheet that all modules share."""

from pathlib import Path
from typing import ClassVar

import anywidget
import ipywidgets

State = dict[str, object]  # traits by name, as a module reads them

_HERE = Path(__file__).parent
_STYLES = (_HERE / "templates" / "theme.css", _HERE / "browser" / "panel.css")


def style() -> str:
    """Return the style sheet of all instruments: the theme's colours, then the parts."""
    return "\n".join(path.read_text("utf-8") for path in _STYLES)


class BrowserWidget(anywidget.AnyWidget):
    """The traits that an ES module reads and sets. A subclass adds ``_esm`` and its traits.

    Attributes:
        KEPT: The names of the traits that the learner sets.
    """

    KEPT: ClassVar[tuple[str, ...]] = ()
    _css = style()

    @classmethod
    def own_defaults(cls) -> State:
        """Return the traits of the module with their default values."""
        common = set(ipywidgets.DOMWidget.class_trait_names())
        traits = cls.class_traits(sync=True).items()
        return {
            name: trait.default()
            for name, trait in traits
            if name not in common and not name.startswith("_")
        }
