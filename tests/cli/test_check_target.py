"""The discriminator that ``course check`` builds from a name or a class, and why it can't be."""

import json

import pytest


def test_a_class_is_imported_from_a_file_in_this_folder(course, my_folder):
    assert course("check", "my_module:Mine")[0] == 0


def test_a_stereo_discriminator_gets_stereo_waves(course, my_folder):
    assert course("check", "mpd", "--options", '{"in_channels": 2}')[0] == 0
    assert course("check", "my_module:Stereo", "--length", "500")[0] == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["mdp"], "Did you mean 'mpd'"),
        (["my_module.Mine"], "write module:Class"),
        (["my_module:Mien"], "has no class Mien"),
        (["nowhere:Mine"], "no module 'nowhere', neither in this folder nor installed"),
        (["./my_module.py:Mine"], "write a module, not a file: my_module:Mine"),
        (["my module:Mine"], "must be a name or module:Class, got 'my module:Mine'"),
        (["my_module:number"], "must be a class derived from torch.nn.Module"),
        (["my_module:NeedsWidth"], "needs 'width', which has no default"),
        (["mpd", "--options", '{"kernel_size": 5}'], "did you mean 'kernel_sizes'"),
        (["mpd", "--options", '{"norm": "weight"}'], "cannot be built: ValueError"),
    ],
)
def test_a_wrong_target_or_option_gets_one_line_and_exit_code_2(course, my_folder, words, reason):
    code, out, err = course("check", *words)

    assert (code, out) == (2, "")
    assert reason in err
    assert err.startswith("course")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("my_broken:Mine", "my_broken cannot be imported: RuntimeError: no luck"),
        ("my_needy:Mine", "No module named 'nobody_has_this'"),
        ("my_module:Explodes", "Explodes cannot be built: RuntimeError: boom"),
        ("my_module:Unfinished", "must still define forward and num_discriminators"),
    ],
)
def test_a_target_that_cannot_be_built_fails_the_check_in_one_line(
    course, my_folder, target, reason
):
    code, out, err = course("check", target)

    assert (code, out) == (1, "")
    assert reason in err
    assert err.count("\n") == 1
    code, out, err = course("check", target, "--json")
    assert (code, json.loads(out)["ok"], err) == (1, False, "")
