"""The script for GPU machines runs its checks on a CPU, too, and reports a failure."""

import importlib.util
import sys

import pytest
import torch


@pytest.fixture
def script(root):
    spec = importlib.util.spec_from_file_location("gpu_check", root / "scripts" / "gpu_check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_check_passes_on_a_cpu(script, tmp_path):
    cpu = torch.device("cpu")

    assert script.contract(cpu, True, tmp_path) == "no fault"
    assert script.agreement(cpu, True, tmp_path).startswith("within")
    assert script.resume(cpu, True, tmp_path).startswith("step 8")


def test_a_difference_is_reported_and_the_others_still_run(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "TOLERANCE", 0.0)
    monkeypatch.setattr(script, "benches", lambda *_: {})
    checks = {"same": script.agreement, "last": lambda *_: "ran"}
    monkeypatch.setattr(script, "CHECKS", checks)
    monkeypatch.setattr(sys, "argv", ["gpu_check.py", "--device", "cpu", "--quick"])

    assert script.main() == 1
    out = capsys.readouterr().out
    assert "| same | FAILED: RuntimeError: differs by" in out
    assert "| last | ran |" in out


def test_without_a_gpu_it_says_how_to_try_it(script, monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(sys, "argv", ["gpu_check.py"])

    assert script.main() == 2
    assert "--device cpu --quick" in capsys.readouterr().err
