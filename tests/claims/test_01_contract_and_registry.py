"""Every number and every "always" that the prose of lesson 01 states, computed."""

import copy
import math
from abc import ABC, abstractmethod

import pytest
import torch
import torch.nn.functional as F
from claims import claim
from torch import nn

from course_lib import MultiDiscriminator, check_contract, create
from course_lib.classroom.exercises.load_bank import lesson_module
from course_lib.discriminators.interface import DiscriminatorOutput, check_wave
from course_lib.discriminators.registry import example, names
from course_lib.instruments import score_map
from course_lib.instruments.logit_inspector.model import measure_field, receptive_field
from course_lib.losses import get_real_criterion
from course_lib.sounds import Sound, pluck, spoil, tone, vowel

BUILT_IN = ("mpd", "msd", "msstftd")


@pytest.fixture
def msd():
    torch.manual_seed(0)
    return create("msd", filters=4, max_filters=16, downsample_scales=(4, 2))


@pytest.fixture
def voice():
    return vowel(f0=150, vowel="a")


def energy():
    return lesson_module("01").EnergyDiscriminator()


@claim("01", "The first sub-discriminator returns {first} scores.")
def test_a_vowel_of_one_second_gets_thousands_of_scores_of_both_signs(msd, voice, first):
    scores = score_map(msd, voice).scores
    assert len(scores[0]) == first
    assert sum(map(len, scores)) > 2000
    assert min(float(s.min()) for s in scores) < 0 < max(float(s.max()) for s in scores)


@claim("01", "fewer than {few}", "they all lie within {near} ms of the click")
def test_a_click_changes_few_scores_and_only_those_near_it(msd, voice, few, near):
    samples = voice.samples.clone()
    samples[12_000] += 0.8
    for marks in score_map(msd, voice, Sound(samples)).changed():
        where = marks.nonzero().flatten() / len(marks)
        assert 1 < len(where) < few
        assert (where - 0.5).abs().max() < near / 1000  # of one second


@claim("01", "Only within {near} ms of either end does it leave its range")
def test_scores_leave_their_range_only_where_the_sound_ends(msd, voice, near):
    longer = vowel(f0=150, vowel="a", seconds=3)
    for scores, inside in zip(
        score_map(msd, voice).scores, score_map(msd, longer).scores, strict=True
    ):
        middle = inside[len(scores) : 2 * len(scores)]
        outside = (scores < middle.min() - 1e-6) | (scores > middle.max() + 1e-6)
        where = outside.nonzero().flatten() / len(scores)  # of one second
        assert len(where) > 0
        assert torch.minimum(where, 1 - where).max() < near / 1000


@claim("01", "each repeats, as the vowel does. Only within {near} ms")
def test_inside_each_curve_repeats_with_the_vowels_period(msd, voice, near):
    period = voice.sample_rate // 150
    for scores in score_map(msd, voice).scores:
        edge = math.ceil(near * len(scores) / 1000)
        steps = period * len(scores) // len(voice.samples)
        inside = scores[edge:-edge]
        assert torch.allclose(inside[steps:], inside[:-steps], atol=1e-6)
        assert float(inside.max() - inside.min()) > 1e-3


@claim(
    "01",
    "leaves a stretch of real sound alone once its score is above {margin}, and pushes the others up",
)
def test_a_loss_treats_scores_differently_unless_they_are_averaged_first(margin):
    hinge_real = get_real_criterion("hinge")
    scores = torch.tensor([-2.0, margin - 0.1, margin + 0.1, 3.0], requires_grad=True)
    (slopes,) = torch.autograd.grad(hinge_real(scores), scores)
    assert (slopes < 0).tolist() == [True, True, False, False]
    assert slopes[2:].tolist() == [0, 0]

    mean = torch.tensor([-2.0, margin - 0.1, margin + 0.1, 0.0], requires_grad=True)
    (slopes,) = torch.autograd.grad(hinge_real(mean.mean()), mean)
    assert slopes[0] < 0
    assert bool((slopes == slopes[0]).all())


@claim("01", "It is unbounded: a logit can be {low} or {high}.")
def test_a_logit_has_no_limits(low, high):
    torch.manual_seed(0)
    loud = create("msd", filters=4, max_filters=16, downsample_scales=(4, 2))
    with torch.no_grad():
        for parameter in loud.parameters():
            parameter.mul_(40)
        scores = torch.cat([logits.flatten() for logits in loud(vowel().wave)[0]])
    assert scores.min() < low
    assert scores.max() > high


def test_a_plain_list_hides_all_parameters_and_nothing_is_saved():
    class InAList(nn.Module):
        def __init__(self):
            super().__init__()
            self.discriminators = [nn.Conv1d(1, 1, 5) for _ in range(3)]

    assert list(InAList().parameters()) == []
    assert not InAList().state_dict()


@claim("01", "{used} maps are used and {lost} are left out, without a warning")
def test_zip_drops_the_maps_of_a_flat_list_and_strict_refuses(used, lost):
    msd = create("msd", filters=4, max_filters=16)
    logits, fmaps = msd(torch.randn(1, 1, 8000))
    flat = [fmap for maps in fmaps for fmap in maps]
    pairs = list(zip(logits, flat, strict=False))
    assert (len(pairs), len(flat) - len(pairs)) == (used, lost)
    with pytest.raises(ValueError, match="zip"):
        list(zip(logits, flat, strict=True))


@claim("01", "Everything beyond ±{limit} was cut off.")
def test_clamping_in_place_damages_the_wave_that_was_given(limit):
    string = pluck(220)
    given = string.samples.clone()
    given[None, None].clamp_(-limit, limit)

    assert string.samples.min() < -limit < limit < string.samples.max()
    assert float(given.abs().max()) == pytest.approx(limit)
    # cutting the peaks adds partials: the share of the energy above 6 kHz grows
    high = [
        samples.stft(1024, window=torch.hann_window(1024), return_complex=True).abs().square()
        for samples in (string.samples, given)
    ]
    shares = [float(power[256:].sum() / power.sum()) for power in high]
    assert shares[1] > 2 * shares[0]
    # and the end is no longer much softer than the beginning
    fades = [
        float(samples[-6000:-3000].norm() / samples[1000:4000].norm())
        for samples in (string.samples, given)
    ]
    assert fades[1] > 2 * fades[0]


@claim(
    "01",
    "cuts the wave into pieces of {piece} samples, and its convolution takes {pieces} pieces",
    "^{field}$",
    "It depends on {pieces} pieces of {piece} samples, without gaps",
    "There are five pieces, and each has {piece} samples",
)
def test_one_score_of_energy_depends_on_its_pieces_side_by_side(piece, pieces, field):
    heard = measure_field(receptive_field(energy(), 0, 12_000, (23,)))
    assert (heard.samples, heard.spread) == (field, field)
    assert pieces * piece == field
    assert energy()(torch.randn(1, 1, 40 * piece))[0][0].shape[-1] in range(40 - pieces, 41)


def test_scores_of_energy_leave_their_range_only_at_the_ends_where_the_padding_is(voice):
    """Section 10: bars stand out where the convolution reaches past the sound."""
    for seed in range(4):
        torch.manual_seed(seed)
        discriminator = energy()
        reach = discriminator.conv.padding[0]
        with torch.no_grad():
            scores = discriminator(voice.crop(0, 0.5).wave)[0][0].flatten()
            longer = discriminator(vowel(f0=150, vowel="a", seconds=3).wave)[0][0].flatten()
        inside = longer[len(scores) : -len(scores)]
        outside = (scores < inside.min() - 1e-4) | (scores > inside.max() + 1e-4)
        assert outside[:reach].any()
        assert outside[-reach:].any()
        assert not outside[reach:-reach].any()


@claim(
    "01",
    "choose `msd` and compare sub-discriminators {first} and {last}. Which of the two looks at a longer stretch?",
)
def test_the_last_sub_discriminator_of_msd_looks_at_a_longer_stretch_than_the_first(first, last):
    msd = example("msd")
    assert [first, last] == [*range(msd.num_discriminators)][:: msd.num_discriminators - 1]
    spreads = []
    for member in (first, last):
        scores = msd(torch.zeros(1, 1, 24_000))[0][member]
        spreads.append(
            measure_field(receptive_field(msd, member, 24_000, (scores.shape[-1] // 2,))).spread
        )
    assert spreads[1] > spreads[0]


@claim(
    "01",
    "four mono clips of one second at {khz} kHz make one batch",
    "^[{clips}, {channels}, {samples}]$",
)
def test_the_recall_question_on_shapes(khz, clips, channels, samples):
    seconds = [tone(300, 1.0, sample_rate=1000 * khz).wave for _ in range(4)]
    assert torch.cat(seconds).shape == (clips, channels, samples)


@claim(
    "01",
    "Two waves, [{waves}, 1, 24000], go into a multi-discriminator with {subs} sub-discriminators.",
    "^{subs} and {waves}$",
)
def test_the_list_counts_sub_discriminators_and_the_first_axis_counts_waves(msd, waves, subs):
    logits, _ = msd(torch.randn(waves, 1, 24_000))
    assert (len(logits), logits[0].shape[0]) == (subs, waves)


@claim("01", "every sample was multiplied by {factor}", "every sample times {factor}")
def test_upside_down_changes_everybodys_scores_but_those_of_energy(voice, factor):
    assert set(BUILT_IN) <= set(names())
    for name in BUILT_IN:
        torch.manual_seed(0)
        discriminator = example(name)
        with torch.no_grad():
            pairs = zip(
                discriminator(voice.wave)[0], discriminator(factor * voice.wave)[0], strict=True
            )
            # far above rounding, so on every machine
            assert any(((a - b).norm() > 1e-4 * a.norm()) for a, b in pairs)
    discriminator = energy()
    with torch.no_grad():
        assert torch.equal(
            discriminator(voice.wave)[0][0], discriminator(factor * voice.wave)[0][0]
        )


def test_counting_catches_one_of_seven_kinds_as_exercise_4_says():
    bank = lesson_module("01")

    def counts(discriminator):
        logits, fmaps = discriminator(torch.randn(2, 1, 4000))
        return len(logits) == len(fmaps) == discriminator.num_discriminators

    kinds = (
        bank.FlatMaps,
        bank.SaysThree,
        bank.CutOff,
        bank.MixesItems,
        bank.EditsTheWave,
        bank.DividesByLoudness,
        bank.LeavesAConstant,
    )
    assert [kind.__name__ for kind in kinds if not counts(kind())] == ["SaysThree"]


def test_the_slope_of_p_is_5507_times_weaker_at_minus_10_and_that_of_log_p_is_almost_1():
    f = torch.tensor([0.0, -10.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(torch.sigmoid(f).sum(), f)
    (of_log,) = torch.autograd.grad(F.logsigmoid(f).sum(), f)
    assert slope[0] == 0.25
    assert slope[0] / slope[1] == pytest.approx(5507, abs=1)
    assert of_log[1] == pytest.approx(1 / (1 + math.exp(-10)))


def test_an_abstract_class_refuses_a_subclass_that_keeps_one_promise_of_two():
    half = type("Half", (MultiDiscriminator,), {"forward": lambda self, wave: wave})
    with pytest.raises(TypeError, match="num_discriminators"):
        half()


def test_an_empty_list_is_refused_by_an_optimiser_and_goes_unnoticed_in_a_larger_model():
    hidden = lesson_module("01").ColleaguesDiscriminator()
    with pytest.raises(ValueError, match="empty parameter list"):
        torch.optim.SGD(hidden.parameters(), lr=1.0)

    larger = nn.Sequential(nn.Conv1d(1, 1, 3, padding=1), hidden)
    before = [sub.weight.clone() for sub in hidden.discriminators]
    optimiser = torch.optim.SGD(larger.parameters(), lr=1.0)
    sum(scores.square().sum() for scores in larger(torch.randn(1, 1, 64))).backward()
    optimiser.step()
    assert all(
        torch.equal(sub.weight, was) for sub, was in zip(hidden.discriminators, before, strict=True)
    )
    assert list(larger.state_dict()) == ["0.weight", "0.bias"]


@claim(
    "01.p2",
    "returns {scores} scores for a second of sound, one every {step} samples",
    "Each depends on {field} samples in a row",
    "Only those change whose {field} samples contain the changed one",
    "^{fewer} or {more}$",
    "{field} / {step} = {ratio}:",
)
def test_one_sample_is_in_as_many_stretches_as_overlap(scores, step, field, fewer, more, ratio):
    wave = torch.randn(1, 1, scores * step + field - step)
    kernel = torch.ones(1, 1, field)
    counts = set()
    for place in range(12_000, 12_000 + step):
        moved = wave.clone()
        moved[..., place] += 1
        before, after = (F.conv1d(x.double(), kernel.double(), stride=step) for x in (wave, moved))
        assert before.shape[-1] == scores
        counts.add(int((before != after).sum()))
    assert counts == {fewer, more}
    assert round(field / step, 1) == ratio


@claim(
    "01.p3",
    "{count} waves, [{waves}, 1, {time}], go into a multi-discriminator with {subs} sub-discriminators. What are `len(fmaps)`",
    "^length {subs}, axis {waves}$",
)
def test_the_lists_count_sub_discriminators_for_five_waves_too(count, waves, time, subs):
    discriminator = create(
        "msstftd", filters=2, n_ffts=[256] * subs, hop_lengths=[64] * subs, win_lengths=[256] * subs
    )
    logits, fmaps = discriminator(torch.randn(waves, 1, time))
    assert (len(fmaps), logits[1].shape[0], count) == (subs, waves, waves)


@claim("01.p4", "^{found} tensors$")
def test_torch_finds_only_the_layer_outside_the_list(found):
    class Half(nn.Module):
        def __init__(self):
            super().__init__()
            self.post = nn.Conv1d(1, 1, 5)
            self.layers = [nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5)]

    assert [name for name, _ in Half().named_parameters()] == ["post.weight", "post.bias"]
    assert found == len(list(Half().parameters()))


@claim(
    "01.p5",
    "one flat list of {maps} maps, and there are {logits} logits",
    "there are only {logits} logits to pair with",
)
def test_a_strict_zip_refuses_lists_of_different_lengths(maps, logits):
    with pytest.raises(ValueError, match="zip"):
        list(zip(range(logits), range(maps), strict=True))
    assert len(list(zip(range(logits), range(maps), strict=False))) == logits


@claim(
    "01.p7",
    "has pieces of {piece} samples, and a kernel of {pieces} pieces",
    "Each of the {pieces} pieces has {piece} samples, so multiply",
    "^{field} samples$",
    "It depends on {pieces} pieces of {piece} samples.",
)
def test_another_energy_depends_on_its_pieces_too(piece, pieces, field):
    wave = torch.randn(1, 1, 2100, requires_grad=True)
    energies = wave.unfold(-1, piece, piece).square().mean(-1).log()
    scores = F.conv1d(energies, torch.ones(1, 1, pieces))
    (slopes,) = torch.autograd.grad(scores[..., scores.shape[-1] // 2].sum(), wave)
    assert int(slopes.count_nonzero()) == field


def test_an_absolute_value_makes_a_discriminator_deaf_to_polarity(voice):
    conv = nn.Conv1d(1, 1, 5)
    assert torch.equal(conv(voice.wave.abs()), conv((-voice.wave).abs()))


@claim(
    "01.x1",
    "in a blind test of {trials} trials, you get {right} right",
    "Guessing gets {right} or more of {trials} right in {percent} % of such tests",
    "Guessing does at least as well in {percent} % of such tests",
)
def test_guessing_often_gets_four_of_six(trials, right, percent):
    ways = sum(math.comb(trials, hits) for hits in range(right, trials + 1))
    assert round(100 * ways / 2**trials) == percent


@claim(
    "01.x2",
    "A discriminator with {subs} sub-discriminators scores a batch of {waves} waves",
    "^{waves}, one for each wave$",
    "It's the first map of sub-discriminator {index}",
    "{index} is the index of the sub-discriminator",
)
def test_a_map_begins_with_the_batch(subs, waves, index):
    logits, fmaps = create("mpd", filters=2)(torch.randn(waves, 1, 2000))
    assert len(logits) == subs
    assert fmaps[index][0].shape[0] == waves


def test_a_saved_file_is_empty_only_if_the_sub_discriminators_are_hidden():
    """Exit question 3: neither detached logits nor flat maps empty a state dict."""
    bank = lesson_module("01")
    assert not bank.ColleaguesDiscriminator().state_dict()
    assert bank.CutOff().state_dict()
    assert bank.FlatMaps().state_dict()


def test_an_instance_of_a_half_kept_promise_is_refused_before_it_is_used():
    class Synthesiser(ABC):
        @abstractmethod
        def play(self, seconds): ...

        @property
        @abstractmethod
        def sample_rate(self): ...

    with pytest.raises(TypeError, match="sample_rate"):
        type("Whistle", (Synthesiser,), {"play": lambda self, seconds: None})()


def test_a_tensor_that_is_no_buffer_does_not_move_with_a_copy():
    """Section 7: why a copy in another dtype finds what would only fail on a GPU."""
    bank = lesson_module("01")
    for kind, moves in ((bank.Subject, True), (bank.LeavesAConstant, False)):
        moved = copy.deepcopy(kind()).double()
        if moves:
            assert moved(torch.randn(1, 1, 4000).double())[0][0].dtype == torch.float64
        else:
            with pytest.raises(RuntimeError, match="expected scalar type"):
                moved(torch.randn(1, 1, 4000).double())


@claim("01.8", "or what is above {khz} kHz", "such as the energy above {khz} kHz")
def test_the_buzz_is_above_6_khz_where_a_vowel_has_little(voice, khz):
    def share_above(sound):
        power = torch.fft.rfft(sound.samples).abs().square()
        return float(power[1000 * khz :].sum() / power.sum())  # bins of 1 Hz

    for name in "aeiou":
        plain = vowel(150, name)
        assert share_above(spoil(plain, "comb buzz")) > 10 * share_above(plain)


def test_the_courses_first_discriminator_marks_the_half_that_buzzes(voice):
    """Section 12: the scores that change, and fall, are in the second half of the sound."""
    bank = lesson_module("01")
    buzzing = spoil(voice, "comb buzz").samples
    half = voice.with_samples(torch.cat([voice.samples[:12_000], buzzing[12_000:]]))
    own = bank.Registry()
    own.register("first")(bank.FirstDiscriminator)
    found = score_map(own.create("first"), voice, half)
    (changed,) = found.changed()
    middle = len(changed) // 2
    assert not changed[:middle].any()
    assert changed[middle + 1 :].all()
    (before,), (after,) = found.scores, found.others
    assert bool((after < before)[changed].all())


def in_each_stretch(sound, low, high):
    """Return the power from low to high Hz in each tenth of a second, as a share of the sound's."""
    stretches = sound.samples.unfold(0, 2400, 2400) * torch.hann_window(2400)
    power = torch.fft.rfft(stretches).abs().square()  # bins of 10 Hz
    return power[:, low // 10 : high // 10].sum(-1) / power.sum()


def test_the_players_pictures_show_what_the_lesson_says_of_them(voice):
    """A click reaches from bottom to top, a buzz and a clamped pluck reach the top."""
    samples = voice.samples.clone()
    samples[12_000] += 0.8
    clicked = Sound(samples, name="vowel with a click")
    buzzing = spoil(voice, "comb buzz").samples
    half = voice.with_samples(torch.cat([voice.samples[:12_000], buzzing[12_000:]]))
    middle = slice(1, -1)  # the sound begins and ends in the others
    for low, high in ((6000, 8000), (8000, 10_000), (10_000, 12_000)):
        plain, spoilt = in_each_stretch(voice, low, high), in_each_stretch(half, low, high)
        assert spoilt[6:-1].min() > 10 * plain[middle].max()
        assert spoilt[1:4].max() < 2 * plain[middle].max()
        click = in_each_stretch(clicked.crop(0.05, 0.95), low, high)
        assert int(click.argmax()) == 4  # from 0.45 to 0.55 s
        assert click.max() > 10 * plain[middle].max()
        string = pluck(220)
        cut = string.with_samples(string.samples.clamp(-0.05, 0.05))
        before, after = in_each_stretch(string, low, high), in_each_stretch(cut, low, high)
        assert (after[2:] > 10 * before[2:]).all()


def test_two_slopes_in_one_gradient_are_no_slope_of_log_p():
    """Exercise 01.6 tells a gradient that was added to another one by its ninth digit."""
    f = torch.tensor(-10.0, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(f).backward()
    F.logsigmoid(f).backward()
    assert 0 < 1 - f.grad.item() < 1e-8
    (alone,) = torch.autograd.grad(F.logsigmoid(f), f)
    assert 1 - alone.item() > 1e-5


def test_the_kit_finds_five_faults_where_counting_found_none():
    class Colleagues(nn.Module):
        def __init__(self):
            super().__init__()
            self.discriminators = nn.ModuleList(nn.Conv1d(1, 1, 9, stride) for stride in (1, 2, 4))

        def forward(self, wave):
            wave.clamp_(-0.05, 0.05)
            logits = [sub(wave) for sub in self.discriminators]
            return logits, [[scores] for scores in logits]

    logits, fmaps = Colleagues()(torch.randn(1, 1, 4000))
    assert len(logits) == len(fmaps) == 3
    faults = check_contract(Colleagues()).faults
    assert len(faults) == 5
    said = " ".join(faults)
    for fault in ("MultiDiscriminator", "num_discriminators", "requires grad", "changes", "short"):
        assert fault in said


def test_minus_equals_moves_the_centre_of_the_batch_itself():
    wave = torch.full((1, 1, 8), 0.5)
    given = wave
    wave -= wave.mean()
    assert not given.any()


def test_the_kit_says_that_a_method_is_not_a_number():
    method = {"num_discriminators": lambda self: 2}
    faults = check_contract(type("Method", (lesson_module("01").Subject,), method)()).faults
    assert len(faults) == 1
    assert "num_discriminators" in faults[0]
    assert "not an integer" in faults[0]


@claim("01", "The steps in time become fewer, and the channels more, from {few} to {many}.")
def test_the_maps_have_fewer_steps_and_more_channels(msd, few, many):
    logits, fmaps = msd(torch.randn(2, 1, 24_000))
    *channels, last = (fmap.shape[1] for fmap in fmaps[1])
    steps = [fmap.shape[-1] for fmap in fmaps[1]]
    assert channels == sorted(channels)
    assert (channels[0], channels[-1], last) == (few, many, 1)
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] < steps[0]
    assert torch.equal(fmaps[1][-1], logits[1])


class _OnePlainTensor(MultiDiscriminator):
    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.constant = torch.ones(1, 1, 3) / 3
        self.conv = nn.Conv1d(1, 1, 3)

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=5, who="a test")
        scores = self.conv(self.combined(wave))
        return DiscriminatorOutput([scores], [[scores]])


class _Multiplies(_OnePlainTensor):
    def combined(self, wave):
        return wave * self.constant[..., :1]


class _Convolves(_OnePlainTensor):
    def combined(self, wave):
        return F.conv1d(wave, self.constant)


def test_another_dtype_finds_a_constant_in_a_convolution_but_not_in_a_product_and_the_kit_both():
    wave = torch.randn(1, 1, 2000, dtype=torch.float64)
    with pytest.raises(RuntimeError, match=r"(?i)double"):
        _Convolves().double()(wave)
    assert _Multiplies().double()(wave).logits[0].dtype == torch.float64
    for kind in (_Convolves, _Multiplies):
        assert "device" in check_contract(kind(), length=2000).failed
