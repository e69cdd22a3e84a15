"""Every number and every "always" that the prose of lesson 00 states, computed."""

import json
import math
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
from course_lib.classroom.exercises.load_bank import bank, lesson_module
from course_lib.discriminators.registry import example
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.training.plan_session import CPU_MINUTES, WARM_STAGE, plan_session
from course_lib.gan.training.shipped import READY, ready_log
from course_lib.instruments import (
    HumanDiscriminator,
    area,
    as_notebook_players_do,
    blind_pair,
    clip_scores,
    ear_test_clips,
    generated,
    listen,
    originals,
    roc_curves,
    time_machine,
    unblinded_pair,
)
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value, proportion_correct
from course_lib.instruments.abx.widget import KEYS as ABX_KEYS
from course_lib.instruments.artefact_zoo.model import STRENGTHS
from course_lib.instruments.ear_test.clips import QUIZ
from course_lib.instruments.ear_test.widget import SCORES
from course_lib.sounds import ARTEFACTS, Sound, artefacts, beat, click, pluck, spoil, tone


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
    # of the energy between 500 and 2000 Hz, more is in the strongest tenth of the bins of B
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
    'Your answer is a score: {real} means "surely real", {made} means "surely made" by a generator, '
    '{unsure} means "cannot tell".',
    "a person, with scores from {made} to {real}",
    "the keys {first} to {last} give the scores {made} to {real}.",
)
def test_the_scores_of_a_person_and_the_keys_for_them(real, made, unsure, first, last):
    words = {real: "surely real", made: "surely made", unsure: "cannot tell"}
    assert words.items() <= SCORES.items()
    assert list(SCORES) == list(range(made, real + 1))
    by_key = dict(enumerate(SCORES.values(), start=1))  # as the buttons have them
    assert (by_key[first], by_key[last]) == ("surely made", "surely real")
    assert last == len(SCORES)
    # a person who scored nothing: the contract is in tests/instruments/ear_test/test_human.py
    assert clip_scores(HumanDiscriminator(), [tone(300, 0.1)]) == [unsure]


@claim(
    "00",
    "In this picture, all {count} networks are above {middle}.",
    "In the picture it looks like that: all {count} areas are above {middle}.",
    "The lines above it draw the weights {draws} times, and each network lands on both sides of {middle}.",
    "Over {draws} draws of the weights, the areas go from {low} to {high}, and most are below {middle}",
)
def test_the_picture_is_a_lucky_draw_of_weights_and_other_draws_are_on_both_sides_of_a_half(
    clips, count, middle, draws, low, high
):
    networks = ("mpd", "msd", "msstftd")
    shown = roc_curves(*clips).areas  # the picture that learners see
    assert len(networks) == count
    assert all(shown[name] > middle for name in networks)
    areas = {name: [] for name in networks}
    for name, found in areas.items():
        for seed in range(draws):
            torch.manual_seed(seed)
            found.append(roc_curves(*clips, {name: example(name)}).areas[name])
        assert min(found) < middle < max(found)
    everything = [each for found in areas.values() for each in found]
    assert (round(min(everything), 1), round(max(everything), 1)) == (low, high)
    assert sum(each < middle for each in everything) > len(everything) / 2
    best = {max(areas, key=lambda name: areas[name][draw]) for draw in range(draws)}
    assert len(best) > 1  # the best network of one draw isn't that of the next


@claim(
    "00",
    "A colleague tries {networks} untrained networks on your twelve clips. One of them reaches an area of {high}.",
    "Of {networks} scores that mean nothing, one reaches {high} on twelve clips in about {half} of all cases.",
)
def test_of_several_meaningless_scores_one_often_looks_good(networks, high, half):
    areas = [
        area(real, [rank for rank in range(12) if rank not in real])
        for real in combinations(range(12), 6)
    ]
    one = sum(each >= high for each in areas) / len(areas)
    assert 1 - (1 - one) ** networks == pytest.approx(half, abs=0.05)


@claim(
    "00",
    "A tie counts half, and guessing gives {guess}.",
    "Twelve clips are few, so an area of {low} or {high} can still be luck.",
)
def test_with_twelve_clips_an_area_near_a_half_comes_by_luck_in_more_than_one_of_four_tests(
    guess, low, high
):
    areas = []
    for real in combinations(range(12), 6):  # every way to rank the clips by chance
        made = [rank for rank in range(12) if rank not in real]
        areas.append(area(real, made))
    assert sum(areas) / len(areas) == pytest.approx(guess)
    assert sum(a >= high for a in areas) / len(areas) > 0.25
    assert sum(a <= low for a in areas) / len(areas) > 0.25
    higher = sum(r > m for r in range(1, 11) for m in range(10))  # pairs, with ties
    ties = sum(r == m for r in range(1, 11) for m in range(10))
    assert area(range(1, 11), range(10)) == (higher + ties / 2) / 100


@claim(
    "00",
    "MPD has more than {times} times as many weights.",
    "A colleague has room for {room} million weights of discriminators.",
    "It has fewer than {room} million weights, and EnCodec needs no other.",
    "MSD alone has {msd} million weights.",
)
def test_mpd_is_the_largest_and_ms_stft_d_the_smallest_by_far(root, times, room, msd):
    windows, hops = [1024, 2048, 512, 256, 128], [256, 512, 128, 64, 32]  # of AudioCraft's file
    cell = (root / "lessons/00_hear_it_first/lesson.py").read_text(encoding="utf-8")
    assert f"windows, hops = {windows}, {hops}" in cell
    built = {
        "mpd": MultiPeriodDiscriminator(),
        "msd": MultiScaleDiscriminator(),
        "msstftd": MultiScaleSTFTDiscriminator(
            filters=32, n_ffts=windows, win_lengths=windows, hop_lengths=hops
        ),
    }
    sizes = {name: sum(p.numel() for p in made.parameters()) for name, made in built.items()}
    assert sizes["mpd"] > sizes["msd"] > sizes["msstftd"]
    assert sizes["mpd"] > times * sizes["msstftd"]
    assert sizes["msstftd"] < room * 1e6
    assert round(sizes["msd"] / 1e6) == msd


@claim(
    "00",
    "let {part} of the tone remain: it's {softer} dB softer",
    "A tone and its upside-down copy leave {part} of the tone.",
)
def test_a_usual_player_turns_the_rest_of_a_tone_up_to_full(part, softer):
    assert -20 * math.log10(part) == pytest.approx(softer)
    sound = tone(440, 0.8)
    rest = Sound(part * sound.samples)
    assert float(as_notebook_players_do(rest).samples.abs().max()) > 0.99


@claim(
    "00",
    "Now {part} of the tone remains.",
    "^{softer} dB softer than the tone: you hear nothing, or next to nothing$",
    "One gain for both keeps their ratio, and {part} is {softer} dB less.",
    "{less} dB less is {hundredth}.",
)
def test_listen_keeps_the_ratio_of_a_tone_and_its_remainder(part, softer, less, hundredth):
    sound = tone(440, 0.8)
    played = listen(sound, Sound(part * sound.samples)).sounds
    loud, soft = (float(each.samples.square().mean().sqrt()) for each in played)
    assert 20 * math.log10(loud / soft) == pytest.approx(softer, abs=0.1)
    assert -20 * math.log10(hundredth) == pytest.approx(less)


@claim(
    "00",
    "a single click, {times} times as high as any other sample.",
    "so the music ends up at {part}, {softer} dB lower.",
)
def test_a_click_makes_the_music_beside_it_softer_in_a_usual_player(times, part, softer):
    music = tone(440, 0.8, amplitude=0.2)
    clicked = music.samples.clone()
    clicked[5000] = times * float(music.samples.abs().max())
    alone, beside = (as_notebook_players_do(each).samples for each in (music, Sound(clicked)))
    ratio = float(beside[10_000:15_000].norm() / alone[10_000:15_000].norm())
    assert ratio == pytest.approx(part, abs=0.01)
    assert -20 * math.log10(ratio) == pytest.approx(softer, abs=0.2)


@claim(
    "00",
    "three real clips the scores {a}, {b} and {c}, and three generated ones {d}, {e} and {f}.",
    "all {pairs} pairs are won.",
    "^exactly {full}$",
)
def test_close_scores_in_the_right_order_have_an_area_of_one(a, b, c, d, e, f, pairs, full):
    real, fake = (a, b, c), (d, e, f)
    assert len(real) * len(fake) == pairs
    assert area(real, fake) == full


@claim(
    "00", "smear a part of each hit over windows of {ms} ms. Some of the smear comes before the hit"
)
def test_the_smear_reaches_as_far_as_its_window_to_both_sides(ms):
    hit = click((0.5,), 1.0)
    smear = (spoil(hit, "pre-echo", 2).samples - hit.samples).abs()
    where = (smear > 1e-4 * smear.max()).nonzero().flatten() / hit.sample_rate
    for reach in (0.5 - float(where.min()), float(where.max()) - 0.5):
        assert 0.7 * ms < 1000 * reach <= ms


@claim(
    "00",
    "A codec smears each hit over windows of {ms} ms instead of {before} ms.",
    "A smear reaches no further than its window: {ms} ms here.",
    "^in the {ms} ms before each hit$",
)
def test_a_shorter_window_smears_less_far(monkeypatch, ms, before):
    assert before / 1000 == artefacts.ECHO_SECONDS
    monkeypatch.setattr(artefacts, "ECHO_SECONDS", ms / 1000)
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


@claim(
    "00",
    "Someone gets {right} of {trials} right, the same share as {fewer} of {ten}.",
    "^in about one of {times} tests$",
    "Guessing does it {percent} % of the time. The same share in {factor} as many trials",
    "For that, you need {many} of {trials} or more.",
)
def test_the_same_share_in_more_trials_proves_more(
    right, trials, fewer, ten, times, percent, factor, many
):
    assert right / trials == fewer / ten
    assert trials == factor * ten
    assert 1 / guessing_p_value(right, trials) == pytest.approx(times, rel=0.05)
    assert 100 * guessing_p_value(right, trials) == pytest.approx(percent, abs=0.05)
    assert guessing_p_value(many, trials) == pytest.approx(0.001, abs=0.0005)
    assert guessing_p_value(many - 1, trials) > 0.005


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
    "The pitches come late: at {late} steps there is still no trace of them.",
    "You stop the training of section 2 after {plucked} steps.",
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
    "The lines in the picture after {steps} steps are the generator's own hum, at multiples of {hertz} Hz.",
)
def test_the_lines_of_an_early_chord_are_the_hum_of_the_frames_and_stay_where_they_are(
    steps, hertz
):
    pool = originals(("chord", "drums"))
    on = torch.arange(hertz, 7000, hertz) * 4096 // 16_000

    def share_on_the_lines(sound):
        levels = stft(sound.samples, 4096, 1024).abs().square().mean(-1)
        return levels[torch.stack([on - 1, on, on + 1])].sum() / levels.sum()

    for name, copy in generated(steps, pool).items():
        assert share_on_the_lines(pool[name]) < 0.1
        assert share_on_the_lines(copy) > 0.4


@claim(
    "00",
    "For its first {alone} steps, this generator learned only [...] For the last {with_one} steps a discriminator",
    "the generator of section 1 at {ages} stages of its training.",
)
def test_the_stages_and_a_discriminator_that_joined_for_the_last_steps(alone, with_one, ages):
    preset = ready_log()["preset"]
    assert len(READY) == ages
    assert READY[-1] == alone + with_one
    assert (preset["warm_steps"], preset["steps"]) == (alone, with_one)
    assert ready_log()["discriminators"] == ["msstftd"]


@claim("00", "squeezed each {samples} samples of the original into {numbers} numbers")
def test_the_copy_of_section_1_was_squeezed_into_fewer_numbers(samples, numbers):
    codec = ready_log()["preset"]["codec"]
    assert (codec["hop_length"], codec["latent"]) == (samples, numbers)


@claim("00", "A DC thump of strength {strength} raises the loudest sample of our pluck")
def test_a_thump_raises_the_loudest_sample_and_clicks_leave_it_as_it_is(root, strength):
    string = pluck(196)
    cell = (root / "lessons/00_hear_it_first/lesson.py").read_text(encoding="utf-8")
    assert 'string = pluck(196)\ntest = abx(string, spoil(string, "clicks", 1)' in cell

    def loudest(sound):
        return float(sound.samples.abs().max())

    assert loudest(spoil(string, "DC thump", strength)) > loudest(string)
    assert loudest(spoil(string, "clicks", 1)) == loudest(string)


@claim(
    "00",
    "It starts with the generator at {steps} steps, which has learned only from the distance",
    "The generator builds sound from pieces of {ms} ms, {a_second} of them a second, and the hum is at multiples of {hertz} Hz.",
)
def test_the_copies_of_the_run_begin_with_a_hum_at_the_rate_of_their_pieces(
    steps, ms, a_second, hertz
):
    codec = ready_log()["preset"]["codec"]
    assert 1000 * codec["hop_length"] / 16_000 == ms
    assert 16_000 / codec["hop_length"] == a_second == hertz
    session = plan_session(("msstftd",), fast=True)
    assert (
        session.config.preset.warm_steps
        == steps
        == WARM_STAGE
        <= ready_log()["preset"]["warm_steps"]
    )
    pool = originals(("drums", "babble"))
    for name, copy in generated(steps, pool).items():
        assert float(frame_comb_db(pool[name].samples[None], copy.samples[None])) > 3


@claim(
    "00",
    "On a CPU it takes {seconds} seconds at most.",
    "on your machine, for {seconds} seconds at most.",
)
def test_the_run_lasts_as_long_as_a_planned_session_on_a_cpu(root, seconds):
    assert pytest.approx(seconds) == 60 * CPU_MINUTES
    cell = (root / "lessons/00_hear_it_first/lesson.py").read_text(encoding="utf-8")
    assert f"seconds = {seconds}\n" in cell
    assert cell.count("minutes=seconds / 60") == 2  # the view's countdown, and the run


@claim(
    "00",
    "We measured {runs} runs, each with and without one for its last {steps} steps:",
    "| buzz at multiples of {hertz} Hz | {buzz_without} dB | {buzz_with} dB |",
    "| loudness of the frequency bands, off by | {bands_without} dB | {bands_with} dB |",
    "| PESQ, a score for speech, high for good | {pesq_without} | {pesq_with} |",
    "The last {worse} got worse in each of the {runs} runs.",
)
def test_a_discriminator_took_some_of_the_buzz_away_in_every_run_and_made_two_things_worse(
    root,
    runs,
    steps,
    hertz,
    buzz_without,
    buzz_with,
    bands_without,
    bands_with,
    pesq_without,
    pesq_with,
    worse,
):
    measured = json.loads((root / "docs/measured/tiny.json").read_text(encoding="utf-8"))
    found = measured["differences"]["msstftd"]["frame_comb_db"]["by_seed"]
    assert len(found) == runs
    assert {run["steps"] for run in measured["outcomes"]["msstftd"]} == {steps}
    assert all(change < 0 for change in found)

    def means(score):
        return [
            sum(run["scores"][score] for run in measured["outcomes"][mode]) / runs
            for mode in ("none", "msstftd")
        ]

    neper = 20 / math.log(10)  # dB
    assert [round(each, 1) for each in means("frame_comb_db")] == [buzz_without, buzz_with]
    bands = [round(neper * each, 1) for each in means("log_mel_l1")]
    assert bands == [bands_without, bands_with]
    assert [round(each, 2) for each in means("pesq_wb")] == [pesq_without, pesq_with]
    assert worse == 2  # in each run: the next test
    codec = ready_log()["preset"]["codec"]
    assert 16_000 / codec["hop_length"] == hertz


@claim(
    "00",
    "We took as many steps without it: the buzz stayed above {high} dB in all {runs} runs. With it, it ended at {low} dB or less.",
)
def test_with_a_discriminator_the_buzz_is_weaker_and_bands_and_pesq_are_worse(
    root, runs, high, low
):
    measured = json.loads((root / "docs/measured/tiny.json").read_text(encoding="utf-8"))
    differences = {
        name: each["by_seed"] for name, each in measured["differences"]["msstftd"].items()
    }
    assert len(differences["log_mel_l1"]) == runs
    assert all(change > 0 for change in differences["log_mel_l1"])  # lower is better
    assert all(change < 0 for change in differences["pesq_wb"])  # higher is better
    without, against = (
        [round(run["scores"]["frame_comb_db"], 1) for run in measured["outcomes"][mode]]
        for mode in ("none", "msstftd")
    )
    assert min(without) > high
    assert max(against) <= low
    steps = [{run["steps"] for run in measured["outcomes"][mode]} for mode in ("none", "msstftd")]
    assert steps[0] == steps[1]


def test_the_quizs_solution_is_its_truth_and_names_every_artefact():
    assert lesson_module("00").heard["names"] == [name for name, _, _ in QUIZ]
    assert {name for name, _, _ in QUIZ} == set(ARTEFACTS)


@claim(
    "00",
    "A tensor of shape [{batch}, {c_in}, {time}] goes through `nn.Conv1d({c_in}, {c_out}, kernel_size={kernel}, "
    "stride={stride}, padding={pad})`.",
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
    "What does `nn.Conv1d({c_in}, {c_out}, kernel_size={kernel})`, without padding",
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
    "the sample value {full}, the largest that plays undistorted. A peak of {peak} dBFS is a sample of {sample}",
    "Measure RMS, and leave {room} dB of room",
    "Leave {room} dB of room, because between [...] {peak} dB is the factor 10 ** ({peak} / 20), not {peak}.",
)
def test_the_course_leaves_a_decibel_of_room(full, peak, sample, room):
    assert round(full * 10 ** (peak / 20), 2) == sample
    assert -peak == room
    exercise = bank("00").exercises["00.2"]
    fair = exercise.solution_answer()(tone(440, 0.1).samples, tone(300, 0.1).samples)
    assert max(float(clip.abs().max()) for clip in fair) == pytest.approx(10 ** (-room / 20))


@claim(
    "00",
    "`x = torch.tensor([{x0}., {x1}.], requires_grad=True)`, and `y = (x ** {power}).sum()`",
    "^`(tensor([{s0}., {s1}.]),)`$",
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


def test_rounding_has_zero_slopes_and_depends_on_its_input_as_refresher_3_says():
    x = torch.tensor([0.2, 0.7, 3.4], requires_grad=True)
    assert torch.autograd.grad(x.round().sum(), x)[0].tolist() == [0, 0, 0]
    assert (x + 0.5).round().sum() != x.round().sum()


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


@claim(
    "00", "each at {strengths} strengths", "Begin with strength {first}, on key {key}, and go down"
)
def test_the_zoo_has_its_strengths(strengths, first, key):
    drums = beat(bpm=120)
    assert first == strengths
    assert STRENGTHS[key - 1].startswith(f"strength {first}")  # the rows of the zoo, from key 1
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


@claim("00", "{a} says that X is A, and {b} that X is B.")
def test_the_keys_of_the_blind_test(a, b):
    assert f"`{a}` answers: X is A · `{b}` answers: X is B" in ABX_KEYS


@claim(
    "00.5",
    "an area of {half} catches nothing.",
    "An area near {half} is a miss",
    "Look at areas below {half}, too",
)
def test_scores_that_are_all_equal_have_an_area_of_a_half(half):
    assert area([3, 3], [3, 3]) == half


@claim(
    "00.5",
    "at most {percent} % luck",
    "Guessing reaches your result in more than {percent} % of all tests",
)
def test_the_open_exercise_asks_for_a_test_that_guessing_seldom_passes(percent):
    exercise = bank("00").exercises["00.5"]
    solution = exercise.solution_answer()
    for right in range(11):
        measured = exercise.measure({**solution, "heard": (right, 10)}, 0)["blind test"]["luck"]
        seldom = 100 * guessing_p_value(right, 10) <= percent
        assert (measured == f"at most {percent} %") == seldom


@claim("00.1", "each one plays at {half} the speed, the first half of the file on the left")
def test_a_reshaped_stereo_file_plays_at_half_the_speed_one_half_in_each_channel(half):
    ramp = torch.arange(100.0)
    stereo = torch.stack([ramp, ramp], dim=1)  # [time, channels], the same on both sides
    left, right = stereo.reshape(1, 2, -1)[0]
    assert left[::2].tolist() == left[1::2].tolist() == ramp[:50].tolist()
    assert right[::2].tolist() == right[1::2].tolist() == ramp[50:].tolist()
    assert len(ramp[:50]) / len(left) == half
