import json
import time
from pathlib import Path

import pytest

from course_lib.authoring.running import Limits, limits, measure_slack
from course_lib.authoring.running.notebooks import Chosen
from course_lib.authoring.running.time_left import TimeLeft, clock, read_past


def chosen(place, *cells):
    return Chosen(place, place, Path(place), place, cells)


def test_a_slower_machine_gets_more_time_and_a_faster_one_no_less(monkeypatch):
    monkeypatch.setattr(limits.os, "getloadavg", lambda: (0.0, 0.0, 0.0), raising=False)
    monkeypatch.setattr(limits.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(limits, "REFERENCE", 1000.0)
    assert measure_slack() == 1.0

    monkeypatch.setattr(limits, "_work", lambda: None)
    ticks = iter([0.0, 3000.0] * 7)
    monkeypatch.setattr(time, "process_time", lambda: next(ticks))
    slack = measure_slack()

    assert slack == 3.0
    assert (Limits(slack).cell, Limits(slack).lesson) == (180.0, 720.0)
    assert Limits(slack, timeout=5).cell == 5


@pytest.mark.parametrize(("load", "jobs", "slack"), [(0, 1, 1), (0, 2, 1), (2, 2, 2), (4, 1, 2.5)])
def test_cores_that_others_use_count(monkeypatch, load, jobs, slack):
    monkeypatch.setattr(limits.os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
    monkeypatch.setattr(limits.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(limits, "_slowness", lambda: 1.0)

    assert measure_slack(jobs) == slack


def test_the_time_left_is_what_the_cells_to_come_took_the_last_time():
    past = {("a", "1"): 1.0, ("a", "2"): 10.0, ("b", "1"): 4.0}
    left = TimeLeft([chosen("a", "1", "2"), chosen("b", "1")], past, jobs=1)

    assert left.seconds() == 15
    left.cell("a", 1, now=0.0)
    left.cell("a", 2, now=1.0)
    assert left.seconds() == 14
    left.ended("a")
    assert left.seconds() == 4


def test_with_several_jobs_the_longest_lesson_is_a_limit():
    past = {("a", "1"): 10.0, ("b", "1"): 1.0, ("c", "1"): 1.0}
    lessons = [chosen(place, "1") for place in "abc"]

    assert TimeLeft(lessons, past, jobs=3).seconds() == 10


def test_without_a_past_the_mean_of_the_cells_so_far_counts():
    left = TimeLeft([chosen("a", "1", "2", "3", "4")], {}, jobs=1)

    assert left.seconds() is None
    left.cell("a", 1, now=5.0)
    left.cell("a", 2, now=7.0)
    assert left.seconds() == 3 * 2.0


def test_the_past_is_read_from_a_report_of_the_same_kind(tmp_path):
    file = tmp_path / "index.json"
    cells = [{"id": "c-1", "seconds": 2.5}]
    told = {"settings": {"fast": True}, "lessons": [{"path": "notebooks/a.ipynb", "cells": cells}]}
    file.write_text(json.dumps(told))

    assert read_past(file, fast=True) == {("notebooks/a.ipynb", "c-1"): 2.5}
    assert read_past(file, fast=False) == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": 3}', "�"])
def test_a_file_that_is_no_report_is_no_past(tmp_path, text):
    file = tmp_path / "index.json"
    file.write_text(text)

    assert read_past(file, fast=False) == {}
    assert read_past(tmp_path / "none.json", fast=False) == {}


def test_a_clock_has_minutes_and_two_digits_of_seconds():
    assert [clock(0), clock(59.6), clock(245)] == ["0:00", "1:00", "4:05"]
