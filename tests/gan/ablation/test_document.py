"""The numbers in docs/measured-claims.md are those of the runs."""

import json

import pytest

from course_lib.gan import synthetic_clips
from course_lib.gan.ablation.document import MARK, fill, read_results


@pytest.fixture
def folder(tmp_path, made_up):
    results = made_up({"none": [{"fd_fine": 3.0}], "mpd": [{"fd_fine": 4.0}]})
    (tmp_path / "x.json").write_text(json.dumps(results.to_dict()))
    return tmp_path


def test_the_documents_tables_are_made_from_the_json_files_beside_it(root):
    document = root / "docs" / "measured-claims.md"
    text = document.read_text(encoding="utf-8")
    assert len(MARK.findall(text)) >= 4
    assert fill(text, document.parent / "measured") == text


def test_what_the_document_says_of_the_runs_is_so(root):
    text = (root / "docs" / "measured-claims.md").read_text(encoding="utf-8")
    results = read_results(root / "docs" / "measured" / "tiny.json")
    preset = results.about["preset"]
    assert f"{preset['warm_steps']} steps of reconstruction" in text
    assert f"takes {preset['steps']} steps" in text
    assert f"{results.about['clips']['count']} others to be judged by" in text
    assert len(synthetic_clips("report")) == results.about["clips"]["count"]


def test_ms_stft_d_removes_the_comb_and_mends_the_texture_in_every_seed(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    pairs = zip(results.outcomes["none"], results.outcomes["msstftd"], strict=True)
    seeds = [(none.scores, own.scores) for none, own in pairs]
    assert len(seeds) >= 3
    for none, own in seeds:  # the effect that the small GAN was designed to show
        assert own["frame_comb_db"] <= none["frame_comb_db"] - 4
        assert own["fd_fine"] <= 0.7 * none["fd_fine"]


def test_what_the_document_says_in_words_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    found = results.differences
    for judge in ("mpd", "msd", "msstftd"):
        assert found[judge]["log_mel_l1"].same_sign
        assert found[judge]["log_mel_l1"].mean > 0
    for name in ("pesq_wb", "estoi"):
        assert max(found["msstftd"][name].by_seed) < 0
    assert min(found["msstftd"]["mrstft_log_harmonic"].by_seed) > 0
    assert not found["msstftd"]["hf_energy_error"].same_sign
    assert max(found["msd"]["pesq_wb"].by_seed) < 0 < min(found["msd"]["group_delay_error"].by_seed)
    for name in ("onset_f1", "onset_correlation", "beat_acf_rmse"):
        assert abs(found["mpd"][name].mean) < 0.01
    for name in ("f0_gross_error", "if_error", "group_delay_error", "log_mel_l1"):
        assert found["none_long"][name].by_seed[0] < 0
    for name in ("pesq_wb", "estoi", "si_sdr"):
        assert found["none_long"][name].by_seed[0] > 0
    assert found["none_long"]["frame_comb_db"].by_seed[0] > -2  # of nearly 16
    assert max(found["adv_only"]["frame_comb_db"].by_seed) < -4
    assert max(found["adv_only"]["si_sdr"].by_seed) < 0
    assert min(found["adv_only"]["hf_energy_error"].by_seed) > 0


def test_a_marked_table_is_written_anew_and_the_rest_is_left_alone(folder):
    text = "Before.\n<!-- table: x.json differences -->\nold numbers\n<!-- end -->\nAfter.\n"
    filled = fill(text, folder)
    assert filled.startswith("Before.\n<!-- table: x.json differences -->\nMean")
    assert filled.endswith("| FD-fine ↓ | +1.00 |\n<!-- end -->\nAfter.\n")
    assert fill(filled, folder) == filled


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [("x.json claim", "no table 'claim'"), ("y.json claims", "no results in .*y.json")],
)
def test_a_mark_without_a_table_is_refused(folder, mark, complaint):
    with pytest.raises(ValueError, match=complaint):
        fill(f"<!-- table: {mark} -->\n<!-- end -->", folder)


def test_what_is_no_results_file_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(ValueError, match="no results in"):
        read_results(tmp_path / "x.json")
