#!/usr/bin/env python3
"""Derives the tables and polynomials of the vector mathematics (needs mpmath and NumPy).

    python3 scripts/derive_vector_math.py > native/kernels/elementwise/math_constants.h

Polynomials are minimax (Remez, 60 digits), their coefficients then rounded; the largest errors found go to stderr.
"""
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60
LN2 = mp.log(2)
PI_2 = mp.pi / 2


def double(x):
    return float(mp.mpf(x))


def single(x):
    return float(np.float32(double(x)))


def truncated(x, bits):
    """x rounded to nearest to a multiple of 2**-bits."""
    return mp.nint(mp.mpf(x) * mp.mpf(2) ** bits) / mp.mpf(2) ** bits


def fit(f, low, high, count, weight):
    """Coefficients, lowest first, of the polynomial with `count` terms with the least largest |f - p| * weight (Remez)."""
    size = 40 * (count + 1)
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / size) for i in range(size + 1)]
    grid = [x for x in grid if abs(x) > (high - low) * mp.mpf(2) ** -10]
    values = [f(x) for x in grid]
    weights = [weight(x) for x in grid]
    reference = [round(i * (len(grid) - 1) / count) for i in range(count + 1)]
    for _ in range(12):
        rows = mp.matrix(count + 1, count + 1)
        right = mp.matrix(count + 1, 1)
        for i, k in enumerate(reference):
            for j in range(count):
                rows[i, j] = grid[k] ** j
            rows[i, count] = (-1) ** i / weights[k]
            right[i] = values[k]
        solution = list(mp.lu_solve(rows, right))[:count]
        errors = [(mp.polyval(solution[::-1], x) - y) * w for x, y, w in zip(grid, values, weights)]
        # The largest error of each run of one sign, then as many neighbouring runs as the reference needs.
        runs = []
        for k, e in enumerate(errors):
            if runs and (errors[runs[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[runs[-1]]):
                    runs[-1] = k
            else:
                runs.append(k)
        while len(runs) > count + 1:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        if len(runs) < count + 1 or runs == reference:
            break
        reference = runs
    return solution


def worst(f, coefficients, low, high, weight, steps=600):
    """log2 of the largest |f - p| * weight."""
    largest = mp.mpf(0)
    for i in range(steps + 1):
        x = low + (high - low) * i / steps
        if abs(x) < (high - low) * mp.mpf(2) ** -20:
            continue
        p = mp.polyval(list(reversed([mp.mpf(c) for c in coefficients])), x)
        largest = max(largest, abs((f(x) - p) * weight(x)))
    return float(mp.log(largest, 2))


def report(name, bits):
    print(f'{name}: largest error 2^{bits:.1f}', file=sys.stderr)


def emit(name, values, comment, ctype='double'):
    suffix = 'f' if ctype == 'float' else ''
    words = ', '.join(float(v).hex() + suffix for v in values)
    print(f'// {comment}')
    if len(values) == 1:
        print(f'inline constexpr {ctype} {name} = {words};')
    else:
        print(f'alignas(64) inline constexpr {ctype} {name}[{len(values)}] = {{\n    {words}}};')


def polynomial(name, f, low, high, count, comment, weight, rounding=double, ctype='double'):
    coefficients = [rounding(c) for c in fit(f, mp.mpf(low), mp.mpf(high), count, weight)]
    report(name, worst(f, coefficients, mp.mpf(low), mp.mpf(high), weight))
    emit(name, coefficients, comment, ctype)


def exp_tables():
    step = LN2 / 16
    emit('kExpSteps', [double(16 / LN2)], '16 / ln 2')
    high = double(step)
    emit('kExpStepHigh', [high], 'ln 2 / 16 in two parts')
    emit('kExpStepLow', [double(step - mp.mpf(high))], 'the rest')
    tops = [double(mp.mpf(2) ** (mp.mpf(j) / 16)) for j in range(16)]
    emit('kExpHigh', tops, '2^(j/16), rounded')
    emit('kExpLow', [double(mp.mpf(2) ** (mp.mpf(j) / 16) - mp.mpf(t)) for j, t in enumerate(tops)], 'what the rounding lost')
    bound = step / 2 * mp.mpf('1.001')
    polynomial('kExpPoly', lambda r: (mp.exp(r) - 1 - r) / r**2, -bound, bound, 5,
               '(e^r - 1 - r) / r^2 for |r| <= ln 2 / 32', weight=lambda r: r**2)
    polynomial('kExpm1Poly', lambda r: (mp.exp(r) - 1 - r) / r**2, -bound, bound, 6,
               'the same, to 2^-58 of e^r - 1', weight=lambda r: abs(r))
    polynomial('kExpPolyShort', lambda r: (mp.exp(r) - 1 - r) / r**2, -bound, bound, 3,
               'the same, enough for float32', weight=lambda r: r**2)


def log_interval(index, bits):
    """Bounds of interval `index` of 2^bits, which are half a step off the numbers with trailing zeros, so that 1 is inside
    one; the mantissas below 1 come first."""
    step = mp.mpf(2) ** -bits
    below = mp.mpf(9 * 2 ** (bits - 4))  # intervals below the one of 1
    position = index - below

    def at(p):  # value at p steps of the bit pattern from 1
        return 1 + p * step if p >= 0 else 1 + p * step / 2

    return at(position - mp.mpf('0.5')), at(position + mp.mpf('0.5'))


def log_tables():
    """16 entries: 1/c such that log c lies within 2^-63 of a multiple of 2^-42, so that no low parts are needed."""
    inverse, logs, largest = [], [], mp.mpf(0)
    rng = np.random.default_rng(1)
    for i in range(16):
        low, high = log_interval(i, 4)
        if low < 1 < high:
            inverse.append(1.0)
            logs.append(0.0)
            largest = max(largest, abs(low - 1), abs(high - 1))
            continue
        centre = 2 / (low + high)
        candidates = double(centre) * (1 + (rng.random(1 << 21) - 0.5) * 1e-4)
        scaled = -np.log(candidates.astype(np.longdouble)) * np.longdouble(2) ** 42
        best = candidates[np.argsort(np.abs(scaled - np.rint(scaled)))[:8]]
        error, chosen = min((abs(-mp.log(mp.mpf(float(c))) - truncated(-mp.log(mp.mpf(float(c))), 42)), float(c)) for c in best)
        inverse.append(chosen)
        logs.append(double(truncated(-mp.log(mp.mpf(chosen)), 42)))
        report(f'log entry {i}', float(mp.log(error, 2)))
        largest = max(largest, abs(low * mp.mpf(chosen) - 1), abs(high * mp.mpf(chosen) - 1))
    emit('kLogInverse', inverse, '1/c of 16 intervals of [0.703, 1.406), in the order of the bits of the mantissa from kLogOffset')
    emit('kLogOf', logs, 'log c, within 2^-63 of these multiples of 2^-42')
    print(f'log: |r| <= {float(largest)}', file=sys.stderr)
    bound = largest * mp.mpf('1.0001')
    polynomial('kLogPoly', lambda r: (mp.log1p(r) - r + r**2 / 2) / r**3, -bound, bound, 8,
               '(log(1+r) - r + r^2/2) / r^3', weight=lambda r: r**2)
    polynomial('kLogPolyShort', lambda r: (mp.log1p(r) - r + r**2 / 2) / r**3, -bound, bound, 5,
               'the same, enough for float32', weight=lambda r: r**2)
    high = truncated(LN2, 42)
    emit('kLn2High', [double(high)], 'ln 2, a multiple of 2^-42')
    emit('kLn2Low', [double(LN2 - high)], 'the rest')


def pow_log_tables():
    """64 entries: 1/c of so few bits that z/c - 1 is exact in float64, log c in two parts."""
    inverse, highs, lows, largest = [], [], [], mp.mpf(0)
    for i in range(64):
        low, high = log_interval(i, 6)
        places = 53 if high <= 1 else 52  # of z after the binary point
        for bits in range(12, 0, -1):
            c = mp.mpf(1) if low < 1 < high else truncated(2 / (low + high), bits)
            reach = max(abs(low * c - 1), abs(high * c - 1))
            if c == 1 or reach * mp.mpf(2) ** (places + bits) <= 2**53:
                break
        inverse.append(double(c))
        highs.append(double(truncated(-mp.log(c), 42)))
        lows.append(double(-mp.log(c) - mp.mpf(highs[-1])))
        largest = max(largest, reach)
    emit('kPowInverse', inverse, '1/c of 64 intervals of [0.703, 1.406)')
    emit('kPowLogHigh', highs, 'log c, multiples of 2^-42')
    emit('kPowLogLow', lows, 'the rest')
    print(f'pow: |r| <= {float(largest)}', file=sys.stderr)
    bound = largest * mp.mpf('1.0001')
    polynomial('kPowLogPoly', lambda r: (mp.log1p(r) - r + r**2 / 2) / r**3, -bound, bound, 7,
               '(log(1+r) - r + r^2/2) / r^3 for the 64 intervals', weight=lambda r: r**2)


def trigonometry():
    emit('kTwoOverPi', [double(1 / PI_2)], '2 / pi')
    first = double(PI_2)
    rest = PI_2 - mp.mpf(first)
    second = double(truncated(rest, 86))  # 33 bits: its products with up to 2^20 are exact
    emit('kPiHalf1', [first], 'pi / 2 in three parts; the second has 33 bits')
    emit('kPiHalf2', [second], 'second part')
    emit('kPiHalf3', [double(rest - mp.mpf(second))], 'third part')
    bound = (PI_2 / 2) ** 2 * mp.mpf('1.0001')
    root = mp.sqrt

    def sine(s):
        x = root(s)
        return (mp.sin(x) - x) / x**3

    def cosine(s):
        return (mp.cos(root(s)) - 1 + s / 2) / s**2

    tiny = mp.mpf(2) ** -30
    polynomial('kSinPoly', sine, tiny, bound, 6, '(sin x - x) / x^3 in x^2, |x| <= pi/4', weight=lambda s: s)
    polynomial('kCosPoly', cosine, tiny, bound, 6, '(cos x - 1 + x^2/2) / x^4 in x^2', weight=lambda s: s**2)
    emit('kInversePi', [double(1 / mp.pi)], '1 / pi')
    emit('kPi1', [double(mp.pi)], 'pi in two parts')
    emit('kPi2', [double(mp.pi - mp.mpf(double(mp.pi)))], 'the rest')
    polynomial('kSinPolyShort', sine, tiny, PI_2**2 * mp.mpf('1.0001'), 5,
               '(sin x - x) / x^3 in x^2 for |x| <= pi/2, enough for float32', weight=lambda s: s)


def quarter_sines():
    """Enough for the tangent of float32."""
    tiny, bound = mp.mpf(2) ** -30, (PI_2 / 2) ** 2 * mp.mpf('1.0001')
    root = mp.sqrt
    polynomial('kSinPolyQuarter', lambda s: (mp.sin(root(s)) - root(s)) / root(s)**3, tiny, bound, 4,
               '(sin x - x) / x^3 in x^2 for |x| <= pi/4, enough for float32', weight=lambda s: s)
    polynomial('kCosPolyQuarter', lambda s: (mp.cos(root(s)) - 1) / s, tiny, bound, 4,
               '(cos x - 1) / x^2 in x^2, enough for float32', weight=lambda s: s)


def inverse_trigonometry():
    root = mp.sqrt
    tiny = mp.mpf(2) ** -30
    quarter = mp.mpf(1) / 4

    def arcsine(s):
        return (mp.asin(root(s)) - root(s)) / root(s)**3

    def arctangent(s):
        return (mp.atan(root(s)) - root(s)) / root(s)**3

    polynomial('kArcSinPoly', arcsine, tiny, quarter, 13, '(asin x - x) / x^3 in x^2, |x| <= 1/2', weight=lambda s: s)
    eighth = mp.tan(mp.pi / 8)
    emit('kTanPiEighth', [double(eighth)], 'tan(pi / 8)')
    bound = eighth**2 * mp.mpf('1.0001')
    polynomial('kArcTanPoly', arctangent, tiny, bound, 11, '(atan x - x) / x^3 in x^2, |x| <= tan(pi/8)', weight=lambda s: s)
    quarters = [mp.pi / 4 * (k if k < 5 else 0) for k in range(16)]
    emit('kQuarterPi', [double(q) for q in quarters], 'k pi / 4 up to pi')
    emit('kQuarterPiLow', [double(q - mp.mpf(double(q))) for q in quarters], 'what the rounding lost')


def hyperbolic():
    root = mp.sqrt
    bound = (LN2 / 32 * mp.mpf('1.001')) ** 2
    tiny = bound * mp.mpf(2) ** -20
    polynomial('kSinhPoly', lambda s: (mp.sinh(root(s)) - root(s)) / root(s)**3, tiny, bound, 3,
               '(sinh r - r) / r^3 in r^2, |r| <= ln 2 / 32', weight=lambda s: s)
    polynomial('kCoshPoly', lambda s: (mp.cosh(root(s)) - 1) / s, tiny, bound, 3, '(cosh r - 1) / r^2 in r^2', weight=lambda s: s)


def logarithms_of_other_bases():
    for name, value, comment in [('kLn2', LN2, 'ln 2'),
                                 ('kInverseLn2', 1 / LN2, '1 / ln 2'), ('kInverseLn10', 1 / mp.log(10), '1 / ln 10')]:
        emit(name, [double(value)], comment)
        emit(f'{name}Rest', [double(value - mp.mpf(double(value)))], 'what the rounding lost')


def cube_root():
    polynomial('kInverseCbrtPoly', lambda m: m ** (-mp.mpf(1) / 3), 1, 2, 5, 'm^(-1/3) for 1 <= m < 2',
               weight=lambda m: m ** (mp.mpf(1) / 3))
    emit('kInverseCbrtOf', [double(mp.mpf(2) ** (-mp.mpf(k) / 3)) for k in range(3)], '2^(-k/3)')


def bessel():
    """e^-x I0(x): below 8 in 16 intervals, from 8 on times the root of x as a polynomial in 16/x - 1."""
    def near(x):
        return mp.exp(-x) * mp.besseli(0, x)

    terms = 15
    rows, lows, worst_error = [], [], mp.mpf(0)
    for i in range(16):
        centre = mp.mpf(i) / 2 + mp.mpf(1) / 4
        f = lambda y: near(centre + y)
        wanted = list(reversed(mp.chebyfit(f, [-mp.mpf(1) / 4, mp.mpf(1) / 4], terms)))
        coefficients = [double(c) for c in wanted]
        rows.append(coefficients)
        lows.append(double(wanted[0] - mp.mpf(coefficients[0])))
        for k in range(41):
            y = (mp.mpf(k) / 40 - mp.mpf(1) / 2) / 2
            exact = f(y)
            worst_error = max(worst_error, abs(mp.polyval([mp.mpf(c) for c in coefficients[::-1]], y) / exact - 1))
    report('kI0Near', float(mp.log(worst_error, 2)))
    words = ',\n    '.join('{' + ', '.join(float(row[k]).hex() for row in rows) + '}' for k in range(terms))
    print('// coefficients in x - (i + 1/2) / 2 of e^-x I0(x) for i <= 2 x < i + 1, i from 0 to 15')
    print(f'alignas(64) inline constexpr double kI0Near[{terms}][16] = {{\n    {words}}};')

    emit('kI0NearLow', lows, 'what the rounding of the first ones lost')

    def far(y):
        if y == -1:
            return 1 / mp.sqrt(2 * mp.pi)
        x = 16 / (y + 1)
        return mp.sqrt(x) * mp.exp(-x) * mp.besseli(0, x)

    wanted = list(reversed(mp.chebyfit(far, [-1, 1], 25)))
    coefficients = [double(c) for c in wanted]
    errors = [abs(mp.polyval([mp.mpf(c) for c in coefficients[::-1]], y) / far(y) - 1)
              for y in [mp.mpf(k) / 50 - 1 for k in range(1, 101)]]
    report('kI0Far', float(mp.log(max(errors), 2)))
    emit('kI0Far', coefficients, 'sqrt(x) e^-x I0(x) in 16/x - 1 for x >= 8')
    emit('kI0FarLow', [double(wanted[0] - mp.mpf(coefficients[0]))], 'what the rounding of the first one lost')


def large_reduction():
    """2/pi as words of 64 bits behind a zero word, and pi/2 as 128 bits."""
    with mp.workdps(500):
        bits = int(mp.floor(2 / mp.pi * mp.mpf(2) ** (64 * 19)))
        words = [0] + [(bits >> (64 * (18 - i))) & (2**64 - 1) for i in range(19)]
        half = int(mp.nint(mp.pi / 2 * mp.mpf(2) ** 127))
    print('// 2 / pi: the bits after the binary point, behind 64 zeros')
    print(f'inline constexpr uint64_t kTwoOverPiWords[{len(words)}] = {{\n    ' + ', '.join(f'0x{w:016X}' for w in words) + '};')
    print('// pi / 2 in units of 2^-127')
    print(f'inline constexpr uint64_t kPiHalfWords[2] = {{0x{half >> 64:016X}, 0x{half & (2**64 - 1):016X}}};')


def single_precision():
    bound = LN2 / 2 * mp.mpf('1.0001')
    emit('kInverseLn2F', [single(1 / LN2)], '1 / ln 2', 'float')
    high = mp.nint(LN2 * 2**15) / 2**15
    emit('kLn2HighF', [single(high)], 'ln 2, of 15 bits', 'float')
    emit('kLn2LowF', [single(LN2 - high)], 'the rest', 'float')
    polynomial('kExpPolyF', lambda r: (mp.exp(r) - 1 - r) / r**2, -bound, bound, 5, '(e^r - 1 - r) / r^2, |r| <= ln 2 / 2',
               weight=lambda r: r**2, rounding=single, ctype='float')
    polynomial('kLogPolyF', lambda r: (mp.log1p(r) - r + r**2 / 2) / r**3, mp.sqrt(mp.mpf('0.5')) - 1, mp.sqrt(mp.mpf(2)) - 1,
               8, '(log(1+r) - r + r^2/2) / r^3 for sqrt(1/2) <= 1 + r < sqrt(2)', weight=lambda r: r**2, rounding=single, ctype='float')


def more_single_precision():
    """The functions of float32 that are computed in float32."""
    root = mp.sqrt
    tiny = mp.mpf(2) ** -20
    bound = LN2 / 2 * mp.mpf('1.0001')

    def series(name, f, low, high, count, comment, weight):
        polynomial(name, f, low, high, count, comment, weight=weight, rounding=single, ctype='float')

    def in_two(name, value, comment):
        emit(name, [single(value)], comment, 'float')
        emit(f'{name}Rest', [single(value - mp.mpf(single(value)))], 'what the rounding lost', 'float')

    series('kExpm1PolyF', lambda r: (mp.exp(r) - 1 - r) / r**2, -bound, bound, 6, '(e^r - 1 - r) / r^2, for e^r - 1', abs)
    series('kExp2PolyF', lambda r: (mp.mpf(2) ** r - 1) / r, -mp.mpf(1) / 2, mp.mpf(1) / 2, 6, '(2^r - 1) / r, |r| <= 1/2', abs)
    series('kSinhPolyF', lambda s: (mp.sinh(root(s)) - root(s)) / root(s)**3, tiny, 1, 4, '(sinh x - x) / x^3 in x^2, |x| <= 1',
           lambda s: s)
    series('kArcSinPolyF', lambda s: (mp.asin(root(s)) - root(s)) / root(s)**3, tiny, mp.mpf(1) / 4, 5,
           '(asin x - x) / x^3 in x^2, |x| <= 1/2', lambda s: s)
    series('kArcTanPolyF', lambda s: (mp.atan(root(s)) - root(s)) / root(s)**3, tiny, mp.tan(mp.pi / 8)**2 * mp.mpf('1.0001'), 5,
           '(atan x - x) / x^3 in x^2, |x| <= tan(pi/8)', lambda s: s)
    sixteenth = mp.mpf(1) / 16
    series('kArcSinhPolyF', lambda s: (mp.asinh(root(s)) - root(s)) / root(s)**3, tiny, sixteenth, 4,
           '(asinh x - x) / x^3 in x^2, |x| <= 1/4', lambda s: s)
    series('kArcTanhPolyF', lambda s: (mp.atanh(root(s)) - root(s)) / root(s)**3, tiny, sixteenth, 4,
           '(atanh x - x) / x^3 in x^2, |x| <= 1/4', lambda s: s)
    series('kInverseCbrtPolyF', lambda m: m ** (-mp.mpf(1) / 3), 1, 2, 5, 'm^(-1/3) for 1 <= m < 2',
           lambda m: m ** (mp.mpf(1) / 3))
    in_two('kQuarterPiF', mp.pi / 4, 'pi / 4')
    in_two('kInverseLn2TopF', 1 / LN2, '1 / ln 2')
    in_two('kInverseLn10F', 1 / mp.log(10), '1 / ln 10')
    log10_2 = mp.log(2) / mp.log(10)
    high = mp.nint(log10_2 * 2**15) / 2**15
    emit('kLog10Of2HighF', [single(high)], 'log10 2, of 14 bits', 'float')
    emit('kLog10Of2LowF', [single(log10_2 - high)], 'the rest', 'float')


print('''// Generated by scripts/derive_vector_math.py. Do not edit.
// clang-format off
#pragma once
#include <cstdint>

namespace nds {

// Subtracted from the bits of a float64, leaves the interval's index in the top bits of the mantissa and the exponent
// over them: the bits of 1, less half an interval and 9/16 of the mantissas.''')
print('inline constexpr uint64_t kLogOffset = 0x3FE6800000000000ull;')
print('// The same for 64 intervals.')
print(f'inline constexpr uint64_t kPowOffset = 0x{0x3FF0000000000000 - (1 << 45) - 36 * (1 << 46):016X}ull;')
assert 0x3FE6800000000000 == 0x3FF0000000000000 - (1 << 47) - 9 * (1 << 48)
exp_tables()
log_tables()
pow_log_tables()
trigonometry()
quarter_sines()
inverse_trigonometry()
hyperbolic()
logarithms_of_other_bases()
cube_root()
bessel()
large_reduction()
single_precision()
more_single_precision()
print('\n}  // namespace nds')
