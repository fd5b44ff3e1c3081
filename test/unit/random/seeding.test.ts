import * as nd from '../../../lib/index';

const { PCG64, SeedSequence } = nd.random;

const code = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
  return 'no error';
};

describe('SeedSequence', () => {
  it('takes 128 bits from the operating system when nothing is given', () => {
    const a = new SeedSequence();
    const b = new SeedSequence(null as never);
    expect(typeof a.entropy).toBe('bigint');
    expect(a.entropy).not.toBe(b.entropy);
    expect((a.entropy as bigint) >> 128n).toBe(0n);
  });

  it('makes no difference between a number and the bigint, a list and a typed array', () => {
    const words = (entropy: nd.random.Entropy) => new SeedSequence(entropy).generateState(4).toArray();
    expect(words(42)).toEqual(words(42n));
    expect(words([1, 2n, 3])).toEqual(words(new Uint32Array([1, 2, 3])));
    expect(words([1, 2, 3])).not.toEqual(words([3, 2, 1]));
  });

  it('reads a list once: changing it later changes nothing', () => {
    const list = [1, 2, 3];
    const sequence = new SeedSequence(list);
    const before = sequence.generateState(4).toArray();
    list[0] = 9;
    expect(sequence.generateState(4).toArray()).toEqual(before);
    expect(sequence.entropy).toEqual([1n, 2n, 3n]);
    expect(Object.isFrozen(sequence.entropy)).toBe(true);
  });

  it('takes integers of any length, in time that grows with it', () => {
    const sequence = new SeedSequence(1n << 400_000n);
    expect(sequence.generateState([2, 3]).shape).toEqual([2, 3]);
  });

  it('spawns children that go on counting', () => {
    const parent = new SeedSequence(42, { spawnKey: [5] });
    const keys = [...parent.spawn(2), ...parent.spawn(1)].map((child) => child.spawnKey);
    expect(keys).toEqual([
      [5n, 0n],
      [5n, 1n],
      [5n, 2n],
    ]);
    expect(parent.nChildrenSpawned).toBe(3);
    expect(parent.spawn(0)).toEqual([]);
  });

  it('is made again from its state', () => {
    const parent = new SeedSequence([1, 2], { spawnKey: [3], poolSize: 8, nChildrenSpawned: 4 });
    const { entropy, ...rest } = parent.state;
    const again = new SeedSequence(entropy as readonly bigint[], rest);
    expect(again.state).toEqual(parent.state);
    expect(again.generateState(5).toArray()).toEqual(parent.generateState(5).toArray());
    expect(again.spawn(1)[0]!.spawnKey).toEqual([3n, 4n]);
  });

  it.each<[unknown, unknown, string]>([
    [-1, undefined, 'ERR_VALUE [SeedSequence] expected non-negative integer for entropy but got -1'],
    [
      1.5,
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer (a bigint beyond 2^53) for entropy but got 1.5',
    ],
    [
      NaN,
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer (a bigint beyond 2^53) for entropy but got NaN',
    ],
    [
      2 ** 60,
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer (a bigint beyond 2^53) for entropy but got 1152921504606847000',
    ],
    [
      'a',
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer or a list of integers for entropy but got the string "a"',
    ],
    [
      true,
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer or a list of integers for entropy but got true',
    ],
    [
      {},
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected a list of integers for entropy but got an object (Object)',
    ],
    [[1, -2], undefined, 'ERR_VALUE [SeedSequence] expected non-negative integer for entropy[1] but got -2'],
    [
      [1, [2]],
      undefined,
      'ERR_INVALID_ARGUMENT [SeedSequence] expected an integer (a bigint beyond 2^53) for entropy[1] but got a list of 1',
    ],
    [1, 5, 'ERR_INVALID_ARGUMENT [SeedSequence] expected an object for the options but got 5'],
    [1, { spawnKey: 3 }, 'ERR_INVALID_ARGUMENT [SeedSequence] expected a list of integers for spawnKey but got 3'],
    [
      1,
      { poolSize: 3 },
      'ERR_VALUE [SeedSequence] The size of the entropy pool should be at least 4 (and at most 1024) but got 3',
    ],
    [
      1,
      { poolSize: 1025 },
      'ERR_VALUE [SeedSequence] The size of the entropy pool should be at least 4 (and at most 1024) but got 1025',
    ],
    [1, { nChildrenSpawned: -1 }, 'ERR_VALUE [SeedSequence] expected 0 to 4294967295 for nChildrenSpawned but got -1'],
  ])('refuses entropy %p with options %p', (entropy, options, message) => {
    expect(code(() => new SeedSequence(entropy as number, options as object))).toBe(message);
  });

  it('refuses other dtypes, negative lengths and too many children', () => {
    const sequence = new SeedSequence(3);
    expect(code(() => sequence.generateState(2, 'int32' as 'uint32'))).toBe(
      'ERR_DTYPE [generateState] only support uint32 or uint64 but got int32',
    );
    expect(code(() => sequence.generateState(-1))).toMatch(/^ERR_SHAPE .*negative dimensions are not allowed/);
    expect(code(() => sequence.spawn(-1))).toMatch(/^ERR_VALUE \[spawn\]/);
    expect(code(() => sequence.spawn(1e9))).toMatch(/^ERR_VALUE \[spawn\]/);
    expect(code(() => new SeedSequence(1, { nChildrenSpawned: 2 ** 32 - 2 }).spawn(2))).toMatch(/^ERR_VALUE \[spawn\]/);
    expect(sequence.nChildrenSpawned).toBe(0);
  });
});

describe('PCG64', () => {
  it('goes on from a state it is given', () => {
    const a = new PCG64(7);
    const rng = new nd.random.Generator(a);
    rng.random({ dtype: 'float32' });
    const b = new PCG64(8);
    b.state = a.state;
    expect(b.state).toEqual(a.state);
    expect(new nd.random.Generator(b).random({ size: 5, dtype: 'float32' }).toArray()).toEqual(
      rng.random({ size: 5, dtype: 'float32' }).toArray(),
    );
  });

  it('hands out a copy of its state', () => {
    const bits = new PCG64(7);
    const before = bits.state;
    (bits.state.state as { state: bigint }).state = 0n;
    expect(bits.state).toEqual(before);
  });

  it('keeps its state when it is assigned what is none', () => {
    const bits = new PCG64(7);
    const before = bits.state;
    const words = before.state;
    const bad: [unknown, RegExp][] = [
      [5, /^ERR_INVALID_ARGUMENT \[PCG64.state\] expected an object for state/],
      [null, /^ERR_INVALID_ARGUMENT/],
      [
        { ...before, bitGenerator: 'MT19937' },
        /^ERR_VALUE .*state must be for a PCG64 RNG but got the string "MT19937"/,
      ],
      [{ ...before, state: 3n }, /^ERR_INVALID_ARGUMENT .*an object for state.state/],
      [{ ...before, state: { ...words, state: -1n } }, /^ERR_VALUE .*0 to 2\^128 - 1 for state.state.state but got -1/],
      [{ ...before, state: { ...words, inc: 1n << 128n } }, /^ERR_VALUE .*state.state.inc/],
      [{ ...before, state: { ...words, inc: 'x' } }, /^ERR_INVALID_ARGUMENT .*state.state.inc/],
      [{ ...before, hasUint32: 2 }, /^ERR_VALUE .*0 to 1 for state.hasUint32/],
      [{ ...before, uinteger: 2 ** 32 }, /^ERR_VALUE .*state.uinteger/],
      [{ ...before, uinteger: NaN }, /^ERR_INVALID_ARGUMENT .*state.uinteger/],
    ];
    for (const [state, message] of bad) {
      expect(code(() => (bits.state = state as nd.random.PCG64State))).toMatch(message);
      expect(bits.state).toEqual(before);
    }
  });

  it('advances by any distance, either way', () => {
    const bits = new PCG64(7);
    const first = bits.randomRaw();
    const second = bits.randomRaw();
    expect(bits.advance(-2).randomRaw()).toBe(first);
    expect(bits.advance(1n << 128n).randomRaw()).toBe(second);
    expect(code(() => bits.advance(1.5))).toMatch(/^ERR_INVALID_ARGUMENT \[advance\]/);
  });

  it('jumps to a new bit generator and back again', () => {
    const bits = new PCG64(7);
    const before = bits.state;
    const far = bits.jumped(3);
    expect(bits.state).toEqual(before);
    expect(far.state.state.state).not.toBe(before.state.state);
    expect(far.jumped(-3).state).toEqual(before);
    expect(bits.jumped(0).state).toEqual(before);
    expect(code(() => bits.jumped(0.5))).toMatch(/^ERR_INVALID_ARGUMENT \[jumped\]/);
  });

  it('draws raw bits as one bigint or as an array', () => {
    const single = new PCG64(5);
    const three = [single.randomRaw(), single.randomRaw(), single.randomRaw()];
    const array = new PCG64(5).randomRaw([3, 1]);
    expect(array.dtype).toBe('uint64');
    expect(array.ravel().toArray()).toEqual(three);
    expect(new PCG64(5).randomRaw([]).item()).toBe(three[0]);
  });

  it('is seeded by a SeedSequence, which it keeps for spawning', () => {
    const sequence = new SeedSequence(11);
    const bits = new PCG64(sequence);
    expect(bits.seedSeq).toBe(sequence);
    expect(bits.state).toEqual(new PCG64(11).state);
    const [a, b] = bits.spawn(2);
    expect(a!.state).toEqual(new PCG64(new SeedSequence(11, { spawnKey: [0] })).state);
    expect(b!.state).toEqual(new PCG64(new SeedSequence(11, { spawnKey: [1] })).state);
    expect(sequence.nChildrenSpawned).toBe(2);
  });

  it('refuses seeds that are none', () => {
    for (const seed of [NaN, Infinity, 'x', {}, Symbol('s'), () => 1]) {
      expect(code(() => new PCG64(seed as number))).toMatch(/^ERR_INVALID_ARGUMENT \[SeedSequence\]/);
    }
    expect(code(() => new PCG64(-5))).toMatch(/^ERR_VALUE \[SeedSequence\]/);
  });

  it('shows nothing of its memory', () => {
    const bits = new PCG64(1);
    expect(Reflect.ownKeys(bits)).toEqual([]);
    expect(() => PCG64.prototype.advance.call({} as nd.random.PCG64, 1)).toThrow(TypeError);
  });
});
