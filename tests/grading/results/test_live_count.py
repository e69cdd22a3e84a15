"""What a teacher sees while a class is graded: a bar in a terminal, plain lines in a log."""

import io
import re

from course_lib.grading.results.ledger import Result
from course_lib.grading.results.live_count import LiveCount


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(stream, count):
    with LiveCount(stream) as live:
        for done in range(1, count + 1):
            flags = ("twins",) if done == 2 else ()
            live.show(
                Result(f"s{done} [b]", "a.ipynb", "02", "graded", 12.0, 3.0, flags=flags),
                done,
                count,
            )
    return stream.getvalue()


def test_a_log_gets_a_line_after_each_tenth_without_control_characters():
    lines = written(io.StringIO(), 30).splitlines()

    assert [line.split(" · ")[0] for line in lines] == [f"{n} of 30" for n in range(3, 31, 3)]
    assert lines[-1].endswith("1 need a look · s30 [b] 3")
    assert all(line.isprintable() for line in lines)


def test_a_terminal_gets_one_line_that_is_drawn_again(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    text = written(Terminal(), 5)

    plain = re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", text)
    assert text.count("\n") == 1
    assert "5/5" in plain
    assert "1 need a look · s5 [b] 3" in plain
    assert text.endswith("\x1b[?25h")  # the cursor is back


def test_the_cursor_comes_back_when_grading_is_interrupted(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    try:
        with LiveCount(stream) as live:
            live.show(Result("a", "a.ipynb", "02", "graded", 12.0, 3.0), 1, 9)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass

    assert stream.getvalue().endswith("\x1b[?25h")
