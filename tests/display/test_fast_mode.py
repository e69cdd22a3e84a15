import pytest

from course_lib.display.fast_mode import fast_mode
from course_lib.instruments import shortened


@pytest.mark.parametrize(("said", "steps"), [(None, 300), ("", 300), ("0", 300), ("1", 4)])
def test_long_work_is_shortened_where_the_environment_asks_for_it(monkeypatch, said, steps):
    monkeypatch.delenv("COURSE_FAST", raising=False)
    if said is not None:
        monkeypatch.setenv("COURSE_FAST", said)

    assert shortened(300, fast=4) == steps
    assert fast_mode() == (steps == 4)


@pytest.mark.parametrize("fast", [0, 301])
def test_what_would_not_shorten_is_refused_in_fast_mode_or_not(monkeypatch, fast):
    monkeypatch.delenv("COURSE_FAST", raising=False)

    with pytest.raises(ValueError, match="1 <= fast <= full"):
        shortened(300, fast=fast)
