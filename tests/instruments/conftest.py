from types import SimpleNamespace

import pytest

from course_lib.display import publishing as display


class Output:
    """What a notebook would show: the bundles, in order, those of updates too."""

    def __init__(self):
        self.bundles = []

    def display(self, bundle, **options):
        self.bundles.append(bundle)
        return SimpleNamespace(update=self.display) if options.get("display_id") else None


@pytest.fixture
def notebook(monkeypatch):
    output = Output()
    monkeypatch.setattr(display, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(display, "display", output.display)
    return output
