"""What NumPy gives for cases of joining and rearranging: JSON lines in, JSON lines out.

A case is {"f": name, "args": [...], "kw": {...}}. Arrays are {"$a": [dtype, shape, layout, start, step]}: start + i * step
cast to the dtype, laid out as the name says; integers of any size {"$i": "..."}; slices {"$s": [start, stop, step]};
complex numbers {"$c": [re, im]}. test/unit/ops/rearrange-case.ts reads the same.
"""

import json
import re
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")

KEYWORDS = {("tri", "m"): "M", ("vander", "n"): "N", ("eye", "m"): "M"}


def make_array(dtype, shape, layout, start, step):
    size = 1
    for dim in shape:
        size *= dim
    base = (np.arange(size, dtype="float64") * step + start).astype(dtype).reshape(shape)
    if base.dtype.kind == "c":
        base = base * (1 - 0.5j)
        base = base.astype(dtype)
    if layout == "C" or not shape:
        return base
    if layout == "F":
        return np.asfortranarray(base)
    if layout == "reversed":
        return base[tuple(slice(None, None, -1) for _ in shape)].copy()[tuple(slice(None, None, -1) for _ in shape)]
    if layout == "stepped":
        wide = np.zeros(tuple(2 * dim for dim in shape), dtype)
        view = wide[tuple(slice(None, None, 2) for _ in shape)]
        view[...] = base
        return view
    if layout == "rotated":  # the last axis outermost in memory
        return np.moveaxis(np.ascontiguousarray(np.moveaxis(base, -1, 0)), 0, -1)
    raise ValueError(layout)


def decode(value):
    if isinstance(value, list):
        return [decode(v) for v in value]
    if isinstance(value, dict):
        if "$a" in value:
            return make_array(*value["$a"])
        if "$i" in value:
            return int(value["$i"])
        if "$s" in value:
            return slice(*value["$s"])
        if "$c" in value:
            return complex(*value["$c"])
        return {(int(k) if re.fullmatch(r"-?\d+", k) else k): decode(v) for k, v in value.items()}
    return value


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def encode(result, args):
    if isinstance(result, (list, tuple)):
        return [encode(r, args) for r in result]
    a = np.asarray(result)
    view = isinstance(result, np.ndarray)  # where NumPy gives scalars ndstride gives views
    inputs = [x for x in args if isinstance(x, np.ndarray)]
    return {
        "dtype": a.dtype.name,
        "shape": list(a.shape),
        "bytes": a.tobytes().hex(),
        "c": bool(a.flags.c_contiguous),
        "f": bool(a.flags.f_contiguous),
        "writeable": bool(a.flags.writeable) if view else None,
        "shares": any(np.shares_memory(a, x) for x in inputs) if view else None,
    }


def run(case):
    args = decode(case["args"])
    kw = {KEYWORDS.get((case["f"], k), snake(k)): decode(v) for k, v in case.get("kw", {}).items()}
    name = snake(case["f"])
    if name == "pad" and isinstance(args[1], dict):
        args[1] = {k: tuple(v) if isinstance(v, list) else v for k, v in args[1].items()}
    try:
        result = getattr(np, name)(*args, **kw)
        return encode(result, args)
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__, "message": str(error)}


def main():
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))))


if __name__ == "__main__":
    main()
