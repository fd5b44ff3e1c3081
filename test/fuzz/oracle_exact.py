"""Results of approximate functions to more than float64's precision: x87 long doubles, or float64 for narrower floats."""

import numpy as np

# Correctly rounded, or copies of an operand: NumPy's own results are exact.
EXACT = set(
    """add subtract multiply divide true_divide sqrt square negative positive absolute fabs conjugate conj maximum minimum
    fmax fmin copysign floor ceil trunc rint reciprocal sign nextafter spacing""".split()
)
# Of complex numbers NumPy computes these by the formulas that we have too.
EXACT_COMPLEX = EXACT - {"sqrt", "absolute"}


def widen(value):
    array = np.asarray(value)
    if array.dtype.kind == "c":
        return array.astype(np.clongdouble)
    # The exponents of ldexp are integers.
    return array.astype(np.longdouble) if array.dtype.kind == "f" else array


def halves(values):
    """float64 pairs: the value rounded, and what that leaves."""
    if values.dtype.kind == "c":
        parts = np.stack([values.real, values.imag], axis=-1)
    else:
        parts = values[..., None]
    high = parts.astype(np.float64)
    low = np.where(np.isfinite(high), parts - high.astype(np.longdouble), 0).astype(np.float64)
    return np.stack([high, low], axis=-1).astype("<f8")


def log1p(z):
    """Within long double's precision of the modulus also near 0, where NumPy's own adds 1 first."""
    x, y = z.real, z.imag
    u = x * (2 + x) + y * y
    real = np.where(np.abs(u) < 0.5, np.log1p(u) / 2, np.log(np.hypot(1 + x, y)))
    return pair(real, np.arctan2(y, 1 + x))


def expm1(z):
    """As the standard has it: the imaginary part of a real number is 0, whatever its exponential is."""
    x, y = z.real, z.imag
    sine = np.sin(y)
    return pair(np.expm1(x) * np.cos(y) - 2 * np.sin(y / 2) ** 2, np.where(sine == 0, sine, np.exp(x) * sine))


def pair(real, imag):
    made = np.empty(np.shape(real), np.clongdouble)
    made.real, made.imag = real, imag
    return made


BETTER = {"log1p": log1p, "expm1": expm1}


def kind_of(value):
    """What resolve_dtypes takes: a dtype, or the type of a weak scalar."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype
    return np.dtype(bool) if isinstance(value, bool) else type(value)


def exact_values(name, operands, out=None, asked=None):
    """Bytes of (high, low) for each part of each element, or None where NumPy's own result is the reference."""
    ufunc = getattr(np, name)
    if not isinstance(ufunc, np.ufunc) or ufunc.nout != 1:
        return None
    # The dtype of the loop decides what the operands are rounded to first.
    kinds = [kind_of(o) for o in operands]
    signature = {} if asked is None else {"signature": (None,) * ufunc.nin + (np.dtype(asked),)}
    try:
        dtypes = ufunc.resolve_dtypes((*kinds, None), **signature)
    except TypeError:
        return None
    if dtypes[-1].kind not in "fc" or dtypes[0].kind not in "fc":
        return None
    if out is not None and out.kind != dtypes[-1].kind:
        return None
    if name in (EXACT_COMPLEX if dtypes[0].kind == "c" else EXACT):
        return None
    rounded = [np.asarray(o).astype(d) for o, d in zip(operands, dtypes)]
    compute = BETTER.get(name, ufunc) if dtypes[0].kind == "c" else ufunc
    exact = compute(*[widen(o) for o in rounded])
    return halves(exact).tobytes() if exact.dtype.kind in "fc" else None
