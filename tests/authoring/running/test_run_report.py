import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course_lib.authoring.running.results import CellRun, CourseRun, Fault, NotebookRun, Settings
from course_lib.authoring.running.run_report import headline, page
from course_lib.authoring.running.time_limits import TimeLimits

CELLS = tuple(CellRun(k, f"c-{k}", f"step({k})", k / 2, 1000 * k) for k in range(1, 9))
GOOD = NotebookRun("01", "Echo", "notebooks/01.ipynb", 8, "ok", 20.0, CELLS)
FAULT = Fault("error", 3, "c-3", "ValueError: <b>2</b> & 3", "score('<i>')", ("this cell, line 1",))
BAD = replace(GOOD, id="02", path="notebooks/02.ipynb", state="failed", faults=(FAULT,))
LATE = Fault("time", 0, "", "It took 250 seconds; the limit here is 240.", "")
SLOW = replace(GOOD, id="03", path="notebooks/03.ipynb", state="too slow", faults=(LATE,))
NONE = NotebookRun("04", "A long title, with words and more words", "notebooks/04.ipynb", 8)


def of(*lessons, seconds=61.0, **settings):
    return CourseRun(lessons, Settings(**settings), "2026-01-02 03:04", seconds, "Here")


@pytest.fixture
def text():
    return page(of(GOOD, BAD, SLOW, NONE, limits=TimeLimits(1.5)))


class Reader(HTMLParser):
    """Notes ids, links and whether every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if "href" in named else []
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_headline_says_how_it_went():
    assert headline(of(GOOD)) == "1 of 1 notebooks ran without a fault"
    assert headline(of(GOOD, BAD)) == "1 of 2 notebooks ran without a fault; 1 did not (02)"
    assert headline(of(GOOD, NONE)).endswith("; stopped before the end")


@pytest.mark.parametrize(
    ("run", "ok"),
    [
        (of(GOOD), True),
        (of(GOOD, BAD), False),
        (of(SLOW), False),
        (of(GOOD, NONE), False),
    ],
)
def test_a_run_is_ok_only_if_all_of_it_is(run, ok):
    assert run.ok == ok


def test_every_tag_is_closed_and_every_link_leads_somewhere(text):
    reader = Reader(text)

    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert "#at-notebooks-02" in reader.links


def test_what_a_notebook_says_is_text_on_the_page(text):
    assert "<b>2" not in text
    assert "ValueError: &lt;b&gt;2&lt;/b&gt; &amp; 3" in text
    assert "score(&#39;&lt;i&gt;&#39;)" in text


def test_the_page_loads_nothing_and_runs_nothing(text):
    assert "default-src 'none'" in text
    assert not re.search(r"<script|src=|https?://|@import|url\(", text)


def test_the_page_says_the_rule_and_what_it_means_here(text):
    assert "no cell takes more than 60 seconds, no lesson more than 4:00 minutes" in text
    assert "Here: 90 seconds and 6:00 minutes, because this machine takes about 1.5 times" in text
    assert "Here:" not in page(of(GOOD))


def test_the_slowest_cells_come_first(text):
    details = text[text.index("<details>") :]

    assert re.findall(r"<code>(step\(\d\))</code>", details)[:5] == [
        f"step({k})" for k in (8, 7, 6, 5, 4)
    ]


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (245, "4:05")])
def test_a_clock_has_minutes_and_two_digits_of_seconds(seconds, shown):
    assert f" {shown} minutes in all" in page(of(GOOD, seconds=seconds))


def test_numbers_have_a_unit_and_a_sensible_number_of_digits():
    [cells] = re.findall(r"<tr role=.row.><th scope=.row.*?</tr>", page(of(GOOD)), re.DOTALL)
    [nothing] = re.findall(r"<tr role=.row.><th scope=.row.*?</tr>", page(of(NONE)), re.DOTALL)

    assert re.findall(r'">([^<>]+)<', cells)[-3:] == ["20.0 s", "4.0 s", "36.0 kB"]
    assert re.findall(r'">([^<>]+)<', nothing)[-3:] == ["–", "–", "–"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_wide_and_narrow_and_by_keyboard(text, browser, tmp_path, scheme):
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    tab = browser.new_page(color_scheme=scheme)
    problems = []
    tab.on("console", lambda message: problems.append(message.text))
    tab.goto(file.as_uri())

    background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    for width in (1240, 320):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.get_by_role("row").count() >= 5
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.locator("summary").first.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("details[open]").count() == 1
    assert problems == []
    tab.close()
