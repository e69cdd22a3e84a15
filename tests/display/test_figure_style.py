import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from course_lib.display import DASHES, OKABE_ITO, img_tag, new_figure, to_png
from course_lib.display.figure_style import LEVELS, SIGNED
from course_lib.display.html_pieces import svg_picture


def luminance(colour):
    """Relative luminance, WCAG 2.2, from the sRGB values."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def test_there_is_a_different_dash_for_each_colour():
    assert len(set(DASHES)) == len(set(OKABE_ITO)) == 8


def test_the_first_colour_reads_well_on_white():
    contrast = (1 + 0.05) / (luminance(OKABE_ITO[0]) + 0.05)
    assert contrast >= 4.5


def test_a_figure_is_transparent_even_if_it_was_made_white():
    from matplotlib.figure import Figure

    white = Figure((2, 1), facecolor="white")
    white.add_subplot().set_axis_off()
    for figure in (new_figure(2, 1)[0], white):
        pixels = imread(io.BytesIO(to_png(figure)), format="png")
        corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
        assert np.array_equal(corners[:, 3], np.zeros(4))


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def test_the_ink_of_a_figure_suits_the_dark_and_its_image_keeps_its_colours():
    lines, spectrogram = new_figure(4, 2), new_figure(4, 2)
    lines[1].plot([0, 1], [0, 1])
    spectrogram[1].imshow([[0, 1]], aspect="auto")

    for (figure, axes), kept in ((lines, 0), (spectrogram, 1)):
        svg = drawing(img_tag(figure, "a picture to test"))
        ElementTree.fromstring(svg)
        assert "prefers-color-scheme:dark" in svg
        places = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', svg)
        assert len(places) == kept
        for place in places:
            x, y, wide, tall = axes.get_position().bounds
            expected = (x * 440, (1 - y - tall) * 220, wide * 440)
            assert tuple(map(float, place)) == pytest.approx(expected, abs=0.06)


def test_the_same_drawing_gives_the_same_bytes():
    def draw():
        figure, axes = new_figure()
        axes.plot([0, 1], [0, 1])
        return to_png(figure)

    assert draw() == draw()


def test_a_picture_says_what_is_seen_and_escapes_it():
    figure, _ = new_figure(2, 1)
    tag = img_tag(figure, 'a "rising" line < 1')

    assert 'alt="a &quot;rising&quot; line &lt; 1"' in tag
    assert 'width="220" height="110"' in tag


def test_a_figure_has_two_pixels_for_each_css_pixel():
    figure, _ = new_figure(2, 1)
    svg = drawing(img_tag(figure, "a picture to test"))
    png = base64.b64decode(re.search(r"png;base64,([^\"]+)", svg)[1])

    assert imread(io.BytesIO(png), format="png").shape[:2] == (220, 440)
    assert 'viewBox="0 0 220 110" width="220" height="110"' in svg


def test_only_an_image_has_a_frame_around_it():
    lines, image = new_figure(2, 1), new_figure(2, 1)
    image[1].imshow([[0, 1]])
    for (figure, axes), framed in ((lines, False), (image, True)):
        to_png(figure)
        assert axes.spines["top"].get_visible() == axes.spines["right"].get_visible() == framed
        assert axes.spines["bottom"].get_visible()


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_picture_without_alt_text_is_refused(alt):
    figure, _ = new_figure()
    with pytest.raises(ValueError, match="say in a sentence what the picture shows"):
        img_tag(figure, alt)


@pytest.mark.slow
def test_drawing_leaves_no_pyplot_state():
    import subprocess
    import sys

    code = (
        "import sys, course_lib.instruments, course_lib.display\n"
        "course_lib.display.to_png(course_lib.display.new_figure()[0])\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_dark_theme_inverts_a_spectrogram_and_keeps_the_colours_of_other_images():
    def svg(cmap):
        figure, axes = new_figure(2, 2)
        axes.figure.colorbar(axes.imshow([[0.0, 1.0]], cmap=cmap), ax=axes)
        [source] = re.findall(r'base64,([^"]+)"', img_tag(figure, "levels"))
        return base64.b64decode(source).decode()

    assert 'class="kept"' not in svg(LEVELS)  # which would cover the inverted picture
    assert 'class="kept"' not in svg(SIGNED)
    assert 'class="kept"' in svg("cividis")


def test_a_dark_theme_inverts_a_spectrogram_in_a_drawing_once_and_other_images_twice():
    rule = ".ink,.ink image:not(.levels){filter:"
    body = '<image class="levels"/><image/>'

    svg = drawing(svg_picture(body, 10, 10, "a picture to test"))

    assert rule in svg  # an image in inverted ink that is inverted again keeps its colours


def test_a_spectrogram_fades_into_the_page_and_gets_darker_with_each_level():
    colours = LEVELS(np.linspace(0, 1, 256))
    on_white = 1 - colours[:, 3:] * (1 - colours[:, :3])

    assert colours[0, 3] == 0
    assert SIGNED([0.0, 0.5, 1.0])[:, 3] == pytest.approx([1, 0, 1], abs=0.01)
    assert (np.diff(on_white @ [0.2126, 0.7152, 0.0722]) <= 1e-9).all()
