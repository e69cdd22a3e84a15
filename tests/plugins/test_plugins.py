import json
import os
import shutil
import subprocess
import sys

import pytest
import torch

from course_lib.cli import main
from course_lib.discriminators.contract import check_contract
from course_lib.discriminators.registry import (
    GROUP,
    RegistryError,
    create,
    entries,
    entry,
    example,
    get,
    names,
    parameter_count,
    plugins,
    unregister,
)
from course_lib.discriminators.registry.registered import registered
from course_lib.gan.experiments.ablation import AblationPlan
from course_lib.gan.experiments.ablation.sizes import check_sizes
from course_lib.gan.training.presets import preset

GOOD = """
from course_lib import MultiPeriodDiscriminator

class {cls}(MultiPeriodDiscriminator):
    '''Score like its parent.'''
"""


@pytest.fixture(autouse=True)
def as_it_was():
    known, modules = dict(registered), set(sys.modules)
    yield
    registered.clear()
    registered.update(known)
    for name in set(sys.modules) - modules:
        if name.startswith(("plugin_", "envelope_discriminator", "field_discriminators")):
            del sys.modules[name]


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a module and its metadata where Python finds them, as pip would."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(module, entry_point, source):
        (tmp_path / f"{module}.py").write_text(source)
        info = tmp_path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entry_point}\n")

    return put


@pytest.fixture(scope="session")
def installed_example(tmp_path_factory, root):
    """The folder in which the example plugin is installed."""
    return install_example("course-lib-plugin", tmp_path_factory, root)


@pytest.fixture(scope="session")
def installed_field(tmp_path_factory, root):
    """The folder in which the discriminators of the field are installed."""
    return install_example("field-discriminators", tmp_path_factory, root)


def install_example(name, tmp_path_factory, root):
    """Install an example with pip into a folder of its own; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("plugin")
    source = shutil.copytree(
        root / "examples" / name,
        folder / "source",
        ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"),
    )
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder / "site")]
    subprocess.run([*command, str(source)], check=True, capture_output=True, text=True)
    return folder / "site"


def test_the_installed_example_plugin_is_found_by_its_entry_point(installed_example, monkeypatch):
    monkeypatch.syspath_prepend(installed_example)

    assert "envelope" in names()
    assert "envelope_discriminator" not in sys.modules  # no plugin is imported to list the names
    assert entry("envelope").source == "course-lib-plugin 0.1.0"
    assert entry("envelope").summary.startswith("Score how loudness changes")
    assert get("envelope").__module__ == "envelope_discriminator"


def test_a_plugin_that_is_installed_after_a_look_at_the_names_is_found(install):
    before = names()

    install("plugin_late", "late = plugin_late:Late", GOOD.format(cls="Late"))

    assert names() == sorted([*before, "late"])


def test_the_packages_are_read_once_until_one_changes(install, monkeypatch):
    names()
    read = []
    monkeypatch.setattr(plugins, "entry_points", lambda group: read.append(group) or ())

    assert names() == names()
    assert read == []


def test_the_example_plugin_keeps_the_contract_and_scores(installed_example, monkeypatch):
    monkeypatch.syspath_prepend(installed_example)

    logits, fmaps = create("envelope", windows=(64, 256))(torch.zeros(2, 1, 4096))

    assert len(logits) == len(fmaps) == 2
    check_contract(example("envelope")).require()


def test_options_that_a_plugin_passes_on_are_checked(installed_example, monkeypatch):
    monkeypatch.syspath_prepend(installed_example)

    with pytest.raises(TypeError, match="did you mean 'windows'"):
        create("envelope", window=64)


def test_the_command_line_finds_the_plugin_and_survives_a_broken_neighbour(
    installed_example, install, tmp_path, root
):
    install("plugin_broken", "broken = plugin_broken:Nothing", "raise RuntimeError('no luck')")
    path = os.pathsep.join([str(installed_example), str(tmp_path)])
    command = [sys.executable, "-m", "course_lib"]
    environment = {**os.environ, "PYTHONPATH": path}

    listing, check = (
        subprocess.run(
            [*command, *words],
            env=environment,
            cwd=root,
            capture_output=True,
            text=True,
        )
        for words in (["list", "--json"], ["check", "envelope"])
    )

    rows = {row["name"]: row for row in json.loads(listing.stdout)}
    assert listing.returncode == check.returncode == 0
    assert rows["envelope"]["broken"] is None
    assert "RuntimeError: no luck" in rows["broken"]["broken"]
    assert rows["mpd"]["source"] == "course_lib"
    assert check.stdout.startswith("EnvelopeDiscriminator keeps the contract")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("import plugin_that_nobody_has", "No module named 'plugin_that_nobody_has'"),
        ("def broken syntax", "SyntaxError"),
        ("Other = 1", "has no attribute 'Broken'"),
        ("Broken = 1", "isn't a subclass of MultiDiscriminator"),
        ("from course_lib import MultiDiscriminator as Broken", "must define forward"),
        (GOOD.format(cls="Broken") + "\nimport warnings; warnings.warn('x')", "UserWarning"),
    ],
)
def test_a_broken_plugin_is_listed_with_its_reason_and_breaks_nothing(
    install, source, reason, capsys
):
    install("plugin_broken", "broken = plugin_broken:Broken", source)

    assert reason in entry("broken").error
    assert [e.name for e in entries() if e.error] == ["broken"]
    assert main(["list"]) == 0
    assert "plugin_broken 1.0  BROKEN: " in capsys.readouterr().out
    assert main(["check", "broken"]) == 1
    assert example("mpd").num_discriminators == 3
    with pytest.raises(RegistryError, match="'broken' can't be used"):
        create("broken")


def test_the_original_error_of_a_broken_plugin_is_kept(install):
    install("plugin_broken", "broken = plugin_broken:Broken", "raise RuntimeError('no luck')")

    with pytest.raises(RegistryError) as raised:
        get("broken")

    assert isinstance(raised.value.__cause__, RuntimeError)


def test_what_a_failing_plugin_had_registered_is_taken_back(install):
    source = GOOD.format(cls="Half") + (
        "from course_lib import register\nregister('half')(Half)\nraise RuntimeError('no luck')"
    )
    install("plugin_half", "whole = plugin_half:Half", source)

    assert entry("whole").error is not None
    assert "half" not in names()


def test_a_plugin_cannot_take_the_name_of_a_built_in(install):
    before = get("mpd")
    install("plugin_thief", "mpd = plugin_thief:Thief", GOOD.format(cls="Thief"))

    rows = [e for e in entries() if e.name == "mpd"]

    assert get("mpd") is before
    assert [(row.source, row.error) for row in rows] == [
        ("course_lib", None),
        ("plugin_thief 1.0", "the name is taken by course_lib"),
    ]


def test_two_plugins_of_one_name_are_both_refused(install):
    for module in ("plugin_one", "plugin_two"):
        install(module, f"twice = {module}:Mine", GOOD.format(cls="Mine"))

    error = entry("twice").error

    assert error == "plugin_one 1.0 and plugin_two 1.0 both offer 'twice': uninstall one of them"


def test_a_malformed_name_breaks_its_plugin_only(install):
    install("plugin_shouts", "Shout-Loud = plugin_shouts:Mine", GOOD.format(cls="Mine"))

    assert "lower-case letters" in entry("Shout-Loud").error
    assert get("mpd").__name__ == "MultiPeriodDiscriminator"


def test_a_class_without_a_decorator_is_a_good_plugin(install):
    install("plugin_bare", "bare = plugin_bare:Mine", GOOD.format(cls="Mine"))

    assert create("bare", periods=(2,)).num_discriminators == 1
    assert entry("bare").source == "plugin_bare 1.0"
    with pytest.raises(TypeError, match="did you mean 'kernel_sizes'"):
        create("bare", kernel_size=5)


def test_a_class_decorated_under_another_name_answers_to_both(install):
    source = GOOD.format(cls="Mine") + (
        "from course_lib import register\nregister('inner', example={'filters': 1})(Mine)"
    )
    install("plugin_alias", "outer = plugin_alias:Mine", source)

    assert get("outer") is get("inner")
    assert dict(entry("outer").example) == {"filters": 1}


def test_a_plugin_that_was_forgotten_comes_back_when_asked_for(install):
    install("plugin_bare", "bare = plugin_bare:Mine", GOOD.format(cls="Mine"))
    get("bare")

    unregister("bare")

    assert get("bare").__name__ == "Mine"


def test_a_plugin_imported_by_hand_first_can_still_be_looked_up(install):
    source = "from course_lib import register\n" + GOOD.format(cls="Mine") + "register('own')(Mine)"
    install("plugin_own", "own = plugin_own:Mine", source)
    __import__("plugin_own")

    assert [e.error for e in entries() if e.name == "own"] == [None]


def test_the_first_example_of_the_guide_runs_and_keeps_the_contract(root):
    guide = (root / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")
    first, second = (part.partition("```")[0] for part in guide.split("```python\n")[1:3])
    cell = {"__name__": "__main__"}

    exec(compile(first, "a notebook cell", "exec"), cell)
    exec(compile(second, "a notebook cell", "exec"), cell)

    check_contract(example("mine")).require()
    assert entry("mine").source == "this session"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("course-lib-plugin", "installed_example"),
        pytest.param("field-discriminators", "installed_field", marks=pytest.mark.in_ci),
    ],
)
def test_an_examples_own_tests_pass_with_the_installed_package(name, folder, root, request):
    tests = root / "examples" / name / "tests"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)]
    path = [str(root), str(request.getfixturevalue(folder))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    done = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_discriminators_of_the_field_are_found_and_have_their_due_sizes(
    installed_field, monkeypatch
):
    monkeypatch.syspath_prepend(installed_field)
    field = ("mrd", "multi_band", "constant_q", "sub_band")
    tiny, full = preset("tiny"), preset("full")

    assert set(field) <= set(names())
    for name in field:
        assert entry(name).source == "field-discriminators 0.1.0"
        assert set(entry(name).sizes) == {"tiny", "small", "full"}
        assert get(name)(**tiny.discriminator_options(name)).minimum_length <= tiny.d_segment
    for size, weights in ((tiny, 12_260), (full, 280_902)):
        assert parameter_count("mrd", **size.discriminator_options("mrd")) == weights


def test_an_ablation_gives_mrd_its_due_size_by_default(installed_field, monkeypatch):
    monkeypatch.syspath_prepend(installed_field)
    plan = AblationPlan(preset("tiny"), modes=("none", "msstftd", "mrd"))

    assert check_sizes(plan) == ""  # 12,676 weights and 12,260


def test_each_discriminator_of_the_field_is_a_file_of_at_most_150_lines(root):
    files = list((root / "examples" / "field-discriminators" / "src").rglob("*.py"))

    assert len(files) == 6
    assert max(len(file.read_text(encoding="utf-8").splitlines()) for file in files) <= 150
