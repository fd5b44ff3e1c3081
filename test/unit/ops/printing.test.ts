/** Printing and its options, to the character, beside NumPy. */
import { inspect } from 'node:util';
import * as nd from '../../../lib/index';
import type { NDArray, Printoptions } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

const ARRAYS: readonly (readonly [string, () => NDArray])[] = [
  ['np.array([1.0, 2.5, -3])', () => nd.array([1, 2.5, -3])],
  ['np.array([1e10, 1, np.nan])', () => nd.array([1e10, 1, NaN])],
  ['np.array([1e-10, 1, -np.inf])', () => nd.array([1e-10, 1, -Infinity])],
  ['np.array([1/3, 2/3, 1e-5])', () => nd.array([1 / 3, 2 / 3, 1e-5])],
  ['np.arange(1200.).reshape(30, 40)', () => nd.arange(1200).reshape([30, 40])],
  ['np.arange(24).reshape(2, 3, 4)', () => nd.arange(24n).reshape([2, 3, 4])],
  ["np.arange(40, dtype='i2') * 321", () => nd.arange(0n, 12840n, 321n, { dtype: 'int16' })],
  ['np.array([True, False])', () => nd.array([true, false])],
  [
    'np.array([1+2j, -0.5j, complex(np.nan, 1e5)])',
    () => nd.array([nd.complex(1, 2), nd.complex(-0, -0.5), nd.complex(NaN, 1e5)]),
  ],
  ["np.array([0.1, 1/3, 7], 'f4')", () => nd.array([0.1, 1 / 3, 7], { dtype: 'float32' })],
  ["np.array([0.1, 1/3, 60000], 'f2')", () => nd.array([0.1, 1 / 3, 60000], { dtype: 'float16' })],
  ['np.zeros((0, 3))', () => nd.zeros([0, 3])],
  ['np.array(0.1)', () => nd.array(0.1)],
  ['np.array(7)', () => nd.array(7n)],
];

const OPTIONS: readonly (readonly [string, Printoptions])[] = [
  ['', {}],
  ['precision=3', { precision: 3 }],
  ['precision=0', { precision: 0 }],
  ['precision=20', { precision: 20 }],
  ['threshold=5, edgeitems=1', { threshold: 5, edgeitems: 1 }],
  ['threshold=0, edgeitems=2', { threshold: 0, edgeitems: 2 }],
  ['linewidth=20', { linewidth: 20 }],
  ['linewidth=132', { linewidth: 132 }],
  ['suppress=True', { suppress: true }],
  ["nanstr='NOT A NUMBER', infstr='oo'", { nanstr: 'NOT A NUMBER', infstr: 'oo' }],
  ["sign='+'", { sign: '+' }],
  ["sign=' '", { sign: ' ' }],
  ["floatmode='fixed', precision=4", { floatmode: 'fixed', precision: 4 }],
  ["floatmode='unique'", { floatmode: 'unique' }],
  ["floatmode='maxprec_equal', precision=5", { floatmode: 'maxprec_equal', precision: 5 }],
  [
    "formatter={'float': lambda x: 'big' if x > 1 else 'small', 'int_kind': lambda x: 'i%d' % x}",
    { formatter: { float: (x) => (x > 1 ? 'big' : 'small'), intKind: (x) => `i${x}` } },
  ],
  ["formatter={'all': lambda x: 'x'}", { formatter: { all: () => 'x' } }],
  [
    "formatter={'all': lambda x: 'x', 'bool': lambda x: 'yes' if x else 'no', 'complex_kind': lambda x: 'z'}",
    { formatter: { all: () => 'x', bool: (x) => (x ? 'yes' : 'no'), complexKind: () => 'z' } },
  ],
];

liveTest('str and repr under every option', () =>
  ARRAYS.flatMap(([python, make]) =>
    OPTIONS.flatMap(([options, ours]): LiveCase[] => {
      return [
        [
          `scope = np.printoptions(${options})\nscope.__enter__()\na = ${python}\nr = [str(a), repr(a), np.array_str(a), np.array_repr(a)]\nscope.__exit__(None, None, None)\nr`,
          () => {
            const a = make();
            return nd.printoptions(ours, () => [a.toString(), inspect(a), nd.arrayStr(a), nd.arrayRepr(a)]);
          },
        ],
      ];
    }),
  ),
);

liveTest('arguments of array2string, array_str and array_repr', () =>
  ARRAYS.flatMap(([python, make]): LiveCase[] => {
    const a = make();
    const call = (rest: string): string => `np.array2string(${python}, ${rest})`;
    return [
      [call('max_line_width=30'), () => nd.array2string(a, { maxLineWidth: 30 })],
      [call('precision=2, suppress_small=True'), () => nd.array2string(a, { precision: 2, suppressSmall: true })],
      [call("separator=', '"), () => nd.array2string(a, { separator: ', ' })],
      [call("separator=' -- ', max_line_width=40"), () => nd.array2string(a, { separator: ' -- ', maxLineWidth: 40 })],
      [call("separator='', max_line_width=30"), () => nd.array2string(a, { separator: '', maxLineWidth: 30 })],
      [
        call("prefix='abcdef', suffix='ghijkl', max_line_width=40"),
        () => nd.array2string(a, { prefix: 'abcdef', suffix: 'ghijkl', maxLineWidth: 40 }),
      ],
      [
        call("formatter={'float': lambda x: '<%d>' % (x > 1)}, threshold=3, edgeitems=1"),
        () => nd.array2string(a, { formatter: { float: (x) => `<${Number(x > 1)}>` }, threshold: 3, edgeitems: 1 }),
      ],
      [call("sign='+', floatmode='fixed'"), () => nd.array2string(a, { sign: '+', floatmode: 'fixed' })],
      [
        `np.array_str(${python}, 40, 2, True)`,
        () => nd.arrayStr(a, { maxLineWidth: 40, precision: 2, suppressSmall: true }),
      ],
      [
        `np.array_repr(${python}, 40, 2, True)`,
        () => nd.arrayRepr(a, { maxLineWidth: 40, precision: 2, suppressSmall: true }),
      ],
    ];
  }),
);

const NUMBERS = [
  0,
  -0,
  1,
  0.1,
  -2.5,
  1 / 3,
  123456.789,
  1e16,
  1e22,
  1.5e300,
  5e-324,
  1e-7,
  65504,
  NaN,
  Infinity,
  -Infinity,
];
const text = (x: number): string =>
  Number.isNaN(x)
    ? "float('nan')"
    : Number.isFinite(x)
      ? `float('${Object.is(x, -0) ? '-0.0' : x}')`
      : `float('${x < 0 ? '-' : ''}inf')`;

liveTest('single numbers', () =>
  NUMBERS.flatMap((x): LiveCase[] => [
    [`np.format_float_positional(${text(x)})`, () => nd.formatFloatPositional(x)],
    [
      `np.format_float_positional(np.float32(${text(x)}))`,
      () => nd.formatFloatPositional(nd.array(x, { dtype: 'float32' })),
    ],
    [
      `np.format_float_positional(np.float16(${text(x)}), precision=3)`,
      () => nd.formatFloatPositional(nd.array(x, { dtype: 'float16' }), { precision: 3 }),
    ],
    [
      `np.format_float_positional(${text(x)}, precision=4, unique=False, trim='0', sign=True)`,
      () => nd.formatFloatPositional(x, { precision: 4, unique: false, trim: '0', sign: true }),
    ],
    [
      `np.format_float_positional(${text(x)}, precision=4, fractional=False, trim='-')`,
      () => nd.formatFloatPositional(x, { precision: 4, fractional: false, trim: '-' }),
    ],
    [
      `np.format_float_positional(${text(x)}, pad_left=6, pad_right=5, min_digits=3)`,
      () => nd.formatFloatPositional(x, { padLeft: 6, padRight: 5, minDigits: 3 }),
    ],
    [`np.format_float_scientific(${text(x)})`, () => nd.formatFloatScientific(x)],
    [
      `np.format_float_scientific(np.float32(${text(x)}), precision=3, exp_digits=3)`,
      () => nd.formatFloatScientific(nd.array(x, { dtype: 'float32' }), { precision: 3, expDigits: 3 }),
    ],
    [
      `np.format_float_scientific(${text(x)}, precision=8, unique=False, trim='.', pad_left=4, sign=True)`,
      () => nd.formatFloatScientific(x, { precision: 8, unique: false, trim: '.', padLeft: 4, sign: true }),
    ],
  ]).concat([
    ['np.format_float_positional(5)', () => nd.formatFloatPositional(5n)],
    ['np.format_float_positional(True)', () => nd.formatFloatPositional(true)],
    ['np.format_float_positional(np.array([1.5]))', () => nd.formatFloatPositional(nd.array([1.5]))],
    [
      'np.format_float_positional(1.5, precision=0, fractional=False)',
      () => nd.formatFloatPositional(1.5, { precision: 0, fractional: false }),
    ],
    [
      'np.format_float_positional(1.5, precision=2, min_digits=3)',
      () => nd.formatFloatPositional(1.5, { precision: 2, minDigits: 3 }),
    ],
    ['np.format_float_positional(1.5, precision=-2)', () => nd.formatFloatPositional(1.5, { precision: -2 })],
  ]),
);

liveTest('options set and got', () => [
  [
    "{k: v for k, v in np.get_printoptions().items() if k not in ('legacy', 'override_repr')}",
    () => nd.getPrintoptions(),
  ],
  [
    "np.set_printoptions(precision=3, sign='+')\nr = np.get_printoptions()\nnp.set_printoptions(precision=8, sign='-')\n[r['precision'], r['sign'], r['linewidth']]",
    () => {
      nd.setPrintoptions({ precision: 3, sign: '+' });
      const { precision, sign, linewidth } = nd.getPrintoptions();
      nd.setPrintoptions({ precision: 8, sign: '-' });
      return [precision, sign, linewidth];
    },
  ],
  ["np.set_printoptions(floatmode='x')", () => nd.setPrintoptions({ floatmode: 'x' as 'fixed' })],
  ["np.set_printoptions(sign='x')", () => nd.setPrintoptions({ sign: 'x' as '+' })],
  ["np.set_printoptions(threshold=float('nan'))", () => nd.setPrintoptions({ threshold: NaN })],
]);

test('options hold while a function runs or a scope is open, whatever happens', () => {
  const a = nd.array([2 / 3]);
  expect(() =>
    nd.printoptions({ precision: 2 }, () => {
      expect(a.toString()).toBe('[0.67]');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(a.toString()).toBe('[0.66666667]');
  {
    using scope = nd.printoptions({ precision: 2, formatter: { float: (x) => x.toFixed(1) } });
    expect(a.toString()).toBe('[0.7]');
    nd.setPrintoptions({ precision: 3 });
    expect(a.toString()).toBe('[0.667]');
    expect(typeof scope.dispose).toBe('function');
  }
  expect(a.toString()).toBe('[0.66666667]');
  expect(() => nd.printoptions({ precision: 1.5 })).toThrow(nd.ArgumentError);
  expect(() => nd.printoptions({}, 5 as never)).toThrow(nd.ArgumentError);
  expect(() => nd.setPrintoptions(5 as never)).toThrow(nd.ArgumentError);
  expect(() => nd.setPrintoptions({ formatter: 5 as never })).toThrow(nd.ArgumentError);
  expect(() => nd.array2string(a, { separator: 5 as never })).toThrow(nd.ArgumentError);
  const gone = nd.zeros(2);
  gone.dispose();
  expect(() => nd.array2string(gone)).toThrow(nd.DisposedError);
  expect(nd.getPrintoptions()).toMatchObject({ precision: 8, formatter: null });
});
