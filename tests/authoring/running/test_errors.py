from course_lib.authoring.running.errors import FRAMES, MOST, places, raised

# as IPython 9 sends it, colours and all
CELL = "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[4]\x1b[39m\x1b[32m, line 2\x1b[39m\n"
CELL += "      1 x = 0\n----> 2 judge(x)\n      3 print(x)\n"


def frame(file, line, name):
    return f"File {file}:{line}, in {name}(x)\n     {line - 1} y = x\n---> {line} step(y)\n"


def cell(traceback, ename="ValueError", evalue="no"):
    error = {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
    return {"id": "c-1", "source": "x = 0\njudge(x)", "outputs": [error]}


def test_an_error_is_told_from_the_cell_to_the_place_that_raised_it():
    home = "~/somewhere/course_lib/gan/step.py"

    fault = raised(
        4, cell(["-----", "ValueError  Traceback", CELL, frame(home, 12, "go"), "Value"])
    )

    assert fault.title == "ValueError: no"
    assert fault.lines == (
        "this cell, line 2: judge(x)",
        "course_lib/gan/step.py, line 12, go: step(y)",
    )


def test_of_many_calls_the_cell_and_the_last_are_told():
    deep = [frame(f"/usr/lib/python3/torch/nn/{k}.py", k + 10, f"f{k}") for k in range(9)]

    lines = places(["Cell In[4], line 2\n----> 2 judge(x)\n", *deep])

    assert len(lines) == FRAMES + 1
    assert lines[1] == "(6 more calls)"
    assert lines[-1] == "nn/8.py, line 18, f8: step(y)"


def test_a_message_without_end_is_cut():
    title = raised(1, cell([CELL], evalue="x" * 5000)).title

    assert len(title) < MOST + 5
    assert title.endswith(" …")


def test_an_error_of_another_form_keeps_its_last_lines():
    said = [
        "  \x1b[36mCell\x1b[39m In[1], line 1\n    def f(\n          ^\nSyntaxError: '(' was never"
    ]

    assert places(said)[-1] == "SyntaxError: '(' was never"
