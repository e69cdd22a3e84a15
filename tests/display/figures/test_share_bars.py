import base64
import re
from xml.etree import ElementTree

from course_lib.display.figures.share_bars import ShareBars

SHARES = {"before": {"a & b": 0.25, "c": 0.75}, "after": {"a & b": 0.0002, "c": 0.9998}}
BARS = ShareBars("c is 75 %, & then 100 %", SHARES)


def test_the_text_has_a_bar_for_each_share():
    lines = BARS.text().splitlines()
    assert lines[:2] == ["c is 75 %, & then 100 %.", "before:"]
    assert [line.count("█") for line in lines] == [0, 0, 10, 30, 0, 0, 40]
    assert lines[5].split("  ")[1] == "a & b"
    assert lines[5].endswith("below 0.1 %")


def test_the_bars_of_all_groups_have_one_scale_and_every_share_is_seen():
    page = BARS.static_html()
    assert "<b>c is 75 %, &amp; then 100 %</b>" in page
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", page)[1]).decode()
    ElementTree.fromstring(svg)
    wide = [float(width) for width in re.findall(r'class="mean" [^>]*width="([\d.]+)"', svg)]
    assert wide[1] == 3 * wide[0]
    assert wide[2] == 1.0
    assert wide[3] > wide[1]
    assert 'alt="c is 75 %, &amp; then 100 %. before: a &amp; b 25 %, c 75 %.' in page
