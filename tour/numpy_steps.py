"""The tour's steps in NumPy: answers one JSON request a line on standard input with one JSON line on standard output.

Request: {"id", "params", "repeat", "count", "folder"}; answer: {"seconds", "peak", "value", "details", "disk", "size"}
or {"error"}. The names of the functions below are the ids of the steps in tour/steps, with _ for -.
"""

import gc
import json
import os
import pickle
import re
import sys
import time

try:
    import numpy as np
except ImportError as error:
    print(json.dumps({"error": f"{sys.executable} has no NumPy ({error})"}), flush=True)
    sys.exit(1)

STEPS = {}


class Step:
    """A step: `run` is timed; `set_up` gives its argument, `finish` turns its result into a plain value."""

    def __init__(self, run, set_up=lambda **_: None, finish=lambda result: result, file=None):
        self.run, self.set_up, self.finish, self.file = run, set_up, finish, file


def step(name, **options):
    def register(run):
        STEPS[name] = Step(run, **options)
        return run

    return register


def whole(n, **_):
    return np.arange(n)


def ones(n, dtype="float64", **_):
    return np.ones(n, dtype)


def size(a):
    return a.size


def last(a):
    return float(a[-1])


# ---- memory and growth


@step("arange", finish=size)
def arange(_, n, **__):
    return np.arange(n)


@step("append-1", set_up=whole, finish=size)
def append_1(a, **_):
    return np.append(a, 1)


@step("append-100", set_up=lambda **p: [whole(**p)])
def append_100(state, count, **_):
    for _ in range(count):
        state[0] = np.append(state[0], 1)
    return state[0].size


@step("grow", finish=lambda result: {"value": result[0], "details": result[1]})
def grow(_, goal, step, margin, patience, available, **__):
    details = []
    start = time.perf_counter()
    row = 1_000_000
    a = np.zeros(0, np.int64)
    while a.nbytes < goal:
        # The old array, the part to append and the new array are there at once.
        more = min(step, goal - a.nbytes)
        missing = a.nbytes + 2 * more
        free = available - a.nbytes
        if missing + margin > free:
            details.append(f"stopped: the next step takes {missing / 1e9:.0f} GB more, {free / 1e9:.1f} GB are available")
            break
        if time.perf_counter() - start > patience:
            details.append(f"stopped after {patience} s")
            break
        length = -(-more // (8 * row)) * row
        a = np.append(a, np.arange(a.size, a.size + length))
        details.append(f"{a.nbytes / 1e9:.1f} GB held")
    return a.nbytes, details


@step("build-append")
def build_append(_, n, **__):
    a = np.empty(0, np.int64)
    for i in range(n):
        a = np.append(a, i)
    return a.size


@step("build-fill", finish=size)
def build_fill(_, n, **__):
    a = np.zeros(n, np.int64)
    part = n // 100
    for start in range(0, n, part):
        a[start : start + part] = np.arange(start, start + part)
    return a


@step("build-concatenate", finish=size)
def build_concatenate(_, n, **__):
    part = n // 100
    return np.concatenate([np.arange(i * part, (i + 1) * part) for i in range(100)])


# ---- types, loops, views


def add_one(a, **_):
    return a + 1


for name in ("int8", "float32", "float64"):
    STEPS[f"dtype-{name}"] = Step(add_one, set_up=ones, finish=last)


@step("loop", set_up=lambda n, **_: np.arange(n, dtype=np.float64), finish=last)
def loop(a, **_):
    return np.array([x**2 for x in a])


@step("squares", set_up=lambda n, **_: np.arange(n, dtype=np.float64), finish=last)
def squares(a, **_):
    return a**2


@step("view", set_up=ones)
def view(a, n, count, **_):
    half = n // 2
    for _ in range(count):
        part = a[:half]
    return part.size


@step("copy", set_up=ones, finish=last)
def copy(a, n, **_):
    return a[: n // 2].copy()


@step("add-new", set_up=ones, finish=last)
def add_new(a, **_):
    return a + 10


@step("add-in-place", set_up=ones, finish=last)
def add_in_place(a, **_):
    a += 10
    return a


# ---- keeping arrays


def in_folder(folder, name):
    return os.path.join(folder, name)


@step("savez", set_up=whole, file="numpy.npz")
def savez(a, folder, n, **_):
    np.savez(in_folder(folder, "numpy.npz"), big_array=a)
    return n


@step("load-savez", finish=last, file="numpy.npz")
def load_savez(_, folder, **__):
    return np.load(in_folder(folder, "numpy.npz"))["big_array"]


@step("savez-compressed", set_up=whole, file="numpy-compressed.npz")
def savez_compressed(a, folder, n, **_):
    np.savez_compressed(in_folder(folder, "numpy-compressed.npz"), big_array=a)
    return n


@step("load-savez-compressed", finish=last, file="numpy-compressed.npz")
def load_savez_compressed(_, folder, **__):
    return np.load(in_folder(folder, "numpy-compressed.npz"))["big_array"]


def save_npy(path, a):
    np.save(path, a)


def save_pickle(path, a):
    with open(path, "wb") as file:
        pickle.dump({"array_name": "random_data", "created_on": "2023-01-15", "numerical_data": a}, file)


def load_pickle(path):
    with open(path, "rb") as file:
        return pickle.load(file)["numerical_data"]


def save_json(path, a):
    with open(path, "w") as file:
        json.dump(a.tolist(), file)


def load_json(path):
    with open(path) as file:
        return np.array(json.load(file))


WAYS = {
    "npy": (save_npy, np.load),
    "pickle": (save_pickle, load_pickle),
    "csv": (np.savetxt, np.loadtxt),
    "json": (save_json, load_json),
}


def keep(name, write, read):
    file = f"numpy-doubles.{name}"

    def save(a, folder, n, **_):
        write(in_folder(folder, file), a)
        return n

    def load(_, folder, **__):
        return read(in_folder(folder, file))

    STEPS[f"save-{name}"] = Step(save, set_up=lambda n, **_: np.random.default_rng(7).random(n), file=file)
    STEPS[f"load-{name}"] = Step(load, finish=last, file=file)


for name, functions in WAYS.items():
    keep(name, *functions)


# ---- memory-mapped files


def small_map(folder):
    return os.path.join(folder, "numpy-map.dat")


@step("map-write", file="numpy-map.dat")
def map_write(_, folder, **__):
    fp = np.memmap(small_map(folder), dtype=np.int64, mode="w+", shape=(1000, 1000))
    rows = np.random.default_rng(11).integers(0, 100, (100, 1000))
    fp[0:100] = rows
    fp.flush()
    del fp
    return int(rows.sum())


@step(
    "map-read",
    set_up=lambda folder, **_: np.memmap(small_map(folder), dtype=np.int64, mode="r", shape=(1000, 1000)),
    finish=lambda result: int(result[1].sum()),
    file="numpy-map.dat",
)
def map_read(fp, **_):
    return str(fp[0:100]), fp


@step("map-sparse", file="numpy-map.dat")
def map_sparse(_, folder, **__):
    fp = np.memmap(small_map(folder), dtype=np.float64, mode="r+", shape=(10**6, 10**6))
    return float(fp[500000:500100, 500000:500100].mean())


def large_map(file, elements, **_):
    return np.memmap(file, dtype=np.float64, mode="r", shape=(elements,))


@step("map-filter", set_up=large_map)
def map_filter(fp, **_):
    return float(fp[fp > 0.5].sum())


@step("map-filter-chunks", set_up=large_map)
def map_filter_chunks(fp, elements, **_):
    total = 0.0
    part = 2**19  # 4 MB
    for start in range(0, elements, part):
        chunk = fp[start : start + part]
        total += float(chunk[chunk > 0.5].sum())
    return total


# ---- the build


def corner(a):
    return float(a[-1, -1, -1])


def build(dtype, draw):
    def run(_, layers, rows, columns, seed, out, **__):
        a = np.zeros((layers, rows, columns), dtype)
        rng = np.random.default_rng(seed)
        for i in range(layers):
            if out:
                draw(rng, out=a[i])
            else:
                a[i] = draw(rng, size=(rows, columns))
        return a

    return Step(run, finish=corner)


def draw_uniform(rng, **options):
    return rng.random(**options)


def draw_normal(rng, **options):
    return rng.standard_normal(dtype=np.float32, **options)


STEPS["uniform"] = STEPS["uniform-out"] = build(np.float64, draw_uniform)
STEPS["normal"] = STEPS["normal-out"] = build(np.float32, draw_normal)


@step("normal-map", finish=corner, file="numpy-build.dat")
def normal_map(_, folder, layers, rows, columns, seed, **__):
    a = np.memmap(os.path.join(folder, "numpy-build.dat"), dtype=np.float32, mode="w+", shape=(layers, rows, columns))
    rng = np.random.default_rng(seed)
    for i in range(layers):
        draw_normal(rng, out=a[i])
    return a


# ---- measuring


def resident(field):
    try:
        with open("/proc/self/status") as status:
            found = re.search(rf"^{field}:\s*(\d+)", status.read(), re.M)
            return int(found[1]) * 1024 if found else None
    except OSError:
        return None


def clear_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False


def measure(request):
    one = STEPS[request["id"]]
    folder = request["folder"]
    params = {**request["params"], "folder": folder}
    state = one.set_up(**params)
    before = resident("VmRSS")
    cleared = clear_peak()
    times = []
    for _ in range(request["repeat"]):
        result = None
        start = time.perf_counter()
        result = one.run(state, **params)
        times.append(time.perf_counter() - start)
    peak = resident("VmHWM")
    value = one.finish(result)
    answer = {"seconds": sorted(times)[len(times) // 2] / request["count"]}
    if cleared and peak is not None:
        answer["peak"] = max(0, peak - before)
    answer.update(value if isinstance(value, dict) else {"value": value})
    if one.file:
        status = os.stat(os.path.join(folder, one.file))
        answer.update(disk=status.st_blocks * 512, size=status.st_size)
    return answer


def main():
    print(json.dumps({"numpy": np.__version__, "python": sys.version.split()[0], "pid": os.getpid()}), flush=True)
    for line in sys.stdin:
        try:
            answer = measure(json.loads(line))
        except (MemoryError, OSError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
        gc.collect()


main()
