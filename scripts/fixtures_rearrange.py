"""Writes test/fixtures/rearrange.json: what NumPy gives for chosen cases of joining and rearranging.

Usage: python3 scripts/fixtures_rearrange.py
"""

import json
import pathlib

import numpy as np

from rearrange_oracle import run


def array(dtype, *shape, layout="C", start=1, step=1):
    return {"$a": [dtype, list(shape), layout, start, step]}


A = array("int64", 2, 3)
F = array("float32", 3, 2, layout="F")
V = array("int16", 5)
ROTATED = array("uint8", 2, 3, 4, layout="rotated")
C = array("complex64", 3)
H = array("float16", 3)
EMPTY = array("float64", 0, 3)


def case(name, *args, **kw):
    return {"f": name, "args": list(args), **({"kw": kw} if kw else {})}


CASES = [
    case("concatenate", [A, array("uint8", 1, 3)]),
    case("concatenate", [A, array("float32", 2, 1)], axis=-1),
    case("concatenate", [A, F], axis=None),
    case("concatenate", [F, F], axis=1),
    case("concatenate", [ROTATED, ROTATED], axis=1),
    case("concatenate", [EMPTY, array("float64", 2, 3)]),
    case("concatenate", [array("int16", 2), array("uint16", 2), array("float32", 2)]),
    case("concatenate", [A, A], dtype="int8", casting="unsafe"),
    case("concatenate", [A, A], dtype="int8", casting="safe"),
    case("stack", [A, A], axis=1),
    case("stack", [F, F], axis=-1),
    case("vstack", [V, V]),
    case("hstack", [V, array("bool", 3)]),
    case("hstack", [A, array("int64", 2, 1)], dtype="float64"),
    case("dstack", [V, V]),
    case("dstack", [A, A]),
    case("columnStack", [V, array("float64", 5, 2)]),
    case("block", [[A, array("int64", 2, 1)], [array("int64", 1, 4)]]),
    case("block", [V, V]),
    case("split", A, 3, axis=1),
    case("split", V, [1, 3, 9, -1]),
    case("split", V, 2),
    case("arraySplit", V, 3),
    case("hsplit", A, 3),
    case("vsplit", A, [1]),
    case("dsplit", array("int8", 2, 2, 4), 2),
    case("unstack", A, axis=1),
    case("repeat", V, 3),
    case("repeat", A, [1, 0, 2], axis=1),
    case("repeat", ROTATED, 2, axis=-2),
    case("repeat", V, -1),
    case("tile", A, 2),
    case("tile", V, [2, 1, 3]),
    case("tile", F, [1, 1]),
    case("tile", EMPTY, 3),
    case("roll", V, 2),
    case("roll", A, -1),
    case("roll", A, [1, 2], axis=[0, 1]),
    case("roll", F, 1, axis=0),
    case("roll", V, [1, 1], axis=0),
    case("rot90", A),
    case("rot90", ROTATED, k=-1, axes=[2, 0]),
    case("fliplr", A),
    case("flipud", F),
    *[
        case("pad", x, width, mode=mode)
        for x, width in [(V, [7, 12]), (A, [[2, 1], [4, 5]]), (array("float32", 2, 2, layout="F"), 3)]
        for mode in [
            "constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap",
        ]
    ],
    case("pad", V, [12, 9], mode="reflect", reflectType="odd"),
    case("pad", array("uint8", 4, start=200, step=20), 9, mode="symmetric", reflectType="odd"),
    case("pad", A, [[1, 2], [0, 3]], mode="constant", constantValues=[[4, 5], [6, 7]]),
    case("pad", array("float64", 3), [3, 4], mode="linear_ramp", endValues=[5, -4]),
    case("pad", array("int8", 6, step=3), 2, mode="mean", statLength=[2, 3]),
    case("pad", array("int8", 6, step=3), 2, mode="median", statLength=[2, 3]),
    case("pad", A, {"-1": [1, 2]}),
    case("pad", EMPTY, 1),
    case("pad", array("int64", 1), [2, 1], mode="reflect"),
    case("insert", V, 1, 9),
    case("insert", V, [1, 1, 4], [7, 8, 9]),
    case("insert", V, [-1, 0], 9),
    case("insert", A, 1, [7, 8], axis=1),
    case("insert", A, [1], [[7], [8]], axis=1),
    case("insert", A, {"$s": [1, 3, None]}, 0, axis=1),
    case("insert", A, 2, 1.9),
    case("insert", A, 3, 5, axis=0),
    case("delete", V, 1),
    case("delete", V, [0, -1, 0]),
    case("delete", A, {"$s": [None, None, -2]}, axis=1),
    case("delete", A, [True, False, True], axis=1),
    case("delete", A, 9),
    case("append", V, 2.5),
    case("append", A, A, axis=1),
    case("tri", 3, m=4, k=1, dtype="int8"),
    case("tri", 3, k=-9),
    case("tril", array("int64", 2, 3, 3)),
    case("tril", V),
    case("triu", array("float32", 3, 4), k=-1),
    case("diag", V, k=-1),
    case("diag", A, k=1),
    case("diag", array("int8", 2, 2, 2)),
    case("diagflat", A, k=2),
    case("identity", 2, dtype="uint8"),
    case("vander", V, n=3),
    case("vander", array("float32", 3), increasing=True),
    case("vander", array("bool", 3)),
    case("meshgrid", V, array("float32", 2)),
    case("meshgrid", V, array("float32", 2), array("int8", 3), indexing="ij", sparse=True),
    case("indices", [2, 3]),
    case("indices", [2, 3], sparse=True, dtype="float32"),
    case("linspace", array("float64", 2), 9, num=4, axis=-1),
    case("linspace", array("float32", 2), array("float32", 1), num=3, endpoint=False),
    case("linspace", [0.5], [3.5], num=4, dtype="int32"),
    case("logspace", 0.5, 3, num=5),
    case("logspace", -1, 2, num=4, base=2.5, endpoint=False, dtype="float32"),
    case("logspace", 0, 4, num=3, dtype="int64"),
    case("geomspace", 3.5, 77.5, num=5),
    case("geomspace", -2.5, -1000.5, num=4, endpoint=False),
    case("geomspace", [1.5, 2.5], [100.5, 1e9], num=4, axis=1),
    case("concatenate", [C, H]),
    case("stack", [C, array("float64", 3)], axis=1),
    case("repeat", array("complex128", 3), [2, 0, 3]),
    case("repeat", H, 5),
    case("tile", C, [2, 2]),
    case("roll", array("complex128", 4), 1),
    case("pad", C, [3, 2], mode="linear_ramp", endValues={"$c": [1, 2]}),
    case("pad", C, 2, mode="median"),
    case("pad", H, 4, mode="mean"),
    case("pad", array("float16", 2, 3), 3, mode="linear_ramp"),
    case("insert", C, 1, {"$c": [1, 2]}),
    case("triu", array("complex64", 2, 2)),
    case("vander", array("float16", 3)),
    case("linspace", {"$c": [0, 1]}, array("complex128", 2), num=3),
    case("linspace", {"$c": [0, 1]}, array("float32", 2), num=3),
    case("meshgrid", [1.5, 2.5], {"$c": [0, 1]}),
    case("logspace", {"$c": [0, 1]}, {"$c": [2, 1]}, num=3),
    case("geomspace", {"$c": [0, 1]}, {"$c": [0, 1000]}, num=4),
    case("geomspace", 1, {"$c": [0, 16]}, num=5, endpoint=False),
]


def main():
    cases = [{**c, "want": run(c)} for c in CASES]
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    path = pathlib.Path(__file__).parent.parent / "test/fixtures/rearrange.json"
    path.write_text(f'{{"numpy":"{np.__version__}","cases":[\n{text}\n]}}\n')
    failed = [c for c in cases if "error" in c["want"]]
    print(f"{len(cases)} cases, {path.stat().st_size} bytes; errors in: {[c['f'] for c in failed]}")


if __name__ == "__main__":
    main()
