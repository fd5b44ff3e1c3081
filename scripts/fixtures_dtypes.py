"""Writes test/fixtures/dtypes.json.gz: NumPy's results for casts and reductions of float16 and the complex dtypes, as
scripts/fixtures_table.py does for the others (test/table reads both). Run with NumPy 2: python3 scripts/fixtures_dtypes.py

NumPy rounds a sum of float16 after each row where it adds rows up: here sums, products, means and variances of float16
are those of float32, rounded once.
"""

import base64
import gzip
import json
import pathlib
import warnings

import numpy as np

warnings.simplefilter("ignore")
NEW = ["float16", "complex64", "complex128"]
ALL = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    "complex64", "complex128",
]
REDUCTIONS = {
    "sum": "sum", "prod": "prod", "min": "min", "max": "max", "argmin": "argmin", "argmax": "argmax", "any": "any",
    "all": "all", "countNonzero": "count_nonzero", "mean": "mean", "var": "var", "std": "std",
}
ROUNDED = {"sum", "prod", "mean", "var", "std"}


def pool(dtype):
    d = np.dtype(dtype)
    if d.kind == "b":
        return np.array([False, True, True, False])
    if d.kind in "iu":
        i = np.iinfo(d)
        values = [0, 1, 2, 3, 5, 7, 100, i.max, i.max - 1, i.max // 2, i.min] + ([-1, -2, -7] if i.min else [])
        return np.array(values, dtype=d)
    if d.kind == "c":
        parts = pool(f"float{d.itemsize * 4}")
        return np.array([complex(x, y) for x, y in zip(parts, np.roll(parts, 5))], d)
    values = [
        0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, -7.0, 0.1, 10.0, 1e-3, 123.456, 65504.0, 65519.0, 65520.0, 1e5, -3e8,
        2.0**-24, 2.0**-25, 3 * 2.0**-25, np.pi, np.inf, -np.inf, np.nan,
    ]
    return np.array(values, dtype=d)


def packed(a):
    a = np.asarray(a, order="C")
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def casts():
    """Elements of long runs, which NumPy casts by vectors where it can."""
    pairs = [(a, b) for a in ALL for b in ALL if a in NEW or b in NEW]
    return [
        {"in": packed(pool(a)), "to": b, "out": packed(np.repeat(pool(a), 64).astype(b)[::64])} for a, b in pairs
    ]


def reduced(name, x, axis, keepdims):
    function = getattr(np, REDUCTIONS[name])
    if x.dtype == np.float16 and name in ROUNDED:
        out = function(x.astype(np.float32), axis=axis, keepdims=keepdims)
        return np.asarray(out).astype(np.float16)
    return np.asarray(function(x, axis=axis, keepdims=keepdims))


def arrays(dtype, rng):
    d = np.dtype(dtype)
    x = rng.normal(size=(3, 4, 5))
    if d.kind == "c":
        x = x + 1j * rng.normal(size=(3, 4, 5))
    x = x.astype(d)
    with_nan = x.copy()
    with_nan[1, 2, 3] = np.nan
    result = [x, with_nan, np.zeros((0, 3), d)]
    if d.kind == "c":
        # Equal real parts, zeros of both signs, nans in either part.
        y = np.round(x.real) + 1j * np.round(x.imag)
        z = y.copy()
        z[0, 1, 2], z[2, 0, 0], z[2, 3, 4] = complex(2, np.nan), complex(np.nan, 1), complex(np.inf, np.nan)
        result += [y.astype(d), z.astype(d)]
    return result


def reductions():
    cases = []
    rng = np.random.default_rng(8)
    for a in NEW:
        for x in arrays(a, rng):
            for name in REDUCTIONS:
                axes = [None, 0, 1, -1] if name.startswith("arg") else [None, 0, 1, -1, (0, 2), (0, 1, 2), ()]
                for axis in axes:
                    if axis not in (None, ()) and max(np.atleast_1d(axis)) >= x.ndim:
                        continue
                    for keepdims in (False, True):
                        given = list(axis) if isinstance(axis, tuple) else axis
                        entry = {"op": name, "in": packed(x), "axis": given, "keepdims": keepdims}
                        try:
                            entry["out"] = packed(reduced(name, x, axis, keepdims))
                        except (ValueError, TypeError) as error:
                            entry["error"] = type(error).__name__
                        cases.append(entry)
    return cases


def main():
    path = pathlib.Path(__file__).parent.parent / "test" / "fixtures" / "dtypes.json.gz"
    data = {"numpy": np.__version__, "reductions": reductions(), "casts": casts()}
    text = json.dumps(data, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, mtime=0))
    print(path, len(text), path.stat().st_size, {k: len(v) for k, v in data.items() if isinstance(v, list)})


main()
