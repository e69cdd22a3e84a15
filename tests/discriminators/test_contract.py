import random
import time

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.discriminators.contract import (
    CHECKS,
    NEEDS,
    ContractError,
    ContractReport,
    check_contract,
)
from course_lib.discriminators.registry import example, names


@pytest.fixture
def sane(zoo):
    return zoo.Sane()


def test_a_sane_discriminator_passes_every_check(sane):
    report = check_contract(sane)

    assert report.ok, str(report)
    assert report.checks == tuple(CHECKS)
    assert report.skipped == ()
    assert str(report) == f"Sane keeps the contract: {len(CHECKS)} checks passed."


@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_every_built_in_keeps_the_contract(name):
    report = check_contract(example(name))

    assert report.ok, str(report)
    assert name in names()


def test_each_broken_discriminator_is_reported_with_its_fault_and_no_other(
    zoo, report_of, broken_kind
):
    _, expected = zoo.BROKEN[broken_kind]

    report = report_of(broken_kind)

    assert len(report.faults) == 1, str(report)
    assert expected.lower() in report.faults[0].lower()


def test_every_fault_is_a_sentence_that_says_what_it_breaks(report_of, broken_kind):
    (fault,) = report_of(broken_kind).faults

    assert fault.endswith((".", ")"))
    assert len(fault.split()) > 12


def test_every_check_catches_something_in_the_zoo(zoo, report_of):
    caught = {title for kind in zoo.BROKEN for title in report_of(kind).failed}

    assert caught == set(CHECKS)
    assert {title for needed in NEEDS.values() for title in needed} <= set(CHECKS)


def test_a_fault_is_raised_on_demand_with_the_whole_report(zoo):
    report = check_contract(zoo.FlatMaps())

    with pytest.raises(ContractError, match="FlatMaps breaks the contract: 1 fault") as raised:
        report.require()

    assert str(raised.value) == str(report)
    assert isinstance(raised.value, ValueError)
    assert ContractReport("Sane", ("output",)).require() is None


def test_checks_that_cannot_run_yet_are_named(zoo):
    report = check_contract(zoo.DictOutput())

    assert report.checks == ("output",)
    assert "Not checked yet: number of sub-discriminators" in str(report)


def test_a_discriminator_is_left_as_it_was(zoo):
    discriminator = zoo.Sane().train()
    discriminator.discriminators[0].conv = nn.Sequential(
        nn.Conv1d(1, 4, 5, 2, padding=2), nn.BatchNorm1d(4)
    )
    before = {name: tensor.clone() for name, tensor in discriminator.state_dict().items()}

    check_contract(discriminator)

    after = discriminator.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert discriminator.training
    assert all(parameter.grad is None for parameter in discriminator.parameters())


def test_what_cannot_be_copied_is_put_back_as_well(zoo):
    class NoCopies(zoo.Sane):
        def __deepcopy__(self, memo):
            raise RuntimeError("no copies")

    discriminator = NoCopies()
    before = [parameter.detach().clone() for parameter in discriminator.parameters()]

    report = check_contract(discriminator)

    assert "copy.deepcopy fails: RuntimeError: no copies" in report.faults[0]
    assert {"state dict", "precision", "device"} <= set(report.skipped)
    assert all(
        torch.equal(old, new) for old, new in zip(before, discriminator.parameters(), strict=True)
    )


def test_random_numbers_go_on_as_if_nothing_had_happened(zoo):
    def next_numbers():
        return torch.rand(3).tolist(), random.random(), np.random.rand()

    discriminator = zoo.BROKEN["DrawsNumbers"][0]()
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()
    expected = next_numbers()
    torch.set_rng_state(states[0])
    random.setstate(states[1])
    np.random.set_state(states[2])

    check_contract(discriminator)

    assert next_numbers() == expected


def test_weights_that_start_at_zero_are_not_taken_for_dead(zoo):
    discriminator = zoo.Sane()
    for sub in discriminator.discriminators:
        nn.init.zeros_(sub.post.weight)
        nn.init.zeros_(sub.post.bias)

    assert check_contract(discriminator).ok


def test_dropout_and_spectral_norm_are_allowed(zoo):
    class Noisy(zoo.Sub):
        def __init__(self, stride):
            super().__init__(stride)
            self.conv = nn.utils.parametrizations.spectral_norm(self.conv)
            self.dropout = nn.Dropout(0.3)

        def hidden(self, wave):
            return self.dropout(super().hidden(wave))

    report = check_contract(type("WithNoisy", (zoo.Sane,), {"sub_class": Noisy})())

    assert report.ok, str(report)


def test_a_constant_made_like_the_wave_is_allowed(zoo):
    class Windowed(zoo.Sub):
        def forward(self, wave):
            window = torch.hann_window(wave.shape[-1], dtype=wave.dtype, device=wave.device)
            return super().forward(F.pad(wave * window, (1, 1)))

    report = check_contract(type("WithWindowed", (zoo.Sane,), {"sub_class": Windowed})())

    assert report.ok, str(report)


def test_a_list_of_registered_layers_hides_nothing(zoo):
    discriminator = zoo.Sane()
    discriminator.in_reading_order = list(discriminator.discriminators)

    assert check_contract(discriminator).ok


def test_stereo_waves_are_shown_where_asked():
    assert check_contract(
        example("mpd").__class__(in_channels=2, periods=(2,), filters=1, n_layers=2), channels=2
    ).ok


def test_the_length_can_be_chosen(zoo):
    seen = []

    class Watches(zoo.Sane):
        def forward(self, wave):
            seen.append(wave.shape[-1])
            return super().forward(wave)

    assert check_contract(Watches(), length=300).ok
    assert seen[0] == 300


@pytest.mark.parametrize("thing", [nn.Conv1d, "mpd", None, lambda wave: wave])
def test_something_other_than_a_discriminator_is_a_fault_and_not_a_crash(thing):
    report = check_contract(thing)

    assert not report.ok
    assert "build one first" in report.faults[0] or "isn't a torch.nn.Module" in report.faults[0]


def test_a_plain_module_is_reported_as_not_registrable(zoo):
    report = check_contract(nn.Conv1d(1, 1, 3))

    assert "isn't a subclass of MultiDiscriminator" in report.faults[0]


@pytest.mark.parametrize("grad", ["no_grad", "inference_mode"])
def test_the_kit_works_where_gradients_are_switched_off(sane, grad):
    with getattr(torch, grad)():
        assert check_contract(sane).ok


def test_checking_a_small_discriminator_takes_less_than_two_seconds(sane):
    check_contract(sane)  # torch imports more of itself when its data-free device is first used

    start = time.process_time()
    check_contract(sane)

    assert time.process_time() - start < 2


class EditsAndFails(nn.Module):
    """It has one fault in ``forward``, and no count."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 9)

    def forward(self, wave):
        wave.clamp_(-0.05, 0.05)
        scores = self.conv(wave)
        return [scores], [[scores]]


def test_a_crash_that_two_checks_run_into_is_one_fault():
    faults = check_contract(EditsAndFails()).faults
    assert len(set(faults)) == len(faults)
    assert sum("leaf Variable" in fault for fault in faults) == 1


def test_a_missing_count_and_a_wave_of_one_sample_are_named_as_what_they_are():
    said = " ".join(str(check_contract(EditsAndFails())).split())
    assert "num_discriminators is None" in said
    assert "Usual cause: it was never written." in said
    assert "A wave of 1 sample is too short" in said


def test_a_report_breaks_its_lines_between_words():
    report = check_contract(EditsAndFails())
    lines = str(report).splitlines()
    assert max(map(len, lines)) <= 100
    assert set(" ".join(report.faults).split()) <= set(str(report).split())


def test_a_cell_of_a_notebook_is_not_named_by_its_number():
    source = (
        "class Crashes(EditsAndFails):\n    def forward(self, wave):\n        return wave.nothing"
    )
    space = {"EditsAndFails": EditsAndFails}
    exec(compile(source, "/tmp/ipykernel_123/2458520695.py", "exec"), space)
    said = " ".join(str(check_contract(space["Crashes"]())).split())
    assert "(a notebook cell, line 3, in forward)" in said
    assert "2458520695" not in said
