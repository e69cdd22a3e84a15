"""Messages: text in a terminal, panels in the theme in a notebook."""

import re

import pytest

from course_lib.display.messages import (
    as_html,
    bare_panel,
    item_list,
    message_style,
    panel,
    paragraphs,
    publish_markdown,
    say,
)


def test_text_of_a_learner_cannot_become_markup_and_backticks_become_code():
    assert as_html("`a < b` & <i>") == "<code>a &lt; b</code> &amp; &lt;i&gt;"
    assert paragraphs("one\n<two>") == "<p>one</p><p>&lt;two&gt;</p>"


def test_no_line_ends_within_a_number_and_code_can_be_copied():
    assert as_html("24 000 Hz, 3 sounds") == "24\u00a0000\u00a0Hz, 3 sounds"
    assert as_html("5 % of `x[3 200]`") == "5\u00a0% of <code>x[3 200]</code>"


def test_a_panel_brings_the_theme_along_and_is_read_out():
    page = panel("<p>hello</p>", "hint", "good")
    assert page.startswith("<style>")
    assert '<div role="status"><div class="ci note course-hint" data-tone="good">' in page
    assert "<style>" not in bare_panel("", "hint")


def test_the_style_of_messages_writes_no_colour_of_its_own():
    # the theme has them, each once
    rules = re.sub(r"@property [^}]*}", "", message_style())
    rules = rules.split("color-scheme: dark; }")[-1]
    assert ".ci.note" in rules
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(|light-dark", rules)
    assert "/*" not in message_style()
    assert len(message_style()) < 5000  # each message contains it


def test_a_list_has_its_words_in_front():
    page = item_list([("✓ passes", "good", "a <b>name</b>")])
    assert '<b class="good">✓ passes</b> <span>a <b>name</b></span>' in page


@pytest.mark.parametrize("show", [say, publish_markdown])
def test_a_terminal_gets_the_text_as_it_is(show, capsys):
    show("**two** lines\nof `text`")
    assert capsys.readouterr().out == "**two** lines\nof `text`\n"
