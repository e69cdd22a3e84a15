import pytest

from course_lib.instruments import scale_views
from course_lib.sounds import tone


def test_scale_views_share_axes_and_say_what_is_seen():
    views = scale_views(tone(1000, 0.4), (512, 128))
    # the nearest bins: 21 · 46.875 Hz and 5 · 187.5 Hz
    assert [f"strongest near {hertz} Hz" in views.text() for hertz in (984, 938)] == [True, True]
    assert views.static_html().count("<img") == 2
    assert "window of 512 samples" in views.static_html()
    with pytest.raises(ValueError, match="needs at least one window"):
        scale_views(tone(1000), ())


def test_the_title_of_scale_views_is_above_the_pictures_and_in_the_text():
    views = scale_views(tone(1000, 0.4), (512, 128), title="long & short")
    assert views.text().startswith("long & short\n")
    html = views.static_html()
    assert html.index("long &amp; short") < html.index("<img")
