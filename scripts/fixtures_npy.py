"""Writes test/fixtures/npy: .npy files of every version, order and byte order that NumPy makes, and index.json with what
they hold. Usage: python3 scripts/fixtures_npy.py   (needs NumPy 2)"""

import io
import json
from pathlib import Path

import numpy as np
from numpy.lib import format as npy_format

FOLDER = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "npy"
DTYPES = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    "complex64", "complex128",
]


def sample(dtype, shape):
    """Values that show swapped bytes, signs, limits and fractions."""
    size = int(np.prod(shape))
    if dtype == "bool":
        flat = np.arange(size) % 3 == 1
    elif dtype.startswith("complex"):
        flat = sample("float64", (size,)) + 1j * np.roll(sample("float64", (size,)), 1)
    elif dtype.startswith("float"):
        flat = (np.arange(size) - 2.5) * 1.25
        flat[: min(size, 3)] = [np.inf, -0.0, np.nan][: min(size, 3)]
    else:
        limits = np.iinfo(dtype)
        flat = np.array([limits.min, limits.max, 1, 2, 100, 7][:6] * (size // 6 + 1), dtype=dtype)[:size]
    return flat.astype(dtype).reshape(shape)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    index = {}

    def add(name, array, version=(1, 0), header=None):
        data = io.BytesIO()
        if header is None:
            npy_format.write_array(data, array, version=version)
        else:
            data.write(header)
            data.write(array.tobytes())
        (FOLDER / f"{name}.npy").write_bytes(data.getvalue())
        native = array.astype(array.dtype.newbyteorder("="))
        index[name] = {
            "dtype": native.dtype.name,
            "shape": list(array.shape),
            "fortran": bool(array.flags.f_contiguous and not array.flags.c_contiguous),
            "swapped": bool(array.dtype.byteorder == ">"),
            "written": header is None and version == (1, 0) and array.dtype.isnative,
            # Bytes of the elements in C order, little-endian: bools as 0 and 1.
            "hex": native.tobytes("C").hex(),
        }

    for dtype in DTYPES:
        add(f"{dtype}_2x3", sample(dtype, (2, 3)))
        if np.dtype(dtype).itemsize > 1:
            big = np.dtype(dtype).newbyteorder(">")
            add(f"{dtype}_2x3_big", sample(dtype, (2, 3)).astype(big))
    add("float64_2x3_fortran", np.asfortranarray(sample("float64", (2, 3))))
    add("int16_2x3x2_fortran_big", np.asfortranarray(sample("int16", (2, 3, 2)).astype(">i2")))
    add("float64_0d", np.array(2.5))
    add("int32_0d_big", np.array(-7, dtype=">i4"))
    add("float32_1d", np.arange(5, dtype="float32"))
    add("float64_empty", np.zeros((0,)))
    add("int64_0x3", np.zeros((0, 3), dtype="int64"))
    add("uint8_3x0x2_fortran", np.zeros((3, 0, 2), dtype="uint8", order="F"))
    add("int16_version2", np.arange(4, dtype="int16"), version=(2, 0))
    add("int16_version3", np.arange(4, dtype="int16"), version=(3, 0))
    add("uint16_5d", np.arange(32, dtype="uint16").reshape(2, 2, 2, 2, 2))
    # As Python 2 wrote shapes, and with the header padded to 16 bytes as before NumPy 1.14.
    text = b"{'descr': '<i8', 'fortran_order': False, 'shape': (3L,), }"
    text += b" " * (16 - (10 + len(text) + 1) % 16) + b"\n"
    old = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    add("int64_python2", np.arange(3, dtype="int64"), header=old)
    # A header of odd length: the data are not aligned.
    text = b'{"shape":(3,),"fortran_order":False,"descr":"<f8"}'
    text += b" " * ((10 + len(text)) % 2 == 0)
    odd = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    add("float64_unaligned", np.arange(3) / 4, header=odd)
    (FOLDER / "index.json").write_text(json.dumps(index, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
