"""Times NumPy code: one JSON request a line on standard input, one JSON line of answer each.

{"prepare": {"names": {name: value}, "setup": statements, "run": statement, "batch": seconds}}
    runs the set-up and the statement (which touches its pages), and answers {"count"}: how often the statement is run
    in one batch, so that it lasts about as long as asked for
{"setUp": true}    runs the set-up again
{"time": count}    answers {"seconds", "cpu": per run, of all threads, "growth": resident bytes beyond those before, or null}
{"done": true}     forgets everything
"""

import gc
import json
import re
import sys
import time

try:
    import numpy as np
except ImportError as error:
    print(json.dumps({"error": f"{sys.executable} has no NumPy ({error})"}), flush=True)
    sys.exit(1)


class Case:
    """The names of the set-up are parameters of the loop: locals, as fast as Python has them."""

    def __init__(self, names, setup, run, **_):
        self.names, self.setup = names, compile(setup, "setup", "exec")
        self.run = run
        self.set_up()

    def set_up(self):
        self.scope = {"np": np, **self.names}
        exec(self.setup, self.scope)
        self.scope.pop("__builtins__")
        made = {}
        lines = self.run.replace("\n", "\n        ")
        exec(f"def loop(count_, {', '.join(self.scope)}):\n    for _ in range(count_):\n        {lines}", made)
        self.loop = made["loop"]

    def time(self, count):
        cpu = time.process_time()
        start = time.perf_counter()
        self.loop(count, **self.scope)
        seconds = time.perf_counter() - start
        return {"seconds": seconds / count, "cpu": (time.process_time() - cpu) / count}


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


def calibrate(case, batch):
    count = 1
    while True:
        seconds = case.time(count)["seconds"] * count
        if seconds >= batch or count >= 10**7:
            return count
        count = max(count + 1, min(10 * count, int(1.2 * count * batch / max(seconds, 1e-9))))


def timed(case, count):
    before = resident("VmRSS")
    cleared = clear_peak()
    times = case.time(count)
    peak = resident("VmHWM")
    return {**times, "growth": max(0, peak - before) if cleared and peak is not None else None}


def main():
    print(json.dumps({"version": np.__version__, "runtime": f"Python {sys.version.split()[0]}"}), flush=True)
    case = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        try:
            if "prepare" in request:
                asked = request["prepare"]
                case = Case(**asked)
                answer = {"count": calibrate(case, asked["batch"])}
            elif "setUp" in request:
                case.set_up()
            elif "time" in request:
                answer = timed(case, request["time"])
            else:
                case = None
                gc.collect()
        except Exception as error:  # whatever a case raises is told, and the next one goes on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
