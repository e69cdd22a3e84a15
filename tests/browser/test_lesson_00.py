"""Lesson 00 in JupyterLab: it runs quietly, keys play its instruments, its sheet gives points."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.in_ci]  # at home: lesson 02

CELLS = "() => document.querySelectorAll('.jp-Cell').length"


def test_the_lesson_runs_and_is_worked_by_keys(run_lesson):
    notebook = run_lesson("00")
    cells = notebook.page.evaluate(CELLS)
    _the_blind_pair_has_sounds_and_no_picture(notebook)
    _clips_are_scored_by_keys(notebook)
    _x_plays_and_1_and_2_answer(notebook)
    _the_zoo_follows_its_buttons(notebook)
    _the_probe_names_a_refresher(notebook)
    assert notebook.page.evaluate(CELLS) == cells  # X cuts a cell, where nobody takes it first
    notebook.is_clean()


def _the_blind_pair_has_sounds_and_no_picture(notebook):
    deck = notebook.output("blind_pair()")
    expect(deck.get_by_role("button", name="play")).to_be_visible()
    expect(deck.get_by_role("radiogroup", name="Picture")).to_be_hidden()
    expect(deck.locator("img")).to_have_count(0)


def _clips_are_scored_by_keys(notebook):
    test, keys = notebook.instrument("ear-test").locator(".ear-test"), notebook.page.keyboard
    title = test.get_by_role("heading").first
    test.click(position={"x": 5, "y": 5})
    for number in range(1, 13):
        expect(title).to_contain_text(f"Clip {number} of 12")
        keys.press(str(1 + number % 5))
    expect(test.get_by_role("status").first).to_contain_text("a tie is half a win")
    keys.press("x")  # nothing is left to play, and no cell is cut
    expect(notebook.run("print(enrol())")).to_contain_text("12 opinions")


def _x_plays_and_1_and_2_answer(notebook):
    test, keys = notebook.instrument("abx-test"), notebook.page.keyboard
    root = test.locator(".abx-test")
    root.click(position={"x": 5, "y": 5})
    for key in "xab":
        keys.press(key)
        expect(root).to_have_attribute("data-playing", key.upper())
    for trial in range(1, 11):
        expect(test.get_by_role("heading").first).to_contain_text(f"Trial {trial} of 10")
        keys.press("1" if trial % 2 else "2")
    expect(root).to_have_attribute("data-playing", "")
    expect(root.get_by_role("status").first).to_contain_text(re.compile(r"\d+ of 10 right\. "))


def _the_zoo_follows_its_buttons(notebook):
    zoo = notebook.instrument("artefact-zoo").locator(".artefact-zoo")
    title = zoo.get_by_role("heading")
    zoo.get_by_role("radio", name="pre-echo").click()
    expect(title).to_contain_text("pre-echo, strength 2")
    zoo.get_by_role("option").nth(3).locator(".name").click()
    expect(title).to_contain_text("pre-echo, strength 3")
    expect(title).to_contain_text("rush before each hit")
    expect(zoo.get_by_role("status").first).to_contain_text("begins too early")


def _the_probe_names_a_refresher(notebook):
    form = notebook.output('recall("00")')
    form.get_by_label("c) 0.8").check()
    form.get_by_role("button", name="Store my answer").nth(2).click()
    expect(form.get_by_text("See refresher R2")).to_be_visible()
    expect(notebook.run("readiness(")).to_contain_text("R2 Decibels: 0 of 1 right. Take it")


def test_the_sheet_leads_from_nothing_attempted_to_all_points(open_sheet):
    sheet = open_sheet("00")
    sheet.run_all()
    sheet.has_nothing_attempted()
    sheet.check_mistake("00.2", "colleagues")
    sheet.answer_all()
    sheet.run_all()
    sheet.has_all_points()
    sheet.is_clean()
