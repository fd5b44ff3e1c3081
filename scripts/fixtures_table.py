"""Writes test/fixtures/table/: NumPy's results for the table tests (test/table), a file per op.

For every op of spec/ and every dtype: operands from a pool of pointed values, and what NumPy gives for each pair (or
triple) of them. Floating functions are computed in extended precision and rounded, so that the bound in the op's row
can be tested; products of complex numbers by NumPy's formula without fused multiply-add, which NumPy itself uses where
the machine has it. Run with NumPy 2: python3 scripts/fixtures_table.py [names of ops; all]
"""

import base64
import gzip
import json
import pathlib
import re
import subprocess
import sys
import warnings

import mpmath
import numpy as np

warnings.simplefilter("ignore")
INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]
ALL = ["bool", *INTS, *FLOATS, *COMPLEX]
HERE = pathlib.Path(__file__).parent


def rows():
    """The rows of spec/ufuncs.mjs by name."""
    text = "import { ufuncs } from './spec/ufuncs.mjs'; process.stdout.write(JSON.stringify(ufuncs))"
    out = subprocess.run(
        ["node", "--input-type=module", "-e", text], cwd=HERE.parent, check=True, stdout=subprocess.PIPE
    ).stdout
    return {row["name"]: row for row in json.loads(out)}


ROWS = rows()
PRODUCTS = {"multiply", "square"}


def pool(dtype):
    d = np.dtype(dtype)
    if d.kind == "b":
        return np.array([False, True, True, False])
    if d.kind in "iu":
        i = np.iinfo(d)
        values = [0, 1, 2, 3, 5, 7, 8, 64, 100, i.max, i.max - 1, i.max // 2, i.min, i.min + 1 if i.min else 4]
        if i.min:
            values += [-1, -2, -3, -7]
        return np.array(values, dtype=d)
    if d.kind == "c":
        f = np.finfo(d)
        inf, nan = float("inf"), float("nan")
        parts = [
            (0.0, 0.0), (-0.0, 0.0), (0.0, -0.0), (1.0, 0.0), (0.0, 1.0), (-1.0, -0.0), (1.0, 2.0), (1.0, -2.0),
            (-2.5, 0.1), (3.0, 1e-3), (6.5, -7.0), (np.pi, 3.0), (1.5, nan), (nan, 1.5), (nan, nan), (inf, nan), (-inf, 2.0), (2.0, inf),
            (inf, -inf), (float(f.max), float(f.max) / 2), (float(f.tiny), -float(f.tiny)), (1e-20, 3e-20), (-20.0, 12.5),
        ]
        return np.array([complex(*p) for p in parts]).astype(d)
    f = np.finfo(d)
    values = [
        0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, -7.0, 0.1, 10.0, 1e-3, 123.456, 6.5, 1e5, -3e8, np.pi, np.inf, -np.inf,
        np.nan, float(f.max), float(f.tiny), float(f.smallest_subnormal),
    ]
    return np.array(values, dtype=d)


def packed(a):
    a = np.asarray(a, order="C")  # ascontiguousarray would make 0-d arrays 1-d
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def rounded(there, back):
    """Rows that are parts of numpy.round: its steps, in the dtype of the row's loop, part by part."""
    def run(x, scale):
        dtype = next(d for d in [*FLOATS, *COMPLEX] if all(np.can_cast(a.dtype, d, "safe") for a in (x, scale)))
        x, scale = x.astype(dtype), scale.astype(dtype)
        if np.dtype(dtype).kind == "f":
            return back(np.rint(there(x, scale)), scale)
        out = np.empty(np.broadcast(x, scale).shape, dtype)
        out.real, out.imag = run(x.real, scale.real), run(x.imag, scale.imag)
        return out
    return run


def replaced(x, nan, infinity):
    out = np.where(np.isnan(x), nan, np.where(np.isinf(x), np.copysign(1, x) * infinity, x))
    return np.where(np.isneginf(x), -infinity, out).astype(x.dtype)


PARTS = {
    "roundDecimals": rounded(np.multiply, np.divide),
    "roundTens": rounded(np.divide, np.multiply),
}


def call(name, *args, **kwargs):
    if name in PARTS:
        return PARTS[name](*args)
    numpy_name = ROWS[name].get("numpy") or re.sub("([A-Z])", lambda m: "_" + m[1].lower(), name)
    return getattr(np, numpy_name)(*args, **kwargs)


def inexact(name, of_complex):
    """Whether results are compared within a bound: then they are computed in extended precision."""
    row = ROWS[name]
    return row.get("complexUlp", 0) > 0 if of_complex else row.get("maxUlp", 0) > 0.5


def wide(dtype):
    return {
        "float16": np.float64, "float32": np.float64, "float64": np.longdouble, "complex64": np.complex128,
        "complex128": np.clongdouble,
    }[np.dtype(dtype).name]


# Functions of complex numbers for which NumPy's formulas cancel or overflow in any precision.
CANCELLING = {
    "expm1": lambda z: mpmath.exp(z) - 1,
    "log1p": lambda z: mpmath.log(1 + z),
    "exp2": lambda z: mpmath.exp(z * mpmath.ln(2)),
}


def rounded(x):
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def without_cancelling(name, out, z):
    """What NumPy gives for infinities, nans and zeros, and for others what is true."""
    result = out.copy()
    if name == "exp2":
        result = np.exp2(z.astype(np.complex128)).astype(out.dtype)
    with mpmath.workprec(2400):
        for i, x in enumerate(z.astype(np.complex128)):
            given_up = name == "exp2" and abs(x.imag) >= 2.0**50
            if np.isfinite(x) and x.real != 0 and x.imag != 0 and x.real != -1 and not given_up:
                value = CANCELLING[name](mpmath.mpc(float(x.real), float(x.imag)))
                result[i] = complex(rounded(value.real), rounded(value.imag))
    return result


def exact(name, out, args):
    """What out is when computed in extended precision and rounded."""
    if name in CANCELLING and out.dtype.kind == "c":
        return without_cancelling(name, out, np.asarray(args[0]).astype(out.dtype))
    if out.dtype.kind == "f" and any(np.asarray(a).dtype.kind == "c" for a in args):
        args = [np.asarray(a).astype(wide(np.result_type(*args))) for a in args]
    else:
        args = [np.asarray(a).astype(out.dtype).astype(wide(out.dtype)) for a in args]
    if name == "sign":
        size = np.abs(args[0])
        usual = (size > 0) & np.isfinite(size)
        return np.where(usual, args[0] / np.where(usual, size, 1), out).astype(out.dtype)
    if name == "angle":
        return np.arctan2(args[0].imag, args[0].real).astype(out.dtype)
    if name == "sinc":  # of the rounded product
        y = args[0].astype(out.dtype) * out.dtype.type(np.pi)
        y = y.astype(wide(out.dtype))
        return np.where(y == 0, 1, np.sin(y) / np.where(y == 0, 1, y)).astype(out.dtype)
    if name == "i0":
        values = [mpmath.besseli(0, mpmath.mpf(float(x))) if np.isfinite(x) else abs(float(x)) for x in args[0].flat]
        return np.array([float(v) for v in values]).reshape(args[0].shape).astype(out.dtype)
    return call(name, *args).astype(out.dtype)


def product(out, x, y):
    x, y = np.broadcast_arrays(x.astype(out.dtype), y.astype(out.dtype))
    result = np.empty_like(out)
    result.real = x.real * y.real - x.imag * y.imag
    result.imag = x.real * y.imag + x.imag * y.real
    near = np.isclose(result, out, rtol=1e-5, equal_nan=True) | ~np.isfinite(result) | ~np.isfinite(out)
    assert near.all()
    return result


def result(name, *args):
    """What NumPy gives, or the class of its error."""
    try:
        out = call(name, *args)
    except (TypeError, ValueError) as error:
        return {"error": type(error).__name__}
    if isinstance(out, tuple):
        return [packed(part) for part in out]
    takes_complex = any(np.asarray(a).dtype.kind == "c" for a in args)
    if name in PRODUCTS and takes_complex:
        out = product(out, args[0], args[-1])
    elif out.dtype.kind in "fc" and inexact(name, takes_complex):
        out = exact(name, out, args)
    return packed(out)


def beyond(name, case):
    """Whether NumPy takes complex numbers where the row does not."""
    takes = any(letter in "CDG" for loop in ROWS[name]["loops"] for letter in loop)
    return not takes and "error" not in case["out"] and any(a["dtype"].startswith("complex") for a in case["in"])


def binary(name):
    cases = []
    pairs = [(d, d) for d in ALL] + [
        ("int8", "uint8"), ("int16", "float32"), ("int64", "uint64"), ("uint64", "int64"), ("uint32", "int32"),
        ("bool", "int32"), ("float32", "float64"), ("bool", "float64"), ("int32", "float32"), ("uint8", "int64"),
        ("int8", "uint64"), ("int8", "float16"), ("int16", "float16"), ("float16", "float32"), ("float16", "complex64"),
        ("int16", "complex64"), ("int32", "complex64"), ("complex64", "float64"), ("bool", "complex128"),
    ]
    for a, b in pairs:
        x, y = pool(a)[:, None], pool(b)[None, :]
        if name == "power" and np.dtype(b).kind in "i" and np.dtype(a).kind in "biu":
            y = y[y >= 0][None, :]
        if name in ("power", "floatPower") and "c" in (np.dtype(a).kind, np.dtype(b).kind):
            # Errors grow with the exponent, and infinite operands have no rules.
            y = y[np.abs(y) < 8][None, :]
            x = x[np.isfinite(x) & (np.abs(x) < 1000) & ((x == 0) | (np.abs(x) > 1e-3))][:, None]
        cases.append({"op": name, "in": [packed(x), packed(y)], "out": result(name, x, y)})
    return cases


def unary(name):
    # A bool angle is refused by a dtype rule of numpy.angle's, not of its ufunc.
    dtypes = [a for a in ALL if (name, a) != ("angle", "bool")]
    return [{"op": name, "in": [packed(pool(a))], "out": result(name, pool(a))} for a in dtypes]


def clip():
    cases = []
    for a in ALL:
        x = pool(a)
        lo, hi = np.sort(x[~np.isnan(x)] if x.dtype.kind in "fc" else x)[[1, -2]]
        lo, hi = np.array(lo), np.array(hi)
        cases.append({"op": "clip", "in": [packed(x), packed(lo), packed(hi)], "out": packed(np.clip(x, lo, hi))})
    return cases


def where():
    cases = []
    for a in ALL:
        x = pool(a)
        mask = (np.arange(x.size) % 3 == 0)
        cases.append({"op": "where", "in": [packed(mask), packed(x), packed(x[::-1])], "out": packed(np.where(mask, x, x[::-1]))})
    return cases


def nonfinite():
    cases = []
    for a in FLOATS:
        x, nan, infinity = pool(a), np.array(7, a), np.array(-2.5, a)
        out = replaced(x, nan, infinity)
        cases.append({"op": "replaceNonfinite", "in": [packed(x), packed(nan), packed(infinity)], "out": packed(out)})
    return cases


def ufunc(name):
    own = {"clip": clip, "where": where, "replaceNonfinite": nonfinite}
    if name in own:
        return own[name]()
    cases = (unary if len(ROWS[name]["inputs"]) == 1 else binary)(name)
    return [case for case in cases if not beyond(name, case)]


REDUCTIONS = {
    "sum": "sum", "prod": "prod", "min": "min", "max": "max", "argmin": "argmin", "argmax": "argmax", "any": "any",
    "all": "all", "countNonzero": "count_nonzero", "mean": "mean", "var": "var", "std": "std",
}


def reductions():
    cases = []
    rng = np.random.default_rng(7)
    for a in ["bool", *INTS, "float32", "float64"]:
        d = np.dtype(a)
        if d.kind == "f":
            x = rng.normal(size=(3, 4, 5)).astype(d)
            with_nan = x.copy()
            with_nan[1, 2, 3] = np.nan
            arrays = [x, with_nan]
        else:
            i = (0, 2) if d.kind == "b" else (max(np.iinfo(d).min, -9), 10)
            arrays = [rng.integers(*i, size=(3, 4, 5)).astype(d)]
        arrays.append(np.zeros((0, 3), d))
        for x in arrays:
            for name, numpy_name in REDUCTIONS.items():
                axes = [None, 0, 1, -1] if name.startswith("arg") else [None, 0, 1, -1, (0, 2), (0, 1, 2), ()]
                for axis in axes:
                    if axis is not None and np.ndim(axis) == 0 and axis >= x.ndim:
                        continue
                    if np.ndim(axis) == 1 and axis and max(axis) >= x.ndim:
                        continue
                    for keepdims in (False, True):
                        entry = {"op": name, "in": packed(x), "axis": list(axis) if isinstance(axis, tuple) else axis, "keepdims": keepdims}
                        try:
                            entry["out"] = packed(np.asarray(getattr(np, numpy_name)(x, axis=axis, keepdims=keepdims)))
                        except (ValueError, TypeError) as error:
                            entry["error"] = type(error).__name__
                        cases.append(entry)
    return cases


def casts():
    return [
        {"in": packed(pool(a)), "to": b, "out": packed(pool(a).astype(b))} for a in ALL for b in ALL
    ]


def write(folder, name, cases):
    text = json.dumps(cases, separators=(",", ":")).encode()
    path = folder / f"{name}.json.gz"
    path.write_bytes(gzip.compress(text, mtime=0))
    print(path.name, len(cases), path.stat().st_size)


def main(names):
    folder = HERE.parent / "test" / "fixtures" / "table"
    folder.mkdir(exist_ok=True)
    for name in names or ROWS:
        if name in ROWS:
            write(folder, name, ufunc(name))
    for name, cases in {"_reductions": reductions, "_casts": casts}.items():
        if not names or name in names:
            write(folder, name, cases())


main(sys.argv[1:])
