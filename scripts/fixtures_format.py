#!/usr/bin/env python3
"""Write test/fixtures/format.json: arrays and floats with the text NumPy prints for them.

An array is given by its values, or by a rule (mul, mod, offset, scale): the element at position i in C order is
((i * mul) % mod - offset) * scale. Complex values are two floats with a comma between. Run with --seed and --count for other draws than the stored one.
"""

import argparse
import json
import pathlib

import numpy as np

INTEGERS = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64']
FLOATS = ['float16', 'float32', 'float64']
PARTS = {'complex64': 'float32', 'complex128': 'float64'}
DTYPES = ['bool', *INTEGERS, *FLOATS, 'float16', 'float32', 'float64', 'float64', *PARTS, *PARTS]
BITS = {'float16': 'uint16', 'float32': 'uint32', 'float64': 'uint64'}
CAMEL = {'pad_left': 'padLeft', 'pad_right': 'padRight', 'min_digits': 'minDigits', 'exp_digits': 'expDigits'}
RULE_LIMIT = 10**6


def float_values(rng, dtype, n):
    """n floats of one of many kinds, each of which reaches another rule of the printer."""
    info = np.finfo(dtype)
    low, high = int(np.log10(info.smallest_subnormal)), int(np.log10(info.max))
    kinds = {
        'normal': lambda: rng.standard_normal(n),
        'scaled': lambda: rng.standard_normal(n) * 10.0 ** rng.integers(-12, 12),
        'narrow': lambda: rng.uniform(1, 1100, n) * 10.0 ** rng.integers(-7, 7),
        'wide': lambda: rng.standard_normal(n) * 10.0 ** rng.integers(low + 3, high - 1, n),
        'bits': lambda: rng.integers(0, 2 ** (8 * info.dtype.itemsize), n, dtype=BITS[dtype]).view(dtype),
        'decimals': lambda: rng.integers(-2000, 2000, n) / 10.0 ** rng.integers(0, 5),
        'ties': lambda: (2 * rng.integers(-500, 500, n) + 1) / 2.0 ** rng.integers(1, 16),
        'integers': lambda: rng.integers(-(10 ** rng.integers(1, 9)), 10 ** rng.integers(1, 9), n).astype('float64'),
        'twos': lambda: 2.0 ** rng.integers(info.minexp - info.nmant, info.maxexp, n),
        'tens': lambda: np.nextafter(
            (10.0 ** rng.integers(low + 1, high, n)).astype(dtype), rng.choice([0.0, np.inf], n).astype(dtype)
        ),
        'exact tens': lambda: 10.0 ** rng.integers(-5, 10, n) * rng.choice([-1, 1], n),
        'subnormal': lambda: info.smallest_subnormal * rng.integers(0, 2 ** rng.integers(1, info.nmant), n),
        'constant': lambda: np.full(n, rng.choice([0.0, -0.0, 1.0, 0.1, 1 / 3, 1e8, 99999999.0, 1e-4, 9.9e-5, 1e16])),
        'thresholds': lambda: rng.choice([1e-4, 0.1, 100.0, 100.1, 1000.0, 1e3 + 1e-9, 999999.94, 1e6, 1e8, 1.0], n),
        'nines': lambda: 10.0 ** rng.integers(-3, 6, n) - 10.0 ** rng.integers(-12, -3, n),
    }
    with np.errstate(all='ignore'):
        values = kinds[rng.choice(sorted(kinds))]().astype(dtype)
    if rng.random() < 0.25:
        special = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0], dtype)
        some = rng.random(n) < rng.choice([0.1, 0.5, 1.0])
        values = np.where(some, rng.choice(special[: rng.integers(1, 6)], n), values)
    return values


def values_of(rng, dtype, n):
    if dtype == 'bool':
        return rng.random(n) < 0.5
    if dtype in FLOATS:
        return float_values(rng, dtype, n)
    if dtype in PARTS:
        made = np.empty(n, dtype)
        made.real, made.imag = (float_values(rng, PARTS[dtype], n) for _ in range(2))
        return made
    info = np.iinfo(dtype)
    if rng.random() < 0.5:
        return rng.integers(info.min, info.max, n, dtype=dtype, endpoint=True)
    bound = min(info.max, 10 ** int(rng.integers(0, 12)))
    return rng.integers(max(info.min, -bound), bound, n, dtype=dtype, endpoint=True)


def random_options(rng):
    draws = {
        'precision': lambda: int(rng.choice([0, 1, 2, 3, 5, 8, 12, 17, 20, 40])),
        'threshold': lambda: int(rng.choice([0, 3, 10, 30])),
        'edgeitems': lambda: int(rng.integers(1, 5)),
        'linewidth': lambda: int(rng.choice([1, 10, 20, 40, 60, 120])),
        'suppress': lambda: True,
        'nanstr': lambda: str(rng.choice(['NA', 'not a number', '-'])),
        'infstr': lambda: str(rng.choice(['Inf', 'infinity', '8'])),
        'sign': lambda: str(rng.choice(['+', ' '])),
        'floatmode': lambda: str(rng.choice(['fixed', 'unique', 'maxprec_equal'])),
    }
    names = rng.choice(sorted(draws), rng.integers(1, 4), replace=False)
    return {name: draws[name]() for name in sorted(names)}


def stored(array):
    """The values as text that JavaScript reads back without loss."""
    flat = array.ravel()
    if array.dtype.kind == 'b':
        return ' '.join('1' if x else '0' for x in flat)
    if array.dtype.kind == 'c':
        return ' '.join(f'{z.real!r},{z.imag!r}' for z in flat.tolist())
    return ' '.join(repr(x) for x in flat.tolist())


def printed(array, options):
    with np.printoptions(**options):
        return {'str': str(array), 'repr': repr(array)}


def array_case(array, options, **given):
    case = {'dtype': array.dtype.name, 'shape': array.shape, **given}
    if options:
        case['options'] = options
    return {**case, **printed(array, options)}


def random_case(rng):
    dtype = str(rng.choice(DTYPES))
    shape = tuple(int(x) for x in rng.integers(1, [40, 9, 6, 4, 3][rng.integers(0, 5)] + 1, rng.integers(0, 5)))
    if len(shape) == 1 and rng.random() < 0.2:
        shape = (int(rng.integers(1, 50)),)
    while np.prod(shape, dtype=int) > 50:
        shape = shape[:-1]
    array = values_of(rng, dtype, int(np.prod(shape, dtype=int))).reshape(shape)
    options = random_options(rng) if rng.random() < 0.45 else {}
    return array_case(array, options, values=stored(array))


def rule_case(dtype, shape, rule, options=None):
    mul, mod, offset, scale = rule
    size = int(np.prod(shape, dtype=float))
    if mul == 0:
        array = np.broadcast_to(np.array(-offset * scale, dtype), shape)
    elif size > RULE_LIMIT:
        raise ValueError('only constants may be larger than RULE_LIMIT')
    else:
        array = (((np.arange(size) * mul) % mod - offset) * scale).astype(dtype).reshape(shape)
    return array_case(array, options or {}, rule=list(rule))


def edge_cases():
    count = (1, 10**9, 0, 1)
    mixed = (7919, 10007, 5000, 0.37)
    for shape in [(1001,), (4, 251), (251, 4), (7, 200), (11, 11, 11), (2, 9, 8, 9)]:
        yield rule_case('int64', shape, count)
        yield rule_case('float64', shape, mixed)
    yield rule_case('int16', (1000,), count)
    for dtype in ['int16', 'uint64', 'float32', 'bool']:
        yield rule_case(dtype, (1500,), (1, 100, 0, 1))
        yield rule_case(dtype, (20, 80), (1, 100, 0, 1))
    yield rule_case('float32', (9000,), (1, 10**9, 0, 0.1))
    yield rule_case('float64', (1001, 2), (7919, 10007, 5000, 1e-7))
    yield rule_case('int64', (2000,), count, {'edgeitems': 1})
    yield rule_case('int64', (40, 50), count, {'edgeitems': 5})
    yield rule_case('float64', (30,), mixed, {'threshold': 5, 'edgeitems': 2, 'floatmode': 'fixed', 'precision': 3})
    yield rule_case('float64', (50,), mixed, {'threshold': 2**53})
    yield rule_case('float64', (10**6, 10**6), (0, 1, -1.5, 1))
    yield rule_case('int8', (10**4, 10**4, 10**4), (0, 1, 3, 1))
    yield rule_case('bool', (10**12,), (0, 1, -1, 1))
    yield rule_case('float64', (1,) * 64, (0, 1, -0.1, 1))
    yield rule_case('int32', (1,) * 62 + (2, 3), count, {'linewidth': 80})
    yield rule_case('complex128', (1001,), mixed)
    yield rule_case('complex64', (40, 30), count)
    for dtype in ['bool', 'int64', 'int8', 'float16', 'float32', 'float64', 'complex64', 'complex128']:
        for shape in [(0,), (0, 3), (3, 0), (2, 0, 4)]:
            array = np.zeros(shape, dtype)
            yield array_case(array, {}, values='')
    for dtype, values in {
        'bool': [True, False],
        'int64': [0, -1, 2**63 - 1, -(2**63)],
        'uint64': [2**64 - 1],
        'float16': [0, 1, 1000, 999.5, 65504, 0.0001, 6e-8, np.nan],
        'float32': [0.1, 1 / 3, 999999.94, 1e6, 1e-4, 1e-45, 16777216, np.inf],
        'float64': [0, -0.0, 1, 0.1, 1 / 3, 1e15, 9999999999999998, 1e16, 1e-4, 9.99e-5, 1e23, 5e-324, 2.0**-44, np.nan,
                    np.inf, -np.inf, 1.7976931348623157e308, 123456789.125],
        'complex64': [1 + 2j, 2j, complex(-0.0, 2), 1 / 3 + 1e8j, 1e-5j, complex(np.nan, -np.inf), 1e6 - 1e5j],
        'complex128': [1 + 2j, 2j, complex(-0.0, 2), complex(1, -0.0), complex(np.nan, np.nan), complex(-np.inf, np.inf),
                       1e16 + 1e15j, 1 / 3 - 2 / 3j, complex(0, np.nan), 1e-5 + 1e-4j, 0, -1e300 + 5e-324j],
    }.items():
        for value in values:
            array = np.array(value, dtype)
            yield array_case(array, {}, values=stored(array))
            yield array_case(array, {'precision': 3, 'sign': '+'}, values=stored(array))

    # Quotients that only round to 1000, midpoints that belong to the even neighbour, signs that take room.
    for dtype, values, options in [
        ('float32', [1912.755615234375, 1.9127556085586548], {}),
        ('float16', [713.0, 0.712890625], {}),
        ('float16', [4108, 4112, 4128, 4132], {}),
        ('float64', [-0.0, 1], {'sign': ' '}),
        ('float64', [np.inf, 1], {'sign': ' '}),
        ('int64', [-1, 10], {'sign': ' '}),
        ('complex128', [1 + 2j, -3.5 - 1e10j, 0.1], {}),
        ('complex128', [complex(np.nan, 1), complex(1, -np.inf), complex(-0.0, 0.0)], {}),
        ('complex128', [1 + 1 / 3j, 10 - 2j], {'precision': 3, 'sign': '+'}),
        ('complex128', [1 + 1e-9j, 1000 - 2j], {'suppress': True}),
        ('complex64', [1 + 2j, 3], {'floatmode': 'fixed', 'sign': ' '}),
    ]:
        array = np.array(values, dtype)
        yield array_case(array, options, values=stored(array))


def scalar_case(call, x, options):
    return {
        'call': call,
        'x': repr(float(x)),
        'options': {'dtype': x.dtype.name, **{CAMEL.get(name, name): value for name, value in options.items()}},
        'text': getattr(np, f'format_float_{call}')(x, **options),
    }


def edge_scalars():
    # The shortest digits of 1e23 stand above its value, 99999999999999991611392.
    for call in ['positional', 'scientific']:
        yield scalar_case(call, np.float64(1e23), {'min_digits': 20})
    for x in [4108, 4112]:
        yield scalar_case('positional', np.float16(x), {})
    for precision in [1, 22, 23, 24]:
        options = {'unique': False, 'precision': precision, 'fractional': False}
        yield scalar_case('positional', np.float64(1e23), options)


def random_scalar(rng):
    dtype = str(rng.choice(FLOATS))
    x = float_values(rng, dtype, 1)[0]
    scientific = bool(rng.random() < 0.5)
    small = lambda top: int(rng.integers(0, top))
    options = {'unique': False, 'precision': small(30)} if rng.random() < 0.3 else {}
    if rng.random() < 0.4:
        options['precision'] = small(30)
    if rng.random() < 0.4:
        options['min_digits'] = small(options.get('precision', 25) + 1)
    if rng.random() < 0.7:
        options['trim'] = str(rng.choice(['k', '.', '0', '-']))
    if rng.random() < 0.2:
        options['sign'] = True
    if rng.random() < 0.3:
        options['pad_left'] = small(12)
    if scientific:
        if rng.random() < 0.3:
            options['exp_digits'] = small(8)
    else:
        if rng.random() < 0.3:
            options['pad_right'] = small(30)
        if rng.random() < 0.4 and options.get('precision') != 0:
            options['fractional'] = False
    return scalar_case('scientific' if scientific else 'positional', x, options)


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seed', type=int, default=2)
    parser.add_argument('--count', type=int, default=270, help='random arrays, and as many scalars')
    parser.add_argument('--out', type=pathlib.Path, default=here / 'test' / 'fixtures' / 'format.json')
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    arrays = [*edge_cases(), *(random_case(rng) for _ in range(args.count))]
    scalars = [*edge_scalars(), *(random_scalar(rng) for _ in range(args.count))]
    rows = lambda cases: ',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases)
    head = json.dumps({'numpy': np.__version__})[1:-1]
    args.out.write_text(f'{{{head},\n"arrays":[\n{rows(arrays)}\n],\n"scalars":[\n{rows(scalars)}\n]}}\n')
    print(f'{args.out}: {len(arrays)} arrays, {len(scalars)} scalars, {args.out.stat().st_size} bytes')


if __name__ == '__main__':
    main()
