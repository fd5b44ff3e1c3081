"""Operands of a case: the same numbers as in ../js/operands.mjs and ../native/operands.cc."""

import numpy as np


def fractions(n, seed):
    """Numbers from 0 up to 1: MurmurHash3's last mix of the positions, a bijection of 32 bits."""
    h = np.arange(n, dtype=np.uint32)
    h += np.uint32((seed * 0x9E3779B9) & 0xFFFFFFFF)
    h *= np.uint32(0x85EBCA77)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x2C1B3C6D)
    h ^= h >> np.uint32(12)
    h *= np.uint32(0x297A2D39)
    h ^= h >> np.uint32(15)
    return h / 4294967296.0


def elements(dtype, low, high, seed, kind, n):
    if kind == "constant":
        return np.full(n, low, dtype)
    if kind == "sequence":
        return (low + np.arange(n)).astype(dtype)
    if dtype.startswith("complex"):
        parts = low + fractions(2 * n, seed) * (high - low)
        if dtype == "complex64":
            parts = parts.astype(np.float32)
        return parts.view(dtype)
    x = fractions(n, seed)
    if dtype == "bool":
        return x < 0.5
    x = low + x * (high - low)
    if dtype == "float16":
        x = x.astype(np.float32)
    made = x.astype(dtype)
    if kind == "sorted":
        made.sort()
    return made


def make(dtype, shape, low, high, seed, kind, layout, **_):
    """The operand: an array of its own or, by its layout, a view of one."""
    base = list(shape)
    if layout == "strided":
        base[-1] *= 2
    elif layout == "transposed":
        base.reverse()
    a = elements(dtype, low, high, seed, kind, int(np.prod(base))).reshape(base)
    if layout == "strided":
        return a[..., ::2]
    if layout == "transposed":
        return a.T
    return a[..., ::-1] if layout == "reversed" else a
