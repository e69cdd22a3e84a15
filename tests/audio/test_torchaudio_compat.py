"""torchaudio_compat, with fake torchaudio packages that fail in each of the ways the real one does.

The fake packages have torchaudio's own layout. It needs the standard library only, so
each case runs in a small process of its own, loaded from its file, without torch. The only other
module that it needs is course_lib.extras.
"""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import course_lib
from course_lib.audio import torchaudio_compat

LOADER = """
    def _load_lib(name):
        {fault}
        return True
"""
EXTENSION = """
    from .utils import _check_cuda_version, _load_lib
    AVAILABLE = _load_lib("_torchaudio")
    if AVAILABLE:
        _check_cuda_version()
"""
CUDA_CHECK = """
    def _check_cuda_version():
        {fault}
"""
LOAD = f"""
    import importlib.util, sys
    sys.path.append({str(Path(course_lib.__file__).parents[1])!r})
    file = {torchaudio_compat.__file__!r}
    spec = importlib.util.spec_from_file_location("torchaudio_compat", file)
    torchaudio_compat = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(torchaudio_compat)
"""
REPORT = """
    torchaudio = torchaudio_compat.import_torchaudio()
    import torchaudio as again
    utils = sys.modules["torchaudio._extension.utils"]
    print(torchaudio._extension.AVAILABLE, again is torchaudio, utils._load_lib.__module__)
"""
REPORT_ERROR = """
    try:
        torchaudio_compat.import_torchaudio()
    except Exception as error:
        print(type(error).__name__, error, error.__suppress_context__)
"""


def pretend(
    folder: Path,
    *,
    load: str = "pass",
    cuda: str = "pass",
    package: str = "from . import _extension",
) -> Path:
    extension = folder / "torchaudio" / "_extension"
    extension.mkdir(parents=True)
    (folder / "torchaudio" / "__init__.py").write_text(package)
    (extension / "__init__.py").write_text(textwrap.dedent(EXTENSION))
    utils = textwrap.dedent(LOADER.format(fault=load) + CUDA_CHECK.format(fault=cuda))
    (extension / "utils.py").write_text(utils)
    return folder


def run(script: str, *paths: Path, isolated: bool = True) -> str:
    """Run a script with ``paths`` first on its path, and without installed packages."""
    lines = [f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}"]
    lines += [textwrap.dedent(LOAD), textwrap.dedent(script)]
    flags = ["-I", "-S"] if isolated else ["-I"]
    done = subprocess.run(
        [sys.executable, *flags, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "faults",
    [
        {"load": "raise OSError('libc10_cuda.so: cannot open shared object file')"},
        {"cuda": "raise RuntimeError('compiled with different CUDA versions')"},
    ],
    ids=["a torch without CUDA", "a torch with another CUDA"],
)
def test_if_the_compiled_part_does_not_fit_torchaudio_is_imported_without_it(tmp_path, faults):
    assert run(REPORT, pretend(tmp_path, **faults)) == "False True torchaudio._extension.utils"


def test_if_the_normal_import_works_nothing_is_patched(tmp_path):
    watched = pretend(tmp_path)
    script = f"torchaudio_compat._import_without_compiled_part = None\n{textwrap.dedent(REPORT)}"

    assert run(script, watched) == "True True torchaudio._extension.utils"


def test_a_missing_torchaudio_is_reported_as_missing(tmp_path):
    said = run(REPORT_ERROR, tmp_path)

    assert said == (
        "MissingExtraError resampling needs torchaudio, which the extra 'sounds' installs: "
        "pip install 'what-does-a-discriminator-hear[sounds]' True"
    )


def test_an_error_that_the_compiled_part_did_not_cause_is_raised_unchanged(tmp_path):
    broken = pretend(tmp_path, package="from . import _extension\nraise RuntimeError('bad build')")

    assert run(REPORT_ERROR, broken).startswith("RuntimeError bad build")


def test_an_error_before_the_compiled_part_is_raised_unchanged(tmp_path):
    broken = pretend(tmp_path, package="raise OSError('disk')")

    assert run(REPORT_ERROR, broken) == "OSError disk False"


def test_the_first_error_is_raised_if_the_second_try_fails_differently(tmp_path):
    package = "from . import _extension\nraise ValueError('second')"
    broken = pretend(tmp_path, load="raise OSError('first')", package=package)

    said = run(
        REPORT_ERROR + "    print(sys.modules[torchaudio_compat._LOADER]._load_lib.__name__)",
        broken,
    )

    assert said.splitlines() == ["OSError first True", "_load_lib"]


def test_a_package_that_is_missing_inside_torchaudio_is_reported_as_missing(tmp_path):
    broken = pretend(tmp_path, package="import a_package_that_is_not_there")

    said = run(REPORT_ERROR, broken)

    assert said.startswith("MissingExtraError resampling needs a_package_that_is_not_there")


@pytest.mark.slow
def test_the_installed_torchaudio_works_with_the_installed_torch():
    script = """
        try:
            import torchaudio
            compiled = torchaudio._extension._IS_TORCHAUDIO_EXT_AVAILABLE
        except (OSError, RuntimeError):
            compiled = False
        module = torchaudio_compat.import_torchaudio()
        import torch, torchaudio as again
        assert again is module
        assert module._extension._IS_TORCHAUDIO_EXT_AVAILABLE == compiled
        assert sys.modules[torchaudio_compat._LOADER]._load_lib.__name__ == "_load_lib"
        print(module.functional.resample(torch.zeros(1, 16000), 16000, 8000).shape[-1])
        print(module.transforms.MelSpectrogram()(torch.zeros(1, 16000)).shape[-2])
    """

    assert run(script, isolated=False).splitlines() == ["8000", "128"]


def test_torchaudio_is_loaded_once():
    assert torchaudio_compat.import_torchaudio() is sys.modules["torchaudio"]
