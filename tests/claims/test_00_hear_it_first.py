"""Every number and every "always" that the prose of lesson 00 states, computed."""

import json
from itertools import combinations

import pytest
import torch
from claims import claim
from torch import nn

from course_lib import (
    MultiPeriodDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleSTFTDiscriminator,
)
from course_lib.audio.stft import stft
from course_lib.classroom.exercises.lessons import bank, lesson_module
from course_lib.discriminators.registry import example
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.training.shipped import READY, ready_log
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
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value, proportion_correct
from course_lib.instruments.abx.widget import KEYS as ABX_KEYS
from course_lib.instruments.ear_test.clips import QUIZ
from course_lib.instruments.ear_test.widget import KEYS, SCORES
from course_lib.sounds import ARTEFACTS, Sound, beat, click, spoil, tone


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


@claim(
    "00",
    'Your answer is a **score**: {real} means "surely real", {made} means "surely made" by a generator, '
    '{unsure} means "cannot tell".',
    "a person, with scores from {made} to {real}",
    "X plays, {first} to {last} answer.",
)
def test_the_scores_of_a_person_and_the_keys_for_them(real, made, unsure, first, last):
    words = {real: "surely real", made: "surely made", unsure: "cannot tell"}
    assert words.items() <= SCORES.items()
    assert list(SCORES) == list(range(made, real + 1))
    assert (f"`{first}` surely made" in KEYS, f"`{last}` surely real" in KEYS) == (True, True)
    # a person who judged nothing: the contract is in tests/instruments/ear_test/test_human.py
    assert clip_scores(HumanDiscriminator(), [tone(300, 0.1)]) == [unsure]


@claim("00", "Their areas are on both sides of {middle}, and other random weights give others.")
def test_untrained_networks_lie_on_both_sides_of_a_half_and_change_with_their_weights(
    clips, middle
):
    areas = {}
    for seed in (0, 1):
        for name in ("mpd", "msd", "msstftd"):
            torch.manual_seed(seed)
            areas[name, seed] = roc_curves(*clips, {name: example(name)}).areas[name]
    assert min(areas.values()) < middle < max(areas.values())
    for name in ("mpd", "msd", "msstftd"):
        assert areas[name, 0] != areas[name, 1]


@claim(
    "00",
    "of {hundred} pairs of a real and a generated clip, in how many does the real one get the higher score? "
    "Guessing gives {guess}. Twelve clips are few, so an area of {low} or {high} can still be luck.",
)
def test_with_twelve_clips_an_area_near_a_half_comes_by_luck_in_more_than_one_of_four_tests(
    hundred, guess, low, high
):
    areas = []
    for real in combinations(range(12), 6):  # every way to rank the clips by chance
        made = [rank for rank in range(12) if rank not in real]
        areas.append(area(real, made))
    assert sum(areas) / len(areas) == pytest.approx(guess)
    assert sum(a >= high for a in areas) / len(areas) > 0.25
    assert sum(a <= low for a in areas) / len(areas) > 0.25
    higher = sum(r > m for r in range(1, 11) for m in range(10))  # ``hundred`` pairs, with ties
    ties = sum(r == m for r in range(1, 11) for m in range(10))
    assert area(range(1, 11), range(10)) == (higher + ties / 2) / hundred


@claim("00", "It has less than {part} of MPD's weights.")
def test_mpd_is_the_largest_and_ms_stft_d_the_smallest_by_far(part):
    built = {
        "mpd": MultiPeriodDiscriminator(),
        "msd": MultiScaleDiscriminator(),
        "msstftd": MultiScaleSTFTDiscriminator(filters=32),
    }
    sizes = {name: sum(p.numel() for p in made.parameters()) for name, made in built.items()}
    assert sizes["mpd"] > sizes["msd"] > sizes["msstftd"]
    assert sizes["msstftd"] < part * sizes["mpd"]


@claim(
    "00",
    "let {part} of the tone remain.",
    "A tone and its upside-down copy leave {part} of the tone.",
)
def test_a_usual_player_turns_the_rest_of_a_tone_up_to_full(part):
    sound = tone(440, 0.8)
    rest = Sound(part * sound.samples)
    assert float(as_notebook_players_do(rest).samples.abs().max()) > 0.99


@claim(
    "00", "smear a part of each hit over windows of {ms} ms. Some of the smear comes before the hit"
)
def test_the_smear_reaches_as_far_as_its_window_to_both_sides(ms):
    hit = click((0.5,), 1.0)
    smear = (spoil(hit, "pre-echo", 2).samples - hit.samples).abs()
    where = (smear > 1e-4 * smear.max()).nonzero().flatten() / hit.sample_rate
    for reach in (0.5 - float(where.min()), float(where.max()) - 0.5):
        assert 0.7 * ms < 1000 * reach <= ms


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


@claim(
    "00",
    "{percent} % of the time, so {right} of {trials} proves little.",
    "For that, you need {many} or 10 right.",
    "That would be {half} of {trials}, more or less.",
    "about once in {times} tests",
)
def test_how_often_luck_does_as_well(percent, right, trials, many, half, times):
    assert round(100 * guessing_p_value(right, trials)) == percent
    assert 1 / guessing_p_value(right, trials) == pytest.approx(times, rel=0.05)
    assert guessing_p_value(many, trials) == pytest.approx(0.01, abs=0.002)  # once in a hundred
    assert guessing_p_value(many - 1, trials) > 0.05
    assert half == trials * proportion_correct(0)  # what guessing gets on average


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


@claim(
    "00",
    "After {plucked} steps the plucks are where they should be, and the pitches are missing.",
    "They come late: at {late} steps there is still no trace of them.",
)
def test_the_plucks_of_the_chord_come_long_before_its_pitches(plucked, late):
    chord = originals(("chord",))["chord"]
    rhythm, pitch = {}, {}
    for step in (0, plucked, late, READY[-1]):
        made = generated(step, {"chord": chord})["chord"].samples
        rhythm[step] = alike(envelope(chord.samples), envelope(made))
        pitch[step] = alike(partials(chord.samples), partials(made))
    assert abs(rhythm[0]) < 0.2
    assert rhythm[plucked] > 0.5
    assert max(abs(pitch[step]) for step in (0, plucked, late)) < 0.15
    assert pitch[READY[-1]] > 0.3


@claim(
    "00",
    "For its first {alone} steps, this generator learned only [...] For the last {with_one} steps a discriminator",
    "One generator at {ages} stages of its training",
)
def test_the_stages_and_a_discriminator_that_joined_for_the_last_steps(alone, with_one, ages):
    preset = ready_log()["preset"]
    assert len(READY) == ages
    assert READY[-1] == alone + with_one
    assert (preset["warm_steps"], preset["steps"]) == (alone, with_one)
    assert ready_log()["discriminators"] == ["msstftd"]


@claim("00", "Look at `drums` after {steps} steps")
def test_the_drums_hum_at_the_frame_rate(steps):
    drums = originals(("drums",))["drums"]
    made = generated(steps, {"drums": drums})["drums"]
    buzz = frame_comb_db(drums.samples[None], made.samples[None])  # 125 Hz and its multiples
    assert float(buzz) > 3


@claim(
    "00",
    "We measured {runs} shorter runs, each with and without a discriminator for its last {steps} steps. "
    "With it, the buzz at multiples of {hertz} Hz was lower by {less} dB on average.",
)
def test_a_discriminator_took_some_of_the_buzz_away_in_every_run(root, runs, steps, hertz, less):
    measured = json.loads((root / "docs/measured/tiny.json").read_text(encoding="utf-8"))
    found = measured["differences"]["msstftd"]["frame_comb_db"]["by_seed"]
    assert len(found) == runs
    assert {run["steps"] for run in measured["outcomes"]["msstftd"]} == {steps}
    assert round(sum(found) / runs) == -less
    assert all(change < 0 for change in found)
    codec = ready_log()["preset"]["codec"]
    assert 16_000 / codec["hop_length"] == hertz


def test_the_quizs_solution_is_its_truth_and_names_every_artefact():
    assert lesson_module("00").heard == [name for name, _, _ in QUIZ]
    assert {name for name, _, _ in QUIZ} == set(ARTEFACTS)


@claim(
    "00",
    "A tensor of shape [{batch}, {c_in}, {time}] goes through nn.Conv1d({c_in}, {c_out}, kernel_size={kernel}, "
    "stride={stride}, padding={pad}).",
    "^[{batch}, {c_out}, {places}]$",
    "^({time} + {both_pads} − {kernel}) // {stride} + {one} = {places}, with {c_out} channels.",
    "A stride of {stride} makes the last axis shorter.",
)
def test_the_refreshers_first_convolution(
    batch, time, c_in, c_out, kernel, stride, pad, places, both_pads, one
):
    layer = nn.Conv1d(c_in, c_out, kernel_size=kernel, stride=stride, padding=pad)
    assert layer(torch.zeros(batch, c_in, time)).shape == (batch, c_out, places)
    assert both_pads == 2 * pad
    assert (time + both_pads - kernel) // stride + one == places


@claim(
    "00",
    "What does nn.Conv1d({c_in}, {c_out}, kernel_size={kernel}), without padding",
    "^it loses {less} samples$",
    "A kernel of {kernel} stops at T − {less} places.",
    "The kernel fits in T − {kernel} + {one} places.",
)
def test_the_refreshers_second_convolution(c_in, c_out, kernel, less, one):
    layer = nn.Conv1d(c_in, c_out, kernel_size=kernel)
    assert layer(torch.zeros(1, c_in, 100)).shape[-1] == 100 - less == 100 - kernel + one


@claim(
    "00",
    "You make a sound {softer} dB softer.",
    "^{factor}$",
    "^{ruler} · log10({factor}) = {level}.",
    "That's {much} dB softer: for amplitudes, put {ruler} in front of the logarithm.",
    "That's about {little} dB softer.",
)
def test_the_refreshers_decibels(softer, factor, ruler, level, much, little):
    assert ruler * torch.tensor(factor).log10() == pytest.approx(level)
    assert level == -softer
    wave = tone(440, 0.1).samples
    assert (factor * wave).norm() == pytest.approx(float(wave.norm()) * 10 ** (-softer / 20))
    assert ruler * torch.tensor(0.01).log10() == pytest.approx(-much)  # option b
    assert round(float(-ruler * torch.tensor(0.8).log10())) == little  # option c


@claim(
    "00",
    "You make a sound {more} dB louder, and then {more} dB louder again.",
    "^{times} times$",
    "{more} dB is a factor of about {factor}, and {factor} · {factor} = {times}.",
    "Twice the amplitude is about {more} dB more",
)
def test_decibels_add_where_factors_multiply(more, times, factor):
    assert 10 ** (more / 20) == pytest.approx(factor, abs=0.01)
    assert 10 ** ((more + more) / 20) == pytest.approx(times, abs=0.05)
    assert factor * factor == times


@claim(
    "00",
    "the sample value {full}, the largest there is. A peak of {peak} dBFS is a sample of {sample}",
    "Measure RMS, and leave {room} dB of room",
    "Leave {room} dB of room: between",
)
def test_the_course_leaves_a_decibel_of_room(full, peak, sample, room):
    assert round(full * 10 ** (peak / 20), 2) == sample
    assert -peak == room
    exercise = bank("00").exercises["00.2"]
    fair = exercise.solution_answer()(tone(440, 0.1).samples, tone(300, 0.1).samples)
    assert max(float(clip.abs().max()) for clip in fair) == pytest.approx(10 ** (-room / 20))


@claim(
    "00",
    "x = torch.tensor([{x0}., {x1}.], requires_grad=True), and y = (x ** {power}).sum()",
    "^(tensor([{s0}., {s1}.]),)$",
    "The slope of x² is {power}x",
)
def test_the_refreshers_slopes(x0, x1, power, s0, s1):
    x = torch.tensor([float(x0), float(x1)], requires_grad=True)
    assert torch.autograd.grad((x**power).sum(), x)[0].tolist() == [s0, s1]
    assert x.grad is None


@claim(
    "00",
    "with respect to sample {where} of the sound is exactly {slope}, for every sound",
    "the output does not depend on sample {where}",
)
def test_a_slope_of_zero_for_every_sound_means_that_a_sample_does_not_count(where, slope):
    def output(wave):
        return (wave[: where - 1].sum() * wave[where + 1 :]).square().sum()

    wave = torch.randn(300, requires_grad=True)
    assert torch.autograd.grad(output(wave), wave)[0][where] == slope
    changed = wave.detach().clone()
    changed[where] += 1
    assert output(changed) == output(wave)


@claim("00", "Samples {a}, {b} and {c} don't appear in the formula for `y`")
def test_the_samples_that_the_refreshers_formula_leaves_out_have_zero_slopes_for_every_sound(
    a, b, c
):
    for sound in (torch.arange(6.0), torch.randn(6), torch.randn(6)):
        sound.requires_grad_()
        y = (sound[1] * sound[2]).square() + 3 * sound[4]
        (slope,) = torch.autograd.grad(y, sound)
        assert (slope == 0).nonzero().flatten().tolist() == [a, b, c]


def test_a_slope_of_zero_at_one_sound_does_not_prove_independence_as_refresher_3_says():
    x = torch.tensor([0.0, 0.5], requires_grad=True)
    slopes = torch.autograd.grad((x**2).sum(), x)[0]
    assert (slopes == 0).tolist() == [True, False]  # not zero at another value


@claim("00", "a clip of twice the amplitude has {times} times the mean square")
def test_the_mean_square_grows_with_the_square_of_the_amplitude(times):
    wave = tone(440, 0.1).samples
    ratio = (2 * wave).square().mean() / wave.square().mean()
    assert ratio == pytest.approx(times)


@claim("00", "at the threshold {threshold} gives {right} of {all}.")
def test_verdicts_at_a_threshold_count_fewer_facts_than_the_area(threshold, right, all):
    real, made = (2, 1, -1), (1, -1, -2)  # of exercise 00.4
    verdicts = [score > threshold for score in real] + [score <= threshold for score in made]
    assert (sum(verdicts), len(verdicts)) == (right, all)


@claim("00", "each at {strengths} strengths", "Begin with strength {first}, and go down")
def test_the_zoo_has_its_strengths(strengths, first):
    drums = beat(bpm=120)
    assert first == strengths
    rests = [
        float((spoil(drums, "comb buzz", k).samples - drums.samples).norm())
        for k in range(1, strengths + 1)
    ]
    assert rests == sorted(rests)
    with pytest.raises(ValueError, match="strength"):
        spoil(drums, "comb buzz", strengths + 1)


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


@claim("00", "{guessing} is guessing, {faint} is a faint difference, {plain} a plain one")
def test_d_prime_grows_with_the_difference_and_not_with_the_trials(guessing, faint, plain):
    assert d_prime(5, 10) == guessing
    # a faint difference leaves four answers of ten wrong, a plain one fewer than one
    assert proportion_correct(guessing) == pytest.approx(0.5)
    assert 0.55 < proportion_correct(faint) < 0.65
    assert proportion_correct(plain) > 0.9
    assert d_prime(8, 10) == pytest.approx(d_prime(80, 100))
    assert d_prime(10, 10) < d_prime(100, 100) < 10


@claim("00", "{a} says that X is A, {b} says that X is B.")
def test_the_keys_of_the_blind_test(a, b):
    assert f"`{a}` answers: X is A · `{b}` answers: X is B" in ABX_KEYS
