"""Runs the fuzzer's programs with NumPy: frames of a JSON list of programs and their bytes in, frames of answers out."""

import json
import struct
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from oracle_exact import exact_values, kind_of  # noqa: E402

warnings.simplefilter("ignore")
np.seterr(all="ignore")


class Frame:
    """The bytes beside a frame's JSON text."""

    def __init__(self):
        self.payload = bytearray()

    def add(self, raw):
        self.payload += raw
        return {"$": [len(self.payload) - len(raw), len(raw)]}


def source(spec, payload):
    start, length = spec["bytes"]["$"]
    raw = payload[start : start + length]
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


def packed(value, frame):
    array = np.asarray(value)
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "bytes": frame.add(np.ascontiguousarray(array).tobytes()),
    }


def result_of(value, frame):
    if value is None or isinstance(value, (str, dict)):
        return value if isinstance(value, dict) else {"text": str(value)}
    if isinstance(value, np.dtype) or isinstance(value, type):
        return {"text": np.dtype(value).name}
    if isinstance(value, (tuple, list)):
        return {"parts": [result_of(entry, frame) for entry in value]}
    return packed(value, frame)


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


def plain(value):
    return tuple(plain(entry) for entry in value) if isinstance(value, list) else value


def given_value(given, views, dtypes):
    if "view" in given:
        return views[given["view"]]
    if "scalar" in given:
        scalar = given["scalar"]
        return float(scalar["value"]) if scalar["kind"] == "number" else number(scalar, dtypes)
    if "plain" in given:
        return plain(given["plain"])
    return [given_value(item, views, dtypes) for item in given["items"]]


def call(program, views):
    function = np
    for name in program["name"].split("."):
        function = getattr(function, name)
    dtypes = [views[g["view"]].dtype for g in program["given"] if "view" in g]
    args = [given_value(g, views, dtypes) for g in program["given"]]
    options = {k: given_value(g, views, dtypes) for k, g in program.get("keywords", {}).items()}
    return function(*args, **options)


def run(program, views):
    kind, name = program["kind"], program["name"]
    if kind == "call":
        return call(program, views)
    arrays = [views[a["view"]] for a in program["args"] if "view" in a]
    dtypes = [a.dtype for a in arrays]
    if kind in ("ufunc", "inplace", "where"):
        values = operands(program, views)
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
        return getattr(np, name)(*[number(v, []) for v in program["scalars"]], **options)
    if kind == "full":
        dtype = np.dtype(options["dtype"])
        return np.full(program["values"][0], number(program["scalars"][0], [dtype]), dtype)
    if kind == "text":
        return {"text": str(arrays[0]) if name == "str" else repr(arrays[0])}
    if kind == "shares":
        return {"text": str(getattr(np, name)(*arrays))}
    return indexing(program, views, arrays[0])


def with_negative_zeros(ufunc, given, values, asked):
    """Where integers compute as floats, an integral -0 beside integers keeps its sign in the dtype of the loop."""
    if not isinstance(ufunc, np.ufunc):
        return values
    if asked is not None and np.dtype(asked).kind in "fc":
        return [np.dtype(asked).type(-0.0) if a.get("scalar", {}).get("value") == "-0" else v for a, v in zip(given, values)]
    if any(loop[0] in "?bl" for loop in ufunc.types):
        return values
    kinds = [v.dtype if isinstance(v, np.ndarray) else type(v) for v in values]
    dtypes = ufunc.resolve_dtypes((*kinds, None))
    return [d.type(-0.0) if a.get("scalar", {}).get("value") == "-0" else v for a, v, d in zip(given, values, dtypes)]


def operands(program, views):
    """The operands of an elementwise operation; a scalar's type follows the arrays beside it."""
    given = program["args"]
    arrays = [views[a["view"]] for a in given if "view" in a]
    dtypes = [a.dtype for a in arrays]
    beside = dtypes[1:] if program["kind"] == "where" else dtypes
    values = [views[a["view"]] if "view" in a else number(a["scalar"], beside) for a in given]
    if program["name"] == "ldexp":
        values[1:] = [int(v) if isinstance(v, float) and v.is_integer() else v for v in values[1:]]
    if beside and any(a.get("scalar", {}).get("value") == "-0" for a in given):
        values = with_negative_zeros(getattr(np, program["name"]), given, values, program["options"].get("dtype"))
    return values if beside else [np.asarray(x) for x in values]


def indexing(program, views, target):
    if program["kind"] == "getitem":
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


def loop_dtype(program, views):
    """The dtype that an elementwise operation computes in, when its output may be of another."""
    ufunc = getattr(np, program["name"])
    values = operands(program, views)
    kinds = [kind_of(v) for v in values]
    asked = program["options"].get("dtype")
    signature = {} if asked is None else {"signature": (None,) * ufunc.nin + (np.dtype(asked),)}
    try:
        return ufunc.resolve_dtypes((*kinds, None), **signature)[-1].name
    except TypeError:
        return None


def exact_of(program, views):
    """Where what is computed has the dtype of the result: masks leave elements out, those are equal."""
    options = program["options"]
    if program["kind"] == "inplace" and program["index"] is None:
        out = views[program["args"][0]["view"]].dtype
    elif program["kind"] == "ufunc" and not set(options) - {"out", "dtype", "casting"}:
        out = views[options["out"]].dtype if "out" in options else None
    else:
        return None
    values = operands(program, views)
    try:
        broadcast = np.broadcast_shapes(*(np.shape(v) for v in values))
        wanted = values[0].shape if program["kind"] == "inplace" else views[options["out"]].shape if out else broadcast
        return None if broadcast != wanted or options.get("where") else exact_values(program["name"], values, out, options.get("dtype"))
    except ValueError:
        return None


def answer(program, payload, frame):
    buffers = [source(spec, payload) for spec in program["buffers"]]
    views = [lay_out(buffers[v["buffer"]], v["steps"]) for v in program["views"]]
    exact = None
    try:
        exact = exact_of(program, views)
        result = result_of(run(program, views), frame)
        if exact is not None and "bytes" in result:
            result["exact"] = frame.add(exact)
        if program["kind"] in ("ufunc", "inplace") and isinstance(getattr(np, program["name"]), np.ufunc):
            result["loop"] = loop_dtype(program, views)
    except Exception as error:
        result = {"error": [c.__name__ for c in type(error).__mro__], "message": str(error)[:200]}
    return {"result": result, "buffers": [packed(b, frame) for b in buffers]}


def main():
    while True:
        head = sys.stdin.buffer.read(8)
        if len(head) < 8:
            return
        text, size = struct.unpack("<II", head)
        programs = json.loads(sys.stdin.buffer.read(text))
        payload = sys.stdin.buffer.read(size)
        frame = Frame()
        answers = json.dumps([answer(program, payload, frame) for program in programs]).encode()
        sys.stdout.buffer.write(struct.pack("<II", len(answers), len(frame.payload)) + answers + frame.payload)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
