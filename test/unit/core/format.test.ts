import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complex } from '../../../lib/core/complex';
import {
  arrayRepr,
  arrayStr,
  defaultPrintOptions,
  formatFloatPositional,
  formatFloatScientific,
} from '../../../lib/core/format';
import type { PositionalOptions, PrintElement, PrintOptions, PrintSource } from '../../../lib/core/format';

interface ArrayCase {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values?: string;
  readonly rule?: readonly [mul: number, mod: number, offset: number, scale: number];
  readonly options?: Partial<PrintOptions>;
  readonly str: string;
  readonly repr: string;
}

interface ScalarCase {
  readonly call: 'positional' | 'scientific';
  readonly x: string;
  readonly options: PositionalOptions;
  readonly text: string;
}

const fixtures = JSON.parse(readFileSync(join(__dirname, '../../fixtures/format.json'), 'utf8')) as {
  readonly arrays: readonly ArrayCase[];
  readonly scalars: readonly ScalarCase[];
};

function parseFloatText(text: string): number {
  const names: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
  return names[text] ?? Number(text);
}

function parseElement(text: string, dtype: string): PrintElement {
  if (dtype === 'bool') return text === '1';
  if (dtype.startsWith('complex')) {
    const [re = '', im = ''] = text.split(',');
    return new Complex(parseFloatText(re), parseFloatText(im));
  }
  return dtype === 'int64' || dtype === 'uint64' ? BigInt(text) : parseFloatText(text);
}

function elementByRule(rule: readonly [number, number, number, number], i: number, dtype: string): PrintElement {
  const [mul, mod, offset, scale] = rule;
  const x = ((mul === 0 ? 0 : (i * mul) % mod) - offset) * scale;
  if (dtype === 'bool') return x !== 0;
  if (dtype === 'float32') return Math.fround(x);
  return dtype === 'int64' || dtype === 'uint64' ? BigInt(x) : x;
}

function sourceOf({ dtype, shape, values, rule }: Omit<ArrayCase, 'str' | 'repr'>): PrintSource {
  const texts = values?.split(' ') ?? [];
  return {
    dtype,
    shape,
    size: shape.reduce((product, length) => product * length, 1),
    value(index) {
      const i = shape.reduce((position, length, axis) => position * length + (index[axis] ?? NaN), 0);
      return rule === undefined ? parseElement(texts[i] ?? '', dtype) : elementByRule(rule, i, dtype);
    },
  };
}

function vector(values: readonly PrintElement[], dtype = 'float64'): PrintSource {
  return { dtype, shape: [values.length], size: values.length, value: ([i = NaN]) => values[i] ?? NaN };
}

function titleOf(given: object): string {
  return JSON.stringify({ ...given, str: undefined, repr: undefined, text: undefined }).slice(0, 150);
}

describe('arrays of the fixtures', () => {
  test.each(fixtures.arrays.map((given) => [titleOf(given), given] as const))('%s', (_title, given) => {
    expect(arrayStr(sourceOf(given), given.options)).toBe(given.str);
    expect(arrayRepr(sourceOf(given), given.options)).toBe(given.repr);
  });

  test('are several hundred of every dtype', () => {
    const dtypes = new Set(fixtures.arrays.map((given) => given.dtype));
    expect(fixtures.arrays.length).toBeGreaterThan(300);
    expect(dtypes.size).toBe(14);
  });
});

describe('floats of the fixtures', () => {
  test.each(fixtures.scalars.map((given) => [titleOf(given), given] as const))('%s', (_title, given) => {
    const format = given.call === 'scientific' ? formatFloatScientific : formatFloatPositional;
    expect(format(parseFloatText(given.x), given.options)).toBe(given.text);
  });
});

describe('summaries', () => {
  function counted(shape: readonly number[]): { source: PrintSource; reads: () => number } {
    let reads = 0;
    const size = shape.reduce((product, length) => product * length, 1);
    const value = (index: readonly number[]): number => {
      reads++;
      return (index.at(-1) ?? NaN) / 2;
    };
    return { source: { dtype: 'float64', shape, size, value }, reads: () => reads };
  }

  test('read the printed elements only, each once', () => {
    const { source, reads } = counted([1e6, 1e6]);
    const lines = arrayStr(source).split('\n');
    expect(lines[0]).toBe('[[0.000000e+00 5.000000e-01 1.000000e+00 ... 4.999985e+05 4.999990e+05');
    expect(lines.at(-1)).toBe('  4.999995e+05]]');
    expect(reads()).toBe(36);
  });

  test('read edgeitems at each end of an axis', () => {
    const { source, reads } = counted([1e12]);
    expect(arrayRepr(source, { edgeitems: 1, precision: 3 })).toBe(
      'array([0.e+00, ..., 5.e+11], shape=(1000000000000,))',
    );
    expect(reads()).toBe(2);
  });

  test('keep the last element where no edge items are asked for', () => {
    const { source, reads } = counted([5000]);
    expect(arrayStr(source, { edgeitems: 0 })).toBe('[... 2499.5]');
    expect(reads()).toBe(1);
  });

  test('are not made up to the threshold', () => {
    const { source, reads } = counted([1000]);
    expect(arrayStr(source)).not.toContain('...');
    expect(reads()).toBe(1000);
  });

  test('can be turned off', () => {
    const { source } = counted([5000]);
    const words = arrayStr(source, { threshold: Infinity, linewidth: Infinity }).split(' ');
    expect(words).toHaveLength(5000);
    expect(words.at(-1)).toBe('2.4995e+03]');
  });
});

describe('options', () => {
  test('are those of NumPy by default, and frozen', () => {
    expect(defaultPrintOptions).toEqual({
      precision: 8,
      threshold: 1000,
      edgeitems: 3,
      linewidth: 75,
      suppress: false,
      nanstr: 'nan',
      infstr: 'inf',
      sign: '-',
      floatmode: 'maxprec',
      formatter: null,
    });
    expect(Object.isFrozen(defaultPrintOptions)).toBe(true);
  });

  test('that are undefined keep their default', () => {
    expect(arrayStr(vector([1 / 3]), { precision: undefined, sign: undefined })).toBe('[0.33333333]');
  });

  test.each([
    [{ precision: -1 }, RangeError, '[arrayRepr] precision must be >= 0 but got -1'],
    [{ precision: 1.5 }, TypeError, '[arrayRepr] expected an integer for precision but got 1.5'],
    [{ edgeitems: -1 }, RangeError, '[arrayRepr] edgeitems must be >= 0 but got -1'],
    [{ threshold: NaN }, TypeError, '[arrayRepr] expected a number, not NaN, for threshold but got NaN'],
    [{ linewidth: '80' }, TypeError, '[arrayRepr] expected a number, not NaN, for linewidth but got the string "80"'],
    [{ nanstr: 0 }, TypeError, '[arrayRepr] expected a string for nanstr but got 0'],
    [{ suppress: 1 }, TypeError, '[arrayRepr] expected a boolean for suppress but got 1'],
    [{ sign: '*' }, TypeError, "[arrayRepr] expected one of '-', '+', ' ' for sign but got the string \"*\""],
    [{ floatmode: 'all' }, TypeError, /expected one of 'fixed', 'unique', 'maxprec', 'maxprec_equal' for floatmode/],
    [{ precision: 1e9, floatmode: 'fixed' }, RangeError, /precision must be <= 16384 but got 1000000000/],
  ])('%j are refused', (options, kind, message) => {
    const print = (): string => arrayRepr(vector([1]), options as unknown as Partial<PrintOptions>);
    expect(print).toThrow(kind);
    expect(print).toThrow(message);
  });

  test('may ask for more digits than there are', () => {
    expect(arrayStr(vector([0.1, 2]), { precision: 1e9 })).toBe('[0.1 2. ]');
  });
});

test('a dtype that has no text is refused', () => {
  const message = 'expected a dtype of bool, integers, floats or complex numbers but got complex256';
  expect(() => arrayStr(vector([1], 'complex256'))).toThrow(`[arrayStr] ${message}`);
  expect(() => arrayRepr({ dtype: 'complex256', shape: [], size: 1, value: () => 1 })).toThrow(
    `[arrayRepr] ${message}`,
  );
  expect(() => arrayStr({ dtype: 'complex256', shape: [], size: 1, value: () => 1 })).toThrow(`[arrayStr] ${message}`);
});

describe('single floats', () => {
  test('are printed to the last digit of their exact value', () => {
    const exact = formatFloatPositional(5e-324, { unique: false, precision: 1074 });
    expect(exact).toHaveLength(1076);
    expect(exact.endsWith('533447265625')).toBe(true);
    expect(formatFloatPositional(5e-324, { unique: false, precision: 1100, trim: '-' })).toBe(exact);
  });

  test('are rounded half to even', () => {
    const rounded = [0.5, 1.5, 2.5, -3.5].map((x) => formatFloatPositional(x, { precision: 0, trim: '-' }));
    expect(rounded).toEqual(['0', '2', '2', '-4']);
  });

  test.each([
    [() => formatFloatPositional(0.1, { dtype: 'float32' }), RangeError, /expected a value of float32 for x/],
    [() => formatFloatPositional(1e39, { dtype: 'float32' }), RangeError, /expected a value of float32 for x/],
    [() => formatFloatScientific(65536, { dtype: 'float16' }), RangeError, /expected a value of float16 for x/],
    [() => formatFloatScientific(1, { dtype: 'int8' as 'float16' }), TypeError, /expected a floating dtype/],
    [() => formatFloatScientific('1' as unknown as number), TypeError, /expected a number for x/],
    [() => formatFloatScientific(1, { unique: false }), TypeError, /precision/],
    [() => formatFloatScientific(1, { precision: 1, minDigits: 2 }), RangeError, /less than or equal to precision/],
    [() => formatFloatPositional(1, { precision: 0, fractional: false }), RangeError, /greater than 0/],
    [() => formatFloatPositional(1, { padRight: -1 }), RangeError, /padRight must be >= 0/],
    [() => formatFloatPositional(1, { trim: 'x' as 'k' }), TypeError, /trim/],
  ])('with impossible requests throw: %s', (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
