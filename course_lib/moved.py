"""Keep the old names of modules that moved, so that older notebooks and plugins still work.

A notebook may contain ``from course_lib.plots import show_source``. Each old name below is a module
that gets its names from the new one and warns. The new module is imported only then.
"""

import sys
import warnings
from importlib import import_module
from types import ModuleType

MOVED = {
    "discriminators.arguments": "discriminators.registry.arguments",
    "discriminators.convs": "discriminators.norm_convs",
    "display.progress": "progress_bar",
    "gan.ablation": "gan.experiments.ablation",
    "gan.adaptive": "losses.adaptive",
    "gan.checkpoints": "gan.training.checkpoints",
    "gan.clips": "gan.data",
    "gan.config": "gan.training.config",
    "gan.failures": "gan.experiments.failures",
    "gan.metrics.magnitudes": "gan.metrics.spectral_distances",
    "gan.presets": "gan.training.presets",
    "gan.ready": "gan.training.shipped",
    "gan.report": "gan.experiments.comparison",
    "gan.runs": "gan.training.run_json",
    "gan.sessions": "gan.training.plan_session",
    "gan.step": "gan.training.step",
    "gan.toy": "gan.training.toy",
    "gan.trainer": "gan.training.trainer",
    "classroom.weights": "classroom.checking.fill_weights",
    "instruments.abx_statistics": "instruments.abx.statistics",
    "losses.averages": "losses.moving_averages",
    "plots": "display",
    "plots.beside": "display.figures.beside",
    "plots.source": "display.source",
}
_PACKAGE = __name__.rpartition(".")[0]


class MovedModule(ModuleType):
    """A module under its old name, which forwards to the module's new name.

    Args:
        old: The old name, without ``course_lib.``.
        new: The new name, without ``course_lib.``.
    """

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{_PACKAGE}.{old}")
        self._new = f"{_PACKAGE}.{new}"

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # the import system asks for __path__ and others
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(self._new), name)
        moved = f"{self.__name__} is now {self._new}: import {name} from there."
        warnings.warn(moved, DeprecationWarning, stacklevel=2)
        return found


def keep_old_names() -> None:
    """Make the old names importable."""
    for old, new in MOVED.items():
        sys.modules.setdefault(f"{_PACKAGE}.{old}", MovedModule(old, new))
