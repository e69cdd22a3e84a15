import runpy

import pytest

MODES = ("light", "dark")


@pytest.fixture(scope="module")
def names(root):
    script = runpy.run_path(str(root / "scripts" / "instrument_pictures.py"))
    return {picture.css for picture in script["PICTURES"]}


def test_the_readme_shows_every_picture_that_the_script_makes_in_both_themes(root, names):
    readme = (root / "README.md").read_text(encoding="utf-8")

    shown = {n for n in names for m in MODES if f"instruments/{n}-{m}.webp" in readme}
    assert shown == names


def test_there_are_no_other_pictures_of_instruments(root, names):
    files = {path.name for path in (root / "docs" / "images" / "instruments").iterdir()}

    assert files == {f"{name}-{mode}.webp" for name in names for mode in MODES}
