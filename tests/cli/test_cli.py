import json
import os
import subprocess
import sys
import textwrap

import pytest

from course_lib import authoring
from course_lib.cli import main
from course_lib.cli.built_in import built_in
from course_lib.discriminators.contract import CHECKS
from course_lib.discriminators.registry import entries

MY_MODULE = """
from torch import nn
from course_lib import MultiDiscriminator, MultiPeriodDiscriminator

class Mine(MultiPeriodDiscriminator):
    '''Mine.'''

class Stereo(MultiPeriodDiscriminator):
    def __init__(self, in_channels=2, **options):
        super().__init__(in_channels=in_channels, **options)

class Detached(MultiPeriodDiscriminator):
    def forward(self, wave):
        return super().forward(wave.detach())

class NeedsWidth(MultiPeriodDiscriminator):
    def __init__(self, width, **options):
        super().__init__(filters=width, **options)

class Explodes(MultiPeriodDiscriminator):
    def __init__(self):
        raise RuntimeError("boom")

class Unfinished(MultiDiscriminator):
    pass

number = 3
"""


@pytest.fixture
def my_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("my_module", "my_broken", "my_needy"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "my_module.py").write_text(textwrap.dedent(MY_MODULE))
    (tmp_path / "my_broken.py").write_text("raise RuntimeError('no luck')")
    (tmp_path / "my_needy.py").write_text("import nobody_has_this")
    yield tmp_path
    for name in ("my_module", "my_broken", "my_needy"):
        sys.modules.pop(name, None)


def run(capsys, *words):
    code = main(words)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_list_shows_name_source_and_summary_of_each(capsys):
    code, out, err = run(capsys, "list")

    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row[:2] for row in rows if row[1] == "course_lib"] == [
        ["mpd", "course_lib"],
        ["msd", "course_lib"],
        ["msstftd", "course_lib"],
    ]
    assert all(len(row) == 3 for row in rows)


def test_list_speaks_json(capsys):
    _, out, _ = run(capsys, "list", "--json")

    row = next(row for row in json.loads(out) if row["name"] == "mpd")
    assert row["class"] == "MultiPeriodDiscriminator"
    assert row["broken"] is None


def test_the_list_of_built_in_discriminators_is_what_the_registry_says():
    registered = [e for e in entries() if e.source == "course_lib"]

    assert [(b.name, b.class_name, b.summary) for b in built_in()] == [
        (e.name, e.cls.__name__, e.summary) for e in registered
    ]


def test_without_plugins_a_list_does_not_wait_for_torch():
    code = (
        "import sys\nfrom course_lib.cli import discriminators, main\n"
        "discriminators.entry_points = lambda group: ()\n"
        "assert main(['list']) == 0\nprint('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    *rows, torch = done.stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["mpd", "msd", "msstftd"]
    assert torch == "False"


def test_info_shows_options_defaults_and_where_they_are_passed_on(capsys):
    code, out, _ = run(capsys, "info", "mpd")

    assert code == 0
    assert "periods       (2, 3, 5, 7, 11)" in out
    own, _, passed_on = out.partition("Options, passed on to PeriodDiscriminator")
    assert "kernel_sizes" not in own
    assert "kernel_sizes" in passed_on
    assert "parameters\n" in passed_on
    assert "number of samples in a row" in passed_on  # the docstring


def test_info_marks_required_options(capsys):
    _, out, _ = run(capsys, "info", "msstftd")

    assert any(line.split() == ["filters", "required"] for line in out.splitlines())


def test_info_speaks_json(capsys):
    _, out, _ = run(capsys, "info", "mpd", "--json")

    info = json.loads(out)
    options = {option["name"]: option for option in info["options"]}
    assert options["periods"]["default"] == [2, 3, 5, 7, 11]
    assert options["activation_params"]["default"] == {"negative_slope": 0.2}
    assert options["kernel_sizes"]["owner"] == "PeriodDiscriminator"
    assert info["parameters"] > 0


@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_check_passes_for_every_built_in(capsys, name):
    code, out, err = run(capsys, "check", name)

    assert (code, err) == (0, "")
    assert f"keeps the contract: {len(CHECKS)} checks passed." in out


def test_check_takes_a_class_from_a_file_in_this_folder(capsys, my_folder):
    assert run(capsys, "check", "my_module:Mine")[0] == 0


def test_check_shows_stereo_waves_to_a_stereo_discriminator(capsys, my_folder):
    assert run(capsys, "check", "mpd", "--options", '{"in_channels": 2}')[0] == 0
    assert run(capsys, "check", "my_module:Stereo", "--length", "500")[0] == 0


def test_check_of_a_broken_discriminator_prints_its_faults_and_exits_with_1(capsys, my_folder):
    code, out, err = run(capsys, "check", "my_module:Detached")

    assert (code, err) == (1, "")
    assert "Detached breaks the contract: 1 fault." in out
    assert "No gradient reaches the wave" in out


def test_check_speaks_json(capsys, my_folder):
    code, out, _ = run(capsys, "check", "my_module:Detached", "--json")

    verdict = json.loads(out)
    assert (code, verdict["ok"], len(verdict["faults"])) == (1, False, 1)
    assert verdict["failed"] == ["gradient to the wave"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("my_broken:Mine", "my_broken does not import: RuntimeError: no luck"),
        ("my_needy:Mine", "No module named 'nobody_has_this'"),
        ("my_module:Explodes", "Explodes cannot be built: RuntimeError: boom"),
        ("my_module:Unfinished", "must still define forward and num_discriminators"),
    ],
)
def test_what_cannot_even_be_built_fails_the_check_in_one_line(capsys, my_folder, target, reason):
    code, out, err = run(capsys, "check", target)

    assert (code, out) == (1, "")
    assert reason in err
    assert err.count("\n") == 1
    code, out, err = run(capsys, "check", target, "--json")
    assert (code, json.loads(out)["ok"], err) == (1, False, "")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["check", "mdp"], "Did you mean 'mpd'"),
        (["info", "mdp"], "Did you mean 'mpd'"),
        (["check", "my_module.Mine"], "write module:Class"),
        (["check", "my_module:Mien"], "has no class Mien"),
        (["check", "nowhere:Mine"], "no module 'nowhere'"),
        (["check", "./my_module.py:Mine"], "write a module, not a file: my_module:Mine"),
        (["check", "my module:Mine"], "not of the form module:Class"),
        (["check", "my_module:number"], "no class derived from torch.nn.Module"),
        (["check", "my_module:NeedsWidth"], "needs 'width', which has no default"),
        (["check", "mpd", "--options", "{"], "--options is not JSON"),
        (["check", "mpd", "--options", "[1]"], "--options is a JSON object"),
        (["check", "mpd", "--options", '{"kernel_size": 5}'], "did you mean 'kernel_sizes'"),
        (["check", "mpd", "--options", '{"norm": "weight"}'], "cannot be built: ValueError"),
        (["check", "mpd", "--length", "0"], "not a whole number above 0"),
        (["check"], "required"),
        (["chekc", "mpd"], "invalid choice: 'chekc'"),
        ([], "required"),
        (["list", "--jsn"], "unrecognized arguments"),
    ],
)
def test_wrong_use_is_answered_in_one_line_with_exit_code_2(capsys, my_folder, words, reason):
    code, out, err = run(capsys, *words)

    assert (code, out) == (2, "")
    assert reason in err
    assert err.startswith("course")
    assert err.count("\n") == 1


def test_help_names_every_command(capsys):
    code, out, _ = run(capsys, "--help")

    assert code == 0
    assert all(command in out for command in ("list", "info", "check", "build", "lint"))


@pytest.mark.parametrize(
    "words", [["--help"], ["build", "--help"], ["check", "--help"], ["chek"], []]
)
def test_words_that_need_no_torch_do_not_import_it(words):
    program = (
        "import sys; from course_lib.cli import main; "
        f"main({words!r}); sys.exit(sorted({{'torch', 'numpy'}} & set(sys.modules)) != [])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_early_is_no_traceback():
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "course_lib", "list"],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )

    assert done.returncode == 1
    assert done.stderr == ""


class Report:
    def __init__(self, ok):
        self.ok = ok

    def __str__(self):
        return "the report"


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_build_hands_its_words_on_and_prints_the_report(capsys, monkeypatch, root, ok, code):
    calls = []
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "build", lambda *a, **o: calls.append((a, o)) or Report(ok))

    result = run(capsys, "build", "--check", "02")

    assert result == (code, "the report\n", "")
    assert calls == [((root,), {"check": True, "lessons": ["02"]})]


def test_build_of_an_unknown_lesson_is_wrong_use(capsys, monkeypatch, root):
    monkeypatch.setenv("COURSE_ROOT", str(root))

    code, out, err = run(capsys, "build", "--check", "77")

    assert (code, out) == (2, "")
    assert "77" in err


def test_build_away_from_the_course_is_wrong_use(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))

    code, _, err = run(capsys, "build")

    assert code == 2
    assert err.startswith("course build: ")


def test_build_names_the_line_that_no_notebook_can_be_made_of(capsys, monkeypatch, root):
    def fail(*_, **__):
        raise authoring.SourceError(
            authoring.SourceFinding("lessons/x/lesson.py", 3, "no such tag")
        )

    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "build", fail)

    assert run(capsys, "build") == (1, "", "lessons/x/lesson.py:3: no such tag\n")


@pytest.mark.parametrize("count", [0, 2])
def test_lint_prints_its_findings_and_fails_if_there_are_any(capsys, monkeypatch, root, count):
    findings = [
        authoring.SourceFinding("lessons/x/lesson.py", line, "dull") for line in range(1, count + 1)
    ]
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "lint", lambda _: findings)

    code, out, err = run(capsys, "lint")

    assert (code, err) == (min(count, 1), "")
    assert out.count("dull") == count


def test_every_public_name_of_the_package_exists():
    import course_lib

    assert [name for name in course_lib.__all__ if not hasattr(course_lib, name)] == []
    assert set(course_lib.__all__) <= set(dir(course_lib))
    with pytest.raises(AttributeError, match="no attribute 'flod'"):
        course_lib.flod  # noqa: B018 - looking it up is the test


def test_importing_course_lib_leaves_the_import_system_alone_and_torchaudio_can_be_imported():
    program = (
        "import sys\n"
        "before = list(sys.meta_path)\n"
        "import course_lib\n"
        "assert sys.meta_path == before and 'torchaudio' not in sys.modules\n"
        "from course_lib.audio import import_torchaudio\n"
        "torchaudio = import_torchaudio()\n"
        "assert torchaudio is sys.modules['torchaudio'] and torchaudio.functional.resample\n"
        "assert sys.meta_path == before\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
