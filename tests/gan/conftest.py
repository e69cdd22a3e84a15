"""The small GAN's tests keep their synthesised clips in a folder of their own."""

import pytest


@pytest.fixture(scope="session")
def clip_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(autouse=True)
def own_cache(clip_cache, monkeypatch):
    """Leave the cache of the person who runs the tests alone; share one among the tests."""
    monkeypatch.setenv("COURSE_CACHE", str(clip_cache))
    return clip_cache
