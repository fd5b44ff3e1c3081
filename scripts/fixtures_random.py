#!/usr/bin/env python3
"""Writes test/fixtures/random.json: what NumPy's SeedSequence, PCG64 and Generator give, for the tests to compare with.

Usage: python3 scripts/fixtures_random.py            writes the fixture
       python3 scripts/fixtures_random.py --table    prints the steps of the first session as rows of C++, the table in
                                                     test/native/random_test.cc

Every step of a session goes on from the state the one before left. `bytes` are the values, little-endian, in hexadecimal
(short results only); `digest` is over all of them, see digest() below.
"""
import json
import pathlib
import sys

import numpy as np

SEED = 20260821
OUT = pathlib.Path(__file__).resolve().parent.parent / 'test' / 'fixtures' / 'random.json'
U32, U64 = 2**32 - 1, 2**64 - 1


def digest(values):
    """The sum of w[i] * (2i + 1) * 0x9e3779b97f4a7c15 modulo 2^64 over the bytes as 64-bit words, zero-padded."""
    data = values.tobytes()
    words = np.frombuffer(data + b'\0' * (-len(data) % 8), '<u8')
    odd = np.arange(len(words), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return int((words * odd * np.uint64(0x9E3779B97F4A7C15)).sum(dtype=np.uint64))


def draw(generator, op, dtype, n, low, high):
    if op == 'random':
        return generator.random(n, dtype=dtype)
    if op == 'standardNormal':
        return generator.standard_normal(n, dtype=dtype)
    if op == 'integers':
        return generator.integers(low, high, n, dtype=dtype, endpoint=True)
    raise ValueError(op)


def session(seed, steps):
    """Runs (op, dtype, n[, low, high]) steps; ('advance', delta) and ('jump', times) move the generator."""
    bit_generator = np.random.PCG64(seed)
    rows = []
    for step in steps:
        row = {'op': step[0]}
        if step[0] == 'advance':
            row['delta'] = str(step[1])
            bit_generator.advance(step[1])
        elif step[0] == 'jump':
            row['times'] = step[1]
            bit_generator = bit_generator.jumped(step[1])
        else:
            op, dtype, n = step[:3]
            low, high = step[3:] if len(step) > 3 else (None, None)
            values = draw(np.random.Generator(bit_generator), op, dtype, n, low, high)
            row |= {'dtype': dtype, 'n': n}
            if low is not None:
                row |= {'low': str(low), 'high': str(high)}
            if values.nbytes <= 40:
                row['bytes'] = values.tobytes().hex()
            row['digest'] = f'{digest(values):016x}'
        state = bit_generator.state
        row['state'] = f"{state['state']['state']:032x}"
        row['hasUint32'] = state['has_uint32']
        row['uinteger'] = state['uinteger']
        rows.append(row)
    return {'seed': str(seed), 'inc': f"{state['state']['inc']:032x}", 'steps': rows}


def integer_steps(n):
    """Every dtype with spans that meet each branch of Generator.integers."""
    for dtype in ('int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'):
        info = np.iinfo(dtype)
        full = 2**info.bits - 1
        spans = [1, 5, 99, full // 2, full // 2 + 1, full - 1, full]
        if info.bits == 64:
            spans += [U32 - 1, U32, U32 + 1, 3 * 2**30, 3 * 2**62]
        for i, span in enumerate(spans):
            low = (info.min, info.max - span, max(info.min, min(-3, info.max - span)))[i % 3]
            yield 'integers', dtype, n, low, low + span


def first_session():
    yield 'random', 'float64', 3
    yield 'random', 'float32', 3
    yield 'random', 'float64', 2
    yield 'random', 'float32', 4
    yield 'standardNormal', 'float64', 5
    yield 'standardNormal', 'float32', 6
    yield 'integers', 'int64', 1, 0, 0
    for n in (1, 700):
        yield from integer_steps(n)
    for n in (1, 31, 32, 33, 1000):
        yield 'integers', 'bool', n, 0, 1
    for op in ('random', 'standardNormal'):
        for dtype in ('float64', 'float32'):
            for n in (0, 1, 63, 64, 65, 257, 1025, 300001):
                yield op, dtype, n
    for dtype, low, high in (('uint8', 0, 99), ('int16', -300, 30000), ('int32', -2**31, 2), ('int64', -5, 3 * 2**30),
                             ('int64', -5, 3 * 2**61), ('uint64', 0, U64)):
        yield 'integers', dtype, 1, 0, 6
        yield 'integers', dtype, 700003, low, high
    yield 'random', 'float32', 1
    yield 'advance', 2**100 + 12345
    yield 'standardNormal', 'float32', 3
    yield 'jump', 3
    yield 'random', 'float64', 2


def other_session():
    yield 'standardNormal', 'float64', 4
    yield 'integers', 'int64', 5, 0, 9
    yield 'random', 'float64', 4
    yield 'integers', 'int32', 5, -10, 10


def seed_sequences():
    big = 0x123456789abcdef0fedcba9876543210
    for entropy, spawn_key, pool_size in (
            (0, [], 4), (1, [], 4), (42, [], 4), (U32, [], 4), (U32 + 1, [], 4), (big, [], 4), (big**3, [], 4), ([], [], 4),
            ([1, 2, 3], [], 4), ([0, big, 7], [], 4), (list(range(1, 12)), [], 4), (42, [0], 4), (42, [1, 2], 4),
            (big**2, [5, 2**40], 4), ([], [3], 4), (42, [], 8), (42, [7], 8), (big**3, [1], 17)):
        sequence = np.random.SeedSequence(entropy, spawn_key=spawn_key, pool_size=pool_size)
        texts = str(entropy) if isinstance(entropy, int) else [str(e) for e in entropy]
        yield {'entropy': texts, 'spawnKey': [str(k) for k in spawn_key], 'poolSize': pool_size,
               'uint32': sequence.generate_state(9).tolist(),
               'uint64': [str(w) for w in sequence.generate_state(4, np.uint64).tolist()]}


def table(rows):
    """C++ rows: kind, itemsize, n, low, range, digest, upper word of the state, buffered half."""
    for row in rows:
        itemsize = {'bool': 1}.get(row.get('dtype')) or np.dtype(row.get('dtype', 'uint64')).itemsize
        low, span = int(row.get('low', 0)), int(row.get('high', 0)) - int(row.get('low', 0))
        kind = {'random': 'kRandom', 'standardNormal': 'kNormal', 'advance': 'kAdvance', 'jump': 'kJump',
                'integers': 'kBool' if row.get('dtype') == 'bool' else 'kInt'}[row['op']]
        if row['op'] == 'advance':
            low, span = int(row['delta']) >> 64, int(row['delta']) & U64
        elif row['op'] == 'jump':
            span = row['times']
        print(f"    {{{kind}, {itemsize}, {row.get('n', 0)}, {low & U64:#x}, {span:#x}, 0x{row.get('digest', '0')}, "
              f"0x{row['state'][:16]}, {row['hasUint32']}, {row['uinteger']:#x}}},")


def main():
    sessions = [session(SEED, first_session())] + [session(s, other_session()) for s in (0, 42, 2**64, 2**128 - 1)]
    if '--table' in sys.argv[1:]:
        table(sessions[0]['steps'])
        return
    lines = {'numpy': [json.dumps(np.__version__)],
             'seedSequences': [json.dumps(s) for s in seed_sequences()],
             'sessions': [json.dumps(s, separators=(',', ':')).replace('{"op"', '\n{"op"') for s in sessions]}
    text = (f'{{"numpy": {lines["numpy"][0]},\n"seedSequences": [\n' + ',\n'.join(lines['seedSequences']) +
            '],\n"sessions": [\n' + ',\n'.join(lines['sessions']) + ']}\n')
    json.loads(text)
    OUT.write_text(text)


if __name__ == '__main__':
    main()
