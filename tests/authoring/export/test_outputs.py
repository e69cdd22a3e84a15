"""Of each output, the richest form that a page can show."""

from course_lib.authoring.export.outputs import outputs_html


def shown(*outputs):
    return [str(part) for part in outputs_html(outputs, lambda address: address)]


def data(**forms):
    kinds = {name.replace("_", "/", 1): value for name, value in forms.items()}
    return {"output_type": "display_data", "data": kinds}


def test_html_comes_before_a_picture_and_a_picture_before_text():
    assert shown(data(text_plain="words", text_html="<b>page</b>", image_png="QQ==")) == [
        "<b>page</b>"
    ]
    [picture] = shown(data(text_plain="a <figure>", image_png="QQ=\n="))
    assert 'alt="a &lt;figure&gt;"' in picture
    assert 'src="data:image/png;base64,QQ=="' in picture


def test_a_widget_shows_its_page_and_not_its_name():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    output = {"output_type": "display_data", "data": view | {"text/html": "<i>still</i>"}}

    assert shown(output) == ["<i>still</i>"]


def test_printed_text_is_escaped_and_its_colours_are_dropped():
    [box] = shown({"output_type": "stream", "name": "stdout", "text": "\x1b[31m1 < 2\x1b[0m\n"})

    assert ">1 &lt; 2</pre>" in box


def test_markdown_of_an_output_is_text():
    [part] = shown(data(text_plain="**so**", text_markdown="**so**"))

    assert "<strong>so</strong>" in part


def test_an_output_that_shows_nothing_is_left_out():
    assert shown(data(text_plain="", text_html=""), {"output_type": "stream", "text": "\n"}) == []
