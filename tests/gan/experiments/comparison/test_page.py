"""The page: complete, without the network, and usable by eye, ear and keyboard."""

import base64
import io
import re
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
import soundfile

from course_lib.gan.experiments.comparison.page import write_page

VOID = ("meta", "img", "br")  # tags without content, which need no end


class Tags(HTMLParser):
    """Every start tag with its attributes; complains about tags that do not close."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def of(self, *names):
        return [attrs for tag, attrs in self.found if tag in names]


@pytest.fixture
def page(recordings, make_run):
    entries = [
        make_run("a<b>", {"frame_comb_db": 3.0, "onset_f1": 0.9}),
        make_run("c", {"frame_comb_db": 1.0, "onset_f1": 0.9}, gain=0.25),
    ]
    return write_page(recordings, "two kinds", {"frame_comb_db": 0.0, "onset_f1": 1.0}, entries)


def test_every_picture_has_words_and_every_player_a_name(page):
    tags = Tags(page)

    assert len(tags.of("img")) == len(tags.of("audio")) == 2 * 3  # kinds × (reference and runs)
    assert all(image["alt"].startswith("Spectrogram of") for image in tags.of("img"))
    assert {player["aria-label"] for player in tags.of("audio")} == {"reference", "a<b>", "c"}
    assert all(picture["aria-label"] for picture in tags.of("svg"))


def test_it_needs_no_other_file(page):
    tags = Tags(page)

    addresses = [v for _, attrs in tags.found for k, v in attrs.items() if k in ("src", "href")]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert "http" not in re.sub(r"base64,[^\"]*", "", page).replace("http-equiv", "")
    assert tags.of("meta")[1]["content"].startswith("default-src 'none'")


def test_names_cannot_smuggle_in_tags(page):
    assert "a<b>" not in re.sub(r"<[^>]*>", "", page).replace("a&lt;b&gt;", "")
    assert "<b>" not in page


def test_the_best_value_is_marked_in_words_not_by_colour_alone(page):
    assert page.count('class="best"') == 1  # of the comb; the onsets are a tie of all
    assert '<td class="best">1.00<span class="hidden"> best</span></td>' in page


def test_all_sounds_share_one_gain(page, recordings):
    found = re.findall(r'src="data:audio/wav;base64,([^"]*)"', page)
    rms = [soundfile.read(io.BytesIO(base64.b64decode(data)))[0].std() for data in found]

    for k in (0, 3):  # reference, half of it, a quarter of it
        assert rms[k] / rms[k + 1] == pytest.approx(2, rel=0.01)
        assert rms[k] / rms[k + 2] == pytest.approx(4, rel=0.01)
    assert rms[0] / rms[3] == pytest.approx(
        float(recordings.waves[0].std() / recordings.waves[2].std()), rel=0.02
    )


def test_runs_without_a_history_have_no_curves(recordings, make_run):
    page = write_page(recordings, "two kinds", {}, [make_run(curves={})])

    assert 'id="curves"' not in page


def test_the_same_runs_give_the_same_bytes(recordings, make_run):
    pages = [write_page(recordings, "two kinds", {}, [make_run()]) for _ in range(2)]

    assert pages[0] == pages[1]


@contextmanager
def open_page(browser, file, scheme):
    tab = browser.new_page(color_scheme=scheme)
    problems = []
    tab.on("console", lambda message: problems.append(message.text))
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(file.as_uri())
    yield tab, problems
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_without_errors_wide_and_narrow(page, browser, tmp_path, scheme):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    with open_page(browser, file, scheme) as (tab, problems):
        background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")
        for width in (1240, 360):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert problems == []


@pytest.mark.browser
def test_number_keys_play_another_version_from_the_same_place(page, browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    with open_page(browser, file, "light") as (tab, problems):
        tab.locator("audio").first.focus()
        tab.evaluate("document.querySelectorAll('audio')[0].currentTime = 0.2")
        tab.keyboard.press("1")
        tab.keyboard.press("3")
        tab.wait_for_function("document.activeElement === document.querySelectorAll('audio')[2]")
        assert tab.evaluate("document.querySelectorAll('audio')[2].currentTime") >= 0.2
        assert tab.evaluate("document.querySelectorAll('audio')[0].paused")
        assert problems == []


@pytest.mark.browser
def test_a_click_on_the_picture_goes_to_that_place_in_the_sound(page, browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    with open_page(browser, file, "light") as (tab, problems):
        tab.wait_for_function("document.querySelector('audio').duration > 0")
        box = tab.locator(".picture").first.bounding_box()
        tab.locator(".picture").first.click(
            position={"x": 0.5 * box["width"], "y": 0.5 * box["height"]}
        )
        share = "(player => player.currentTime / player.duration)(document.querySelector('audio'))"
        assert tab.evaluate(share) == pytest.approx(0.5, abs=0.02)
        tab.wait_for_function("document.querySelector('figure.played') !== null")
        assert problems == []
