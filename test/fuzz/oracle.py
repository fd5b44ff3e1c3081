"""Runs the fuzzer's programs with NumPy: one JSON program a line in, one JSON result a line out."""

import base64
import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")


def source(spec):
    raw = base64.b64decode(spec["bytes"])
    dtype = np.dtype(spec["dtype"])
    if spec["source"] == "unaligned":
        raw = bytearray(b"\0" + raw)
        return np.frombuffer(raw, dtype, offset=1).reshape(spec["shape"])
    return np.frombuffer(raw, dtype).reshape(spec["shape"]).copy()


def number(scalar, others):
    kind, text = scalar["kind"], scalar["value"]
    if kind == "bool":
        return text == "true"
    if kind == "bigint":
        return int(text)
    if kind == "complex":
        parts = complex(*map(float, text.split(",")))
        return parts if others else np.complex128(parts)
    value = float(text)
    kinds = [np.result_type(*others).kind] if others else []
    if kinds and kinds[0] in "iub" and value.is_integer():
        return int(value)
    return value if others else np.float64(value)


def nested(tree, others):
    if isinstance(tree, list):
        return [nested(entry, others) for entry in tree]
    return number(tree, others)


def part(spec, views):
    if spec is None or isinstance(spec, (int, bool)):
        return spec
    if spec == "...":
        return Ellipsis
    if isinstance(spec, str):
        return slice(*(int(p) if p.strip() else None for p in spec.split(":")))
    if "view" in spec:
        return views[spec["view"]]
    positions = np.array(spec["list"])
    return positions.astype(np.int64) if positions.size == 0 else positions


def index(parts, views):
    return tuple(part(p, views) for p in parts)


def lay_out(array, steps):
    for step in steps:
        kind, given = step
        if kind == "index":
            array = array[index(given, []) + (() if "..." in given else (Ellipsis,))]
        elif kind == "transpose":
            array = array.transpose(given)
        elif kind == "flip":
            array = np.flip(array, tuple(given))
        else:
            array = np.broadcast_to(array, given)
    return array


def packed(value):
    array = np.asarray(value)
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "bytes": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode(),
    }


def keywords(options, views, dtypes):
    made = {}
    for key, value in options.items():
        if key in ("out", "where"):
            made[key] = views[value]
        elif key == "axis" and isinstance(value, list):
            made[key] = tuple(value)
        elif key == "initial":
            made[key] = number(value, dtypes)
        else:
            made[key] = value
    return made


def is_basic(parts):
    return all(p is None or p is Ellipsis or isinstance(p, slice) or type(p) is int for p in parts)


def in_place(ufunc, target, operand, at, where):
    if at is None:
        ufunc(target, operand, out=target, where=where)
    elif is_basic(at):
        view = target[at if Ellipsis in at else at + (Ellipsis,)]
        ufunc(view, operand, out=view, where=where)
    else:
        values = np.array(target[at])
        ufunc(values, operand, out=values, where=where)
        target[at] = values
    return target


def run(program, views):
    kind, name = program["kind"], program["name"]
    arrays = [views[a["view"]] for a in program["args"] if "view" in a]
    dtypes = [a.dtype for a in arrays]
    given = program["args"]
    if kind in ("ufunc", "inplace", "where"):
        beside = dtypes[1:] if kind == "where" else dtypes
        values = [views[a["view"]] if "view" in a else number(a["scalar"], beside) for a in given]
        if name == "divide":
            values = [-0.0 if a.get("scalar", {}).get("value") == "-0" else v for a, v in zip(given, values)]
        if not beside:
            values = [np.asarray(x) for x in values]
    options = keywords(program["options"], views, dtypes)
    if kind == "ufunc":
        return getattr(np, name)(*values, **options)
    if kind == "where":
        return np.where(*values)
    if kind == "inplace":
        at = index(program["index"], views) if program["index"] is not None else None
        return in_place(getattr(np, name), values[0], values[1], at, options.get("where", True))
    if kind == "reduction":
        return getattr(np, name)(arrays[0], **options)
    if kind == "method" and name == "item":
        return np.array(arrays[0].item(*program["values"]), dtypes[0])
    if kind == "method":
        return getattr(arrays[0], name)(*program["values"], **options)
    if kind == "function":
        values = [tuple(v) if isinstance(v, list) else v for v in program["values"]]
        return getattr(np, name)(arrays[0], *values, **options)
    if kind == "join":
        return getattr(np, name)(arrays, **options)
    if kind == "range":
        values = [number(v, []) for v in program["scalars"]]
        values = [int(v) if isinstance(v, np.float64) and options.pop("integral", False) else v for v in values]
        return getattr(np, name)(*values, **options)
    if kind == "full":
        dtype = np.dtype(options["dtype"])
        return np.full(program["values"][0], number(program["scalars"][0], [dtype]), dtype)
    if kind == "text":
        return {"text": str(arrays[0]) if name == "str" else repr(arrays[0])}
    if kind == "shares":
        return {"text": str(getattr(np, name)(*arrays))}
    target = arrays[0]
    if kind == "getitem":
        return target[index(program["index"], views)]
    value = program["value"]
    if "view" in value:
        # NumPy itself goes wrong on 1-D overlaps of different strides: a[0:7:2] = a[0:4].
        value = views[value["view"]].copy()
    elif "list" in value:
        value = nested(value["list"], [target.dtype])
    else:
        value = number(value["scalar"], [target.dtype])
    at = index(program["index"], views)
    target[at + (Ellipsis,) if is_basic(at) and Ellipsis not in at else at] = value
    return target


def answer(program):
    buffers = [source(spec) for spec in program["buffers"]]
    views = [lay_out(buffers[v["buffer"]], v["steps"]) for v in program["views"]]
    try:
        made = run(program, views)
        result = made if isinstance(made, dict) else packed(made)
    except Exception as error:
        result = {"error": [c.__name__ for c in type(error).__mro__], "message": str(error)[:200]}
    return {"result": result, "buffers": [packed(b) for b in buffers]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
