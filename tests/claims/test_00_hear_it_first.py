"""Every number and every "always" that the prose of lesson 00 states, computed."""

import json
from itertools import combinations

import pytest
import torch
from torch import nn

from course_lib import (
    MultiPeriodDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleSTFTDiscriminator,
)
from course_lib.audio.spectra import stft
from course_lib.classroom.lessons import bank, lesson_module
from course_lib.discriminators.registry import example
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.ready import READY, ready_log
from course_lib.instruments import (
    HumanDiscriminator,
    area,
    as_notebook_players_do,
    blind_pair,
    clip_scores,
    ear_test_clips,
    generated,
    originals,
    roc_curves,
    time_machine,
    unblinded_pair,
)
from course_lib.instruments.abx_statistics import d_prime, guessing_p_value
from course_lib.instruments.listening_clips import QUIZ
from course_lib.sounds import ARTEFACTS, Sound, beat, spoil, tone


@pytest.fixture(scope="module")
def clips():
    return ear_test_clips()


def test_a_is_the_copy_and_b_the_original_and_partials_of_a_are_blurred():
    made, source = blind_pair()
    assert [sound.name for sound in unblinded_pair()] == [
        "A, made by the network",
        "B, the original",
    ]
    chords = originals(("chord",), each=2)
    assert torch.equal(source.samples, chords["chord 1"].samples)
    assert not torch.equal(made.samples, source.samples)
    # of the energy between 500 and 2000 Hz, more lies in the strongest tenth of the bins of B
    assert sharpness(source) > sharpness(made) + 0.15


def sharpness(sound):
    power = (
        stft(sound.samples, 4096, 1024).abs().square().mean(-1)[128:512].sort(descending=True)[0]
    )
    return float(power[: len(power) // 10].sum() / power.sum())


def test_the_ear_test_has_six_real_clips_and_six_made_from_others(clips):
    real, made = clips
    assert (len(real), len(made)) == (6, 6)
    assert len({clip.name for clip in (*real, *made)}) == 12


def test_who_judged_nothing_says_0():  # the contract: tests/instruments/test_human.py
    assert clip_scores(HumanDiscriminator(), [tone(300, 0.1)]) == [0]


def test_untrained_networks_lie_on_both_sides_of_a_half_and_change_with_their_weights(clips):
    areas = {}
    for seed in (0, 1):
        for name in ("mpd", "msd", "msstftd"):
            torch.manual_seed(seed)
            areas[name, seed] = roc_curves(*clips, {name: example(name)}).areas[name]
    assert min(areas.values()) < 0.5 < max(areas.values())
    for name in ("mpd", "msd", "msstftd"):
        assert areas[name, 0] != areas[name, 1]


def test_with_six_and_six_clips_an_area_of_06_comes_by_luck_in_more_than_one_of_four_tests():
    at_least = 0
    splits = list(combinations(range(12), 6))  # every way to rank the clips by chance
    for real in splits:
        made = [rank for rank in range(12) if rank not in real]
        at_least += area(real, made) >= 0.6
    assert at_least / len(splits) > 0.25


def test_mpd_is_the_largest_and_ms_stft_d_the_smallest_by_a_factor_of_a_hundred():
    built = {
        "mpd": MultiPeriodDiscriminator(),
        "msd": MultiScaleDiscriminator(),
        "msstftd": MultiScaleSTFTDiscriminator(filters=32),
    }
    sizes = {name: sum(p.numel() for p in made.parameters()) for name, made in built.items()}
    assert sizes["mpd"] > sizes["msd"] > sizes["msstftd"]
    assert sizes["msstftd"] < sizes["mpd"] / 100


def test_a_usual_player_turns_the_rest_of_a_tone_up_to_full():
    sound = tone(440, 0.8)
    rest = Sound(sound.samples - 0.999 * sound.samples)
    assert float(rest.samples.abs().max()) == pytest.approx(0.001 * 0.5, rel=0.01)
    assert float(as_notebook_players_do(rest).samples.abs().max()) > 0.99


def test_the_smear_stands_alone_before_a_hit_and_is_covered_after_it():
    drums = beat(bpm=120)
    smear = spoil(drums, "pre-echo", 2).samples - drums.samples
    hit = 12_000  # the second one
    before, after = slice(hit - 720, hit), slice(hit, hit + 720)  # 30 ms

    def loud(samples, where):
        return float(samples[where].square().mean().sqrt())

    assert loud(smear, before) == pytest.approx(loud(smear, after), rel=0.5)
    assert loud(smear, before) > loud(drums.samples, before)
    assert loud(smear, after) < 0.5 * loud(drums.samples, after)


def test_seven_of_ten_are_luck_once_in_six_tests_and_nine_once_in_a_hundred():
    assert guessing_p_value(7, 10) == pytest.approx(0.17, abs=0.005)
    assert guessing_p_value(9, 10) == pytest.approx(0.01, abs=0.002)
    assert guessing_p_value(8, 10) > 0.05


def envelope(samples):
    levels = samples[: len(samples) // 512 * 512].reshape(-1, 512).square().mean(1).add(1e-8).log()
    return levels - levels.mean()


def partials(samples):
    """Which lines stand out of the spectrum between 100 and 1600 Hz."""
    levels = stft(samples, 4096, 1024).abs().square().mean(-1).add(1e-9).log10()[26:400]
    smooth = nn.functional.avg_pool1d(levels[None], 25, stride=1)[0]
    return levels[12:-12] - smooth


def alike(one, two):
    return float(one @ two / (one.norm() * two.norm()))


def test_the_plucks_of_the_chord_stand_after_50_steps_and_its_pitches_come_after_200():
    chord = originals(("chord",))["chord"]
    rhythm, pitch = {}, {}
    for step in (0, 50, 200, READY[-1]):
        made = generated(step, {"chord": chord})["chord"].samples
        rhythm[step] = alike(envelope(chord.samples), envelope(made))
        pitch[step] = alike(partials(chord.samples), partials(made))
    assert abs(rhythm[0]) < 0.2
    assert rhythm[50] > 0.5
    assert max(abs(pitch[step]) for step in (0, 50, 200)) < 0.15
    assert pitch[READY[-1]] > 0.3


def test_the_stages_are_five_and_a_discriminator_joined_for_the_last_3500_steps():
    preset = ready_log()["preset"]
    assert READY == (0, 50, 200, 1000, 5000)
    assert (preset["warm_steps"], preset["steps"]) == (1500, 3500)
    assert ready_log()["discriminators"] == ["msstftd"]


def test_the_drums_hum_at_the_frame_rate_after_1000_steps():
    drums = originals(("drums",))["drums"]
    made = generated(1000, {"drums": drums})["drums"]
    buzz = frame_comb_db(drums.samples[None], made.samples[None])  # 125 Hz and its multiples
    assert float(buzz) > 3


def test_a_discriminator_took_7_db_of_the_buzz_away_in_three_runs(root):
    measured = json.loads((root / "docs/measured/tiny.json").read_text(encoding="utf-8"))
    found = measured["differences"]["msstftd"]["frame_comb_db"]["by_seed"]
    assert len(found) == 3
    assert {run["steps"] for run in measured["outcomes"]["msstftd"]} == {300}
    assert sum(found) / 3 == pytest.approx(-7, abs=0.5)
    assert all(change < 0 for change in found)


def test_the_quizs_solution_is_its_truth_and_names_every_artefact():
    assert lesson_module("00").heard == [name for name, _, _ in QUIZ]
    assert {name for name, _, _ in QUIZ} == set(ARTEFACTS)


def test_two_refreshers_questions_have_the_answers_that_torch_gives():
    wave = torch.zeros(4, 1, 24_000)
    assert nn.Conv1d(1, 16, kernel_size=5, stride=4, padding=2)(wave).shape == (4, 16, 6000)
    assert nn.Conv1d(1, 1, kernel_size=3)(wave).shape[-1] == 24_000 - 2
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert torch.autograd.grad((x**2).sum(), x)[0].tolist() == [2, 4]
    assert x.grad is None
    assert 20 * torch.tensor(0.1).log10() == pytest.approx(-20)
    assert pytest.approx(4, abs=0.02) == 10 ** (12 / 20)
    assert pytest.approx(0.89, abs=0.002) == 10 ** (-1 / 20)


def test_each_refresher_has_two_questions_of_the_probe():
    asked = [id for id, question in bank("00").questions.items() if question.kind == "recall"]
    assert asked == [f"00.r{k}" for k in range(1, 7)]


def test_the_number_hardly_falls_at_the_last_stage_for_the_chord_and_the_hum_does():
    machine = time_machine(originals(("drums", "chord")))
    distances = {}
    for name in machine.sounds:
        for step in READY:
            machine.choose(name, step)
            distances[name, step] = machine.distance()
    drums = [distances["drums", step] for step in READY]
    assert drums == sorted(drums, reverse=True)
    chord = originals(("chord",))["chord"]
    before, last = (generated(step, {"chord": chord})["chord"] for step in READY[-2:])
    number = [distances["chord", step] for step in READY]
    assert 0 < number[-2] - number[-1] < 0.02 * number[-2]
    hum = [float(frame_comb_db(chord.samples[None], s.samples[None])) for s in (before, last)]
    assert hum[0] > hum[1] + 4


def test_d_prime_does_not_grow_with_the_trials_unless_all_are_right():
    assert d_prime(8, 10) == pytest.approx(d_prime(80, 100))
    assert d_prime(10, 10) < d_prime(100, 100) < 10
