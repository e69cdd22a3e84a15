import re
import time

import pytest
import torch
from torch import nn

from course_lib import MultiDiscriminator, create, register
from course_lib.discriminators.interface import DiscriminatorOutput
from course_lib.discriminators.registry import unregister
from course_lib.instruments import logit_inspector
from course_lib.instruments.logit_inspector.model import keep_field, measure_field
from course_lib.sounds import vowel


class Pieces(MultiDiscriminator):
    """Score pieces of 100 samples, three at a time."""

    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1)

    def forward(self, wave):
        energy = wave.unfold(-1, 100, 100).square().mean(-1)
        return DiscriminatorOutput([self.conv(energy)], [[energy]])


class Deaf(Pieces):
    """Hand out scores without a way back to the wave."""

    def forward(self, wave):
        return DiscriminatorOutput([wave[..., ::100].detach()], [[wave]])


@pytest.fixture
def registered():
    register("pieces")(Pieces)
    register("deaf")(Deaf)
    yield
    unregister("pieces")
    unregister("deaf")


def small(seconds=0.2):
    torch.manual_seed(0)
    mpd = create("mpd", periods=(2, 5), n_layers=2, filters=2, filters_scale=2)
    return logit_inspector(vowel(seconds=seconds), {"mpd": mpd, "pieces": Pieces()})


def test_a_registered_class_appears_without_further_code(registered):
    inspector = logit_inspector(vowel(seconds=0.1), start="pieces")
    assert {"mpd", "msd", "msstftd", "pieces"} <= set(inspector.names)
    assert "deaf is left out: RuntimeError" in inspector.text()


def test_the_samples_that_light_up_are_those_that_change_the_score():
    inspector = small()
    inspector.move("mpd", sub=1, row=40, place=3)
    field = inspector.field()
    discriminator = inspector._discriminators["mpd"]
    samples = inspector.sound.samples
    inside, outside = samples.clone(), samples.clone()
    inside[field] += 0.1
    outside[~field] += 0.1
    before, moved, same = (
        discriminator(wave[None, None])[0][1][0, 0, 40, 3] for wave in (samples, inside, outside)
    )
    assert moved != before
    assert same == before


def test_the_summary_distinguishes_a_stretch_from_a_comb():
    inspector = small()
    inspector.move("pieces", row=20)
    assert "300 samples, from 1900 to 2199 (12.5 ms). They are neighbours" in inspector.summary()
    inspector.move("mpd", sub=1)
    assert "Between two of them, 4 samples in a row are not heard." in inspector.summary()
    inspector.move("mpd", sub=0)
    assert "Between two of them, one sample is not heard." in inspector.summary()


def test_another_sub_discriminator_begins_at_its_middle_and_the_way_back_keeps_the_choice():
    inspector = small()
    inspector.move("mpd", sub=1)
    assert (inspector.row, inspector.place) == (inspector.map.shape[0] // 2, 2)
    inspector.move(row=7)
    inspector.text()
    inspector.static_html()
    assert (inspector.name, inspector.sub, inspector.row, inspector.place) == ("mpd", 1, 7, 2)


def test_what_is_played_is_silent_wherever_the_score_is_deaf():
    inspector = small()
    inspector.move("pieces", row=20)
    played = keep_field(inspector.sound, inspector.field())
    assert played.samples[:1900].abs().max() == 0
    assert torch.equal(played.samples[1900:2200], inspector.sound.samples[1900:2200])
    assert len(inspector.play().sounds) == 2
    assert "Gain" in inspector.play().text


def test_choices_that_do_not_exist_are_refused_with_their_range():
    inspector = small()
    with pytest.raises(
        ValueError, match="There is no discriminator 'msd' here: there are mpd, pieces"
    ):
        inspector.move("msd")
    with pytest.raises(ValueError, match="sub-discriminator must be between 0 and 1, got 2"):
        inspector.move(sub=2)
    with pytest.raises(ValueError, match="score must be between 0 and"):
        inspector.move(row=10_000)
    with pytest.raises(ValueError, match="No discriminator can be inspected"):
        logit_inspector(vowel(), {"deaf": Deaf()})


def test_a_choice_in_the_browser_moves_the_inspector_and_a_question_gets_its_field():
    inspector, sent = small(), []
    widget = inspector.live
    widget.choice = {"name": "mpd", "sub": 1, "row": 3, "place": 4}
    assert (inspector.sub, inspector.row, inspector.place) == (1, 3, 4)

    widget.send = sent.append
    choice = {"name": "pieces", "sub": 0, "row": 20, "place": 0}
    widget._handle_custom_msg({"id": "1", "choice": choice}, [])
    assert sent[-1]["where"] == list(range(1900, 2200))
    assert "score 20 depends on 300 samples" in sent[-1]["title"]
    widget._handle_custom_msg({"id": "2", "choice": {**choice, "row": 999}}, [])
    assert "score must be between 0 and" in sent[-1]["error"]


def test_the_state_has_every_score_and_a_field_of_each_discriminator():
    inspector = small()
    state = inspector.state()
    assert state["fields"].keys() == state["maps"].keys() == {"mpd", "pieces"}
    sent = state["maps"]["mpd"][1]
    shape = (sent["rows"], sent["places"])
    scores = torch.frombuffer(bytearray(sent["scores"]), dtype=torch.float32).reshape(shape)
    assert torch.equal(scores, inspector.scores["mpd"][1])


def test_every_score_of_the_shortest_map_can_be_reached():
    inspector = small(0.05)
    inspector.move("pieces")
    for row in range(len(inspector.map)):
        inspector.move(row=row)
        assert f"score {row}:" in inspector.summary()


def test_a_change_takes_at_most_150_ms():
    inspector, taken = small(0.5), []
    for row in range(9):
        began = time.process_time()  # the test shares its cores with others
        inspector.answer({"choice": {"name": "mpd", "sub": 1, "row": row, "place": 0}})
        taken.append(time.process_time() - began)
    assert sorted(taken)[len(taken) // 2] < 0.150


def test_a_score_that_hears_nothing_has_no_field():
    assert measure_field(torch.zeros(9, dtype=torch.bool)) is None


def test_the_page_shows_one_score_of_each_discriminator():
    page = small().fallback_html()
    assert page.count("<img") == 2
    assert len(re.findall(r'alt="[^"]+"', page)) == 2
