"""The hostile set: submissions that attack the grader, as answers to put into lesson 02.

Three kinds, by what must come out:

    INTEGRITY      every answer is wrong, and the code fakes, patches or forges: no points
    AVAILABILITY   exercise 02.1 misbehaves, the others are right: their points, all of them
    HONEST         everything is right, in a notebook that a student has turned upside down
"""

WRONG = {
    "02.1": "def fold(wave, period):\n    return wave",
    "02.2": 'order = ["A"]',
    "02.3": "class PeriodDiscriminator(nn.Module):\n    pass",
    "02.4": "pair = (1.0, 2.0)",
    "02.5": "class RepairedMPD(nn.Module):\n    pass",
    "02.6": 'choice = {"periods": (2,), "shared_aliases": 0, "longest_ms": 1, "slowest_rate": 1}',
    "02.7": "class MultiPeriodDiscriminator(nn.Module):\n    pass",
    "02.8": "refuted = {}",
}
OTHERS = 14.0  # points of all exercises but 02.1
ALL = 16.0

PROBE = "application/vnd.course.probe+json"
INTEGRITY = {
    # 18: prints what a verdict prints
    "prints_pass": 'print("02.1 PASS · 2/2 points\\n" * 9)',
    "prints_junit": "print(\"<testsuite failures='0'><testcase name='x'/></testsuite>\")",
    # 19: patches what a check could use
    "patches_allclose": "torch.allclose = torch.equal = lambda *a, **k: True",
    "patches_isfinite": "torch.isfinite = lambda x: torch.ones_like(x, dtype=torch.bool)",
    "patches_tolist": "Tensor.tolist = lambda self: 0",
    "patches_builtins": "import builtins\nbuiltins.abs = lambda x: 0\n"
    "builtins.all = lambda x: True",
    "patches_verdict": "import course_lib.classroom.checking.checks as c\n"
    "verdict = lambda *a: print('PASS')\nc.verdict = verdict",
    "patches_same": "import course_lib.classroom.exercises.measuring.find_differences as c\n"
    "c.same = lambda *a, **k: True",
    "patches_measure": "import course_lib.classroom.exercises.measuring.probe as p\n"
    "p.to_data = lambda v: True",
    "patches_json": "import json\njson.dumps = lambda *a, **k: '{}'",
    "import_hook": "import sys\nsys.meta_path.insert(0, type('H', (), {'find_spec': "
    "staticmethod(lambda *a: None)}))",
    # 20: patches the notebook's own machinery
    "transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
    "ast_transformer": "import ast\nclass T(ast.NodeTransformer):\n    def visit_Call(self, n):\n"
    "        return ast.Constant(1)\nget_ipython().ast_transformers.append(T())",
    "showtraceback": "from IPython.core.interactiveshell import InteractiveShell\n"
    "InteractiveShell.showtraceback = lambda *a, **k: None",
    "do_execute": "k = get_ipython().kernel\nasync def fake(*a, **kw):\n"
    "    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}\n"
    "k.do_execute = fake",
    "forged_pass": "from IPython.display import display\nfor e in ('02.1', '02.2'):\n"
    f"    display({{'text/plain': e}}, raw=True, metadata={{'{PROBE}': {{'exercise': e, "
    "'attempted': True, 'points': 2, 'properties': {}}})",
    "forged_in_verdict": "import course_lib.classroom.checking.checks as c\n"
    "def publish(text, metadata):\n    from IPython.display import display\n"
    "    p = list(metadata.values())[0]\n    p['properties'] = {k: True for k in p['properties']}\n"
    f"    display({{'text/plain': text}}, raw=True, metadata={{'{PROBE}': p}})\n"
    "c.publish_line = publish",
    "forged_many": "import course_lib.classroom.checking.checks as c\n"
    "def publish(text, metadata):\n"
    "    from IPython.display import display\n    for i in range(50):\n"
    f"        display({{'text/plain': text}}, raw=True, metadata={{'{PROBE}': "
    "{'exercise': '02.1', 'attempted': True, 'state': 'PASS'}})\nc.publish_line = publish",
    # 21: objects that lie
    "evil_eq": "class E:\n    __eq__ = lambda s, o: True\n    __len__ = lambda s: 4\n"
    "    __iter__ = lambda s: iter([s] * 4)\n    __float__ = lambda s: 1.0\n"
    "def fold(wave, period): return E()\npair = (E(), E())",
    "evil_str": "class S(str):\n    __eq__ = lambda s, o: True\n    __hash__ = str.__hash__\n"
    "    strip = upper = lambda s: s\norder = [S('E')] * 8",
    "evil_tensor": "class T(torch.Tensor):\n    detach = cpu = lambda s: s\n"
    "    tolist = lambda s: []\n    shape = (1, 1, 4, 3)\n"
    "def fold(wave, period): return wave.as_subclass(T)",
    "nan": "def fold(wave, period): return wave * float('nan')\npair = (float('nan'),) * 2",
    "huge_integer": "pair = (10**4000, 10**4000)",
    # 22, 31: answers by rote, and what is not there
    "hard_coded": "def fold(wave, period):\n    return torch.arange(12.0).reshape(1, 1, 4, 3)",
    "reads_the_solution": "import course_lib.classroom.exercises.load_bank as l\n"
    "m = l.lesson_module('02')\nfold = m.fold",
    "reads_the_bank": "from course_lib.classroom.exercises.load_bank import find_exercise\n"
    "fold = find_exercise('02.1').solution_answer()",
    "imports_the_grader": "from course_lib.grading.results.scoring import Scorer",
    "alternative": "from course_lib.classroom.exercises.load_bank import lesson_module\n"
    "fold = lesson_module('02').fold_with_view",
    # 23: leaks
    "leaks_the_seed": "import os\ndef fold(wave, period):\n"
    "    raise ValueError(os.environ['COURSE_SEED'] + str(wave))",
    # 16: nbval's markers, and skips
    "markers": "# NBVAL_SKIP\n# NBVAL_IGNORE_OUTPUT\n# NBVAL_RAISES_EXCEPTION\nraise SystemExit",
    # 24: mark-up
    "markup": "class Evil(Exception): pass\nEvil.__name__ = '<script>alert(1)</script>'\n"
    "def fold(wave, period): raise Evil('<script>\\x1b[31m=1+1')",
}

AVAILABILITY = {
    # 1: takes for ever
    "endless_loop": "while True: pass",
    "sleeps": "import time\ntime.sleep(1e6)",
    "endless_in_probe": "def fold(wave, period):\n    while True: pass",
    "regex": "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')",
    "big_number": "x = 9 ** (9 ** 9)",
    # 2: will not be interrupted
    "ignores_signals": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True: pass",
    "catches_interrupts": "while True:\n    try:\n        while True: pass\n"
    "    except BaseException: pass",
    "stops_itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    # 3: ends the kernel
    "os_exit": "import os\nos._exit(3)",
    "os_exit_in_probe": "import os\ndef fold(wave, period): os._exit(3)",
    "aborts": "import os\nos.abort()",
    "segfault": "import ctypes\nctypes.string_at(0)",
    "kills_itself": "import os\nos.kill(os.getpid(), 9)",
    "kills_group": "import os\nos.kill(0, 9)",
    "kills_all": "import os\nos.kill(-1, 9)",
    "exits": "import sys\nsys.exit(0)",
    "magic_exit": "%exit",
    "stops_the_loop": "get_ipython().kernel.do_shutdown(False)\nget_ipython().ask_exit()",
    # 4: kills the grader
    "kills_parent": "import os\nos.kill(os.getppid(), 9)",
    # 5: memory
    "memory_python": "x = [bytearray(1 << 26) for _ in range(999)]",
    "memory_torch": "x = [torch.ones(1 << 26) for _ in range(99)]",
    "memory_forks": "import os, time\nfor _ in range(30):\n    if os.fork() == 0:\n"
    "        x = bytearray(b'x' * (1 << 28))\n        time.sleep(99)\n        os._exit(0)",
    # 6: processes and threads
    "fork_bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "thread_bomb": "import threading, time\nwhile True:\n"
    "    threading.Thread(target=time.sleep, args=(99,)).start()",
    # 7: daemons
    "daemon": "import subprocess\nsubprocess.Popen(['setsid', 'sleep', '31415'])\nfold = 1",
    # 8, 9: output
    "prints": "while True: print('x' * 1000)",
    "one_line": "print('A' * 300_000_000)",
    "displays": "from IPython.display import display\nfor i in range(20_000): display(i)",
    "thread_prints": "import threading\ndef go():\n    while True: print('x' * 1000)\n"
    "threading.Thread(target=go, daemon=True).start()",
    "raw_output": "import os\nb = b'x' * 65536\nwhile True: os.write(2, b)",
    "nested_output": "from IPython.display import display\nx = 0\nfor _ in range(900): x = [x]\n"
    "display({'text/plain': 'x', 'application/json': x}, raw=True)",
    # 10: disk
    "fills_disk": "f = open('big', 'wb')\nwhile True: f.write(b'x' * (1 << 20))",
    "fills_shm": "n = 0\nwhile True:\n    open(f'/dev/shm/{n}', 'wb').write(b'x' * (1 << 20))\n"
    "    n += 1",
    "many_files": "import os\ni = 0\nwhile True:\n    open(f'f{i}', 'w').close()\n    i += 1",
    "file_handles": "x = []\nwhile True: x.append(open('/dev/null'))",
    # 27: strikes later
    "alarm": "import signal\nsignal.signal(signal.SIGALRM, lambda *a: 1 / 0)\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)",
    "late_exit": "import os, threading\nthreading.Timer(0.3, os._exit, (1,)).start()",
    "late_patch": "import threading\ndef go():\n    torch.no_grad = None\n"
    "threading.Timer(0.1, go).start()",
    # 28: hogs
    "cpu_hog": "import multiprocessing as m\nfor _ in range(8):\n"
    "    p = m.get_context('fork').Process(target=lambda: [0 for _ in iter(int, 1)])\n"
    "    p.start()",
    # input
    "asks": "x = input('your password? ')",
    "asks_secretly": "import getpass\ngetpass.getpass()",
}

# Asked from inside: each must be refused, or not be there. An answer is right only if it is.
INSIDE = """
import ctypes, os, socket, sys
found = []
def tried(name, call):
    try:
        found.append(f"{name}: {call()!r}")
    except (OSError, ImportError, KeyError): pass
# 11: the network
for family, place in ((2, ("1.1.1.1", 53)), (2, ("127.0.0.1", 22)), (1, "\\0/tmp/.X11-unix/X0")):
    s = socket.socket(family); s.settimeout(2)
    tried(f"network {place}", lambda: s.connect(place))
tried("the host of a virtual machine", lambda: socket.socket(40, 1))  # AF_VSOCK
tried("names", lambda: socket.gethostbyname("example.org"))
# 12: other people's files
theirs = {"ledger.jsonl", "gradebook.csv", "seed", "job.json", "course.toml", "02_periods.ipynb"}
def walked():
    for top in set(os.listdir("/")) - {"proc", "sys", "usr"}:
        for folder, inside, files in os.walk("/" + top):
            if folder in (sys.prefix, sys.base_prefix):
                inside.clear()  # many thousand files of Python, and none of ours
            else:
                yield from (os.path.join(folder, file) for file in files)
walk = list(walked())
found += [p for p in walk if os.path.basename(p) in theirs and p != "/course/lessons/course.toml"]
found += [p for p in walk if "course_lib/grading" in p or "course_lib/authoring" in p]
found += [p for p in walk if p.endswith("exercises.py") and "END SOLUTION" in open(p).read()]
# 13: writing
for place in ("/course/x", "/usr/x", "/etc/x", "/x", ctypes.__file__):
    tried(f"write {place}", lambda: open(place, "a").write("x"))
# 14: other processes, and namespaces
if int(open("/proc/self/stat").read().split()[3]) > 2: found.append("deep tree")
others = [p for p in os.listdir("/proc") if p.isdigit()]
if len(others) > 8: found.append(f"processes: {others}")
c = ctypes.CDLL(None, use_errno=True)
for name, code in (("unshare", c.unshare(0x10000000)), ("ptrace", c.ptrace(16, 1, 0, 0)),
                   ("mount", c.mount(b"n", b"/student", b"tmpfs", 0, 0)), ("setuid", c.setuid(0))):
    if code != -1: found.append(name)
status = open("/proc/self/status").read()
if "Seccomp:\\t2" not in status or "NoNewPrivs:\\t1" not in status: found.append("unfiltered")
if "CapEff:\\t0000000000000000" not in status: found.append("rights")
if any(k.startswith(("GRADE", "SSH", "VIRTUAL")) for k in os.environ): found.append("env")
found += [p for p in os.listdir("/student") if not p.startswith(".")]
if found:
    raise RuntimeError(str(found))
"""
