"""Times Python code: one JSON request a line on standard input, one JSON line of answer each.

Usage: runner.py numpy|torch|numexpr

{"prepare": {"names", "operands", "setup", "run", "check", "measure", "verify", "batch", "mutates"}}
    makes the operands, runs the set-up and the statement once, and answers {"count", "first", "digest", "measured"}: how
    often the statement is run in one batch, so that it lasts about as long as asked for; the seconds of the first run; a
    digest of the result, or of what `check` gives; the number that `measure` gives
{"setUp": true}    makes the operands and runs the set-up again
{"time": count, "warm": whether to run once before the clock starts}    answers {"seconds", "cpu": per run, of all threads, "growth": resident bytes beyond those before, or null}
{"exec": {"code", "names"}}    runs statements: files that cases are to read
{"done": true}     forgets the case
An answer {"absent"} says that the library lacks what was asked for, {"failed"} that it raised something.
"""

import base64
import gc
import json
import os
import re
import sys
import time

MODULES = {"numpy": ("np", "numpy"), "torch": ("torch", "torch"), "numexpr": ("ne", "numexpr")}
MOST_KEPT = 1.2e9
COMPARED = 4096
# The first run may touch memory for the first time; what is slower than this is not run again to find out.
SLOW = 0.3


def greet_and_end(error):
    print(json.dumps({"error": error}), flush=True)
    sys.exit(1)


try:
    import numpy as np

    from operands import make

    library = sys.argv[1] if len(sys.argv) > 1 else "numpy"
    if library not in MODULES:
        greet_and_end(f"there is no runner for the module {library}: numpy, torch, numexpr")
    alias, module_name = MODULES[library]
    module = __import__(module_name)
except ImportError as error:
    greet_and_end(f"{sys.executable}: {error}")

kept = {}


def foreign(a):
    return module.from_numpy(a) if library == "torch" else a


def operand(spec, mutates):
    if spec.get("written") or spec["name"] in mutates:
        return foreign(make(**spec))
    key = json.dumps({name: value for name, value in spec.items() if name != "name"})
    if key not in kept:
        if sum(a.nbytes for a in kept.values()) + 16 * int(np.prod(spec["shape"])) > MOST_KEPT:
            kept.clear()
        kept[key] = foreign(make(**spec))
    return kept[key]


def file_size(path):
    return os.stat(path).st_size


class Case:
    """The names of the set-up are parameters of the loop: locals, as fast as Python has them."""

    def __init__(self, names, operands, run, setup="", mutates=(), **_):
        self.names, self.operands, self.mutates = names, operands, mutates
        self.setup = compile(setup or "", "setup", "exec")
        self.run = run
        self.set_up()

    def set_up(self):
        self.scope = None
        self.scope = {"np": np, alias: module, "file_size": file_size, **self.names}
        for spec in self.operands:
            self.scope[spec["name"]] = operand(spec, self.mutates)
        exec(self.setup, self.scope)
        self.scope.pop("__builtins__")
        try:
            compile(self.run, "run", "eval")
            body = f"result_ = {self.run}"
        except SyntaxError:
            body = self.run.replace("\n", "\n        ")
        made = {}
        loop = f"def loop(count_, {', '.join(self.scope)}):\n    result_ = None\n    for _ in range(count_):\n        {body}"
        names = [name for name in self.scope if re.search(rf"\b{name} = ", self.run)]
        exec(f"{loop}\n    return result_, {{{', '.join(f'{name!r}: {name}' for name in names)}}}", made)
        self.loop = made["loop"]

    def evaluate(self, code):
        return eval(code, {**self.scope, **self.assigned})

    def time(self, count):
        cpu = time.process_time()
        start = time.perf_counter()
        value, self.assigned = self.loop(count, **self.scope)
        seconds = time.perf_counter() - start
        return {"seconds": seconds / count, "cpu": (time.process_time() - cpu) / count}, value


def digest(value):
    if type(value).__module__.split(".")[0] == "torch":
        value = value.numpy()
    if isinstance(value, (tuple, list)):
        return {"list": [digest(one) for one in value]}
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return digest(value[()])
        flat = value.ravel()
        sample = np.ascontiguousarray(flat[:: max(1, -(-flat.size // COMPARED))])
        data = base64.b64encode(sample.tobytes()).decode()
        return {"shape": value.shape, "dtype": value.dtype.name, "data": data}
    if isinstance(value, (complex, np.complexfloating)):
        return {"scalar": [repr(float(value.real)), repr(float(value.imag))]}
    if isinstance(value, (bool, np.bool_)):
        return {"scalar": [str(int(value))]}
    if isinstance(value, (int, np.integer)):
        return {"scalar": [str(int(value))]}
    if isinstance(value, (float, np.floating)):
        return {"scalar": [repr(float(value))]}
    return {"scalar": []}


def resident(field):
    try:
        with open("/proc/self/status") as status:
            return int(re.search(rf"^{field}:\s*(\d+)", status.read(), re.M)[1]) * 1024
    except (OSError, TypeError):
        return None


def clear_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False


def calibrate(case, batch, seconds):
    count = 1
    if seconds < SLOW:
        seconds = min(seconds, case.time(1)[0]["seconds"])
    while seconds < batch and count < 10**7:
        count = max(count + 1, min(20 * count, int(1.2 * count * batch / max(seconds, 1e-9))))
        seconds = case.time(count)[0]["seconds"] * count
    return count


def prepare(asked):
    case = Case(**asked)
    times, value = case.time(1)
    answer = {"first": times["seconds"]}
    if asked.get("verify"):
        answer["digest"] = digest(case.evaluate(asked["check"]) if asked.get("check") else value)
    del value
    if asked.get("measure"):
        answer["measured"] = case.evaluate(asked["measure"])
    answer["count"] = calibrate(case, asked["batch"], times["seconds"]) if asked["batch"] > 0 else 1
    return case, answer


def timed(case, count, warm):
    if warm:
        case.time(1)
    before = resident("VmRSS")
    cleared = clear_peak()
    times, _ = case.time(count)
    peak = resident("VmHWM")
    return {**times, "growth": max(0, peak - before) if cleared and peak is not None else None}


def main():
    hello = {"name": library, "version": module.__version__, "runtime": f"Python {sys.version.split()[0]}"}
    if library != "numpy":
        hello["numpy"] = np.__version__
    print(json.dumps(hello), flush=True)
    np.seterr(all="ignore")
    case = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        try:
            if "prepare" in request:
                case, answer = prepare(request["prepare"])
            elif "setUp" in request:
                case.set_up()
            elif "time" in request:
                answer = timed(case, request["time"], request.get("warm"))
            elif "exec" in request:
                exec(request["exec"]["code"], {"np": np, **request["exec"]["names"]})
            else:
                case = None
                gc.collect()
        except (AttributeError, NameError, NotImplementedError) as error:
            case, answer = None, {"absent": f"{type(error).__name__}: {error}"}
        except Exception as error:  # whatever a case raises is told, and the next one goes on
            case, answer = None, {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
