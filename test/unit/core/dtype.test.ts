/** dtypes: spellings, promotion, weak scalars, casting. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { DType } from '../../../lib/index';

const SPEC = join(__dirname, '../../../spec');

/** What a module of spec/ exports (Jest does not import ES modules). */
function spec<T>(file: string, name: string): T {
  const program = `import { ${name} } from ${JSON.stringify(join(SPEC, file))}; console.log(JSON.stringify(${name}))`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })) as T;
}

interface Row {
  readonly name: DType;
  readonly letter: string;
  readonly state?: string;
}

const rows = spec<Row[]>('dtypes.mjs', 'dtypes');
const promotion = spec<string[]>('promotion.mjs', 'promotion');
const present = rows.map((row, i) => ({ ...row, i })).filter((row) => row.state !== 'reserved');

describe('spellings', () => {
  test.each<[string, DType]>([
    ['f8', 'float64'],
    ['<f8', 'float64'],
    ['=f8', 'float64'],
    ['d', 'float64'],
    ['float', 'float64'],
    ['f4', 'float32'],
    ['single', 'float32'],
    ['i4', 'int32'],
    ['<i2', 'int16'],
    ['int', 'int64'],
    ['l', 'int64'],
    ['q', 'int64'],
    ['u1', 'uint8'],
    ['|u1', 'uint8'],
    ['>u1', 'uint8'],
    ['B', 'uint8'],
    ['?', 'bool'],
    ['|b1', 'bool'],
    ['intp', 'int64'],
    ['ubyte', 'uint8'],
    ['e', 'float16'],
    ['<f2', 'float16'],
    ['half', 'float16'],
    ['F', 'complex64'],
    ['c8', 'complex64'],
    ['csingle', 'complex64'],
    ['D', 'complex128'],
    ['<c16', 'complex128'],
    ['complex', 'complex128'],
  ])('%s is %s', (spelling, dtype) => {
    expect(nd.zeros(1, { dtype: spelling as DType }).dtype).toBe(dtype);
  });

  test.each<[unknown]>([
    ['float128'],
    ['complex256'],
    ['f16'],
    ['c32'],
    [''],
    ['FLOAT64'],
    ['|f8'],
    ['f8 '],
    ['__proto__'],
    ['constructor'],
    ['x'.repeat(100_000)],
    [5],
    [{}],
    [Symbol('f8')],
    [['f8']],
  ])('%# is unknown, and the error says what is known', (spelling) => {
    expect(() => nd.zeros(1, { dtype: spelling as DType })).toThrow(nd.DTypeError);
    expect(() => nd.zeros(1, { dtype: spelling as DType })).toThrow(/^\[zeros\] unknown dtype: expected one of bool/);
    expect(() => nd.zeros(1).astype(spelling as DType)).toThrow(nd.DTypeError);
  });

  test('the other byte order is for files and buffers, and says so', () => {
    expect(() => nd.zeros(1, { dtype: '>f8' as DType })).toThrow('native byte order');
  });
});

describe('promotion', () => {
  test('is that of spec/promotion.mjs for every pair', () => {
    const byLetter = new Map(rows.map((row) => [row.letter, row.name]));
    for (const a of present) {
      for (const b of present) {
        const expected = byLetter.get(promotion[a.i]![b.i]!);
        expect([a.name, b.name, nd.resultType(a.name, b.name)]).toEqual([a.name, b.name, expected]);
        expect(nd.add(nd.ones(1, { dtype: a.name }), nd.ones(1, { dtype: b.name })).dtype).toBe(expected);
      }
    }
    expect(present.length).toBe(14);
  });

  test.each<[DType, DType, DType]>([
    ['uint64', 'int64', 'float64'],
    ['uint8', 'int8', 'int16'],
    ['uint32', 'int32', 'int64'],
    ['int32', 'float32', 'float64'],
    ['int16', 'float32', 'float32'],
    ['int8', 'float16', 'float16'],
    ['int16', 'float16', 'float32'],
    ['float64', 'complex64', 'complex128'],
    ['int32', 'complex64', 'complex128'],
  ])('of %s and %s is %s', (a, b, result) => expect(nd.resultType(a, b)).toBe(result));

  test('of three is that of all together', () => {
    expect(nd.resultType('int8', 'uint8', 'float32')).toBe('float32');
    expect(nd.resultType(nd.zeros(1, { dtype: 'int8' }), 1.5)).toBe('float64');
  });
});

describe('scalars beside arrays are weak', () => {
  const of = (dtype: DType): nd.NDArray => nd.ones(1, { dtype });

  test('an integral one takes the dtype of an integer or floating array, and lifts bools to int64', () => {
    for (const { name } of present) {
      expect(of(name).add(1).dtype).toBe(name === 'bool' ? 'int64' : name);
      expect(of(name).add(1n).dtype).toBe(name === 'bool' ? 'int64' : name);
      expect(nd.add(1, of(name)).dtype).toBe(name === 'bool' ? 'int64' : name);
    }
  });

  test('a fractional one lifts integers and bools to float64, and takes the dtype of floats', () => {
    for (const { name } of present) {
      expect(of(name).add(1.5).dtype).toBe(/^(float|complex)/.test(name) ? name : 'float64');
    }
  });

  test('a complex one lifts to the complex dtype of like precision', () => {
    for (const { name } of present) {
      const single = ['float16', 'float32', 'complex64'].includes(name);
      expect(of(name).add(nd.complex(0, 1)).dtype).toBe(single ? 'complex64' : 'complex128');
      expect(nd.add(nd.complex(0, 1), of(name)).dtype).toBe(single ? 'complex64' : 'complex128');
    }
  });

  test('a boolean lifts nothing', () => {
    for (const { name } of present) expect(of(name).multiply(true).dtype).toBe(name);
  });

  test('one out of range of an integer array is an error, but not in comparisons', () => {
    const a = of('uint8');
    expect(() => a.add(300)).toThrow(nd.ValueError);
    expect(() => a.add(300)).toThrow('300 out of bounds for uint8');
    expect(() => a.add(-1)).toThrow(nd.ValueError);
    expect(() => a.isub(256)).toThrow(nd.ValueError);
    expect(a.toArray()).toEqual([1]);
    expect(a.less(300).toArray()).toEqual([true]);
    expect(a.greater(-1).toArray()).toEqual([true]);
    expect(a.equal(2n ** 64n).toArray()).toEqual([false]);
    expect(
      nd
        .array([2n ** 63n])
        .greater(-1)
        .toArray(),
    ).toEqual([true]);
  });

  test('one out of range of a floating array is infinite', () => {
    expect(of('float32').add(1e300).toArray()).toEqual([Infinity]);
    expect(of('float16').add(70000).toArray()).toEqual([Infinity]);
    expect(nd.add(70000n, of('float16')).toArray()).toEqual([Infinity]);
    expect(of('complex64').add(1e300).toArray()).toEqual([nd.complex(Infinity, 0)]);
  });

  test('0-d arrays are strong', () => {
    expect(of('float32').add(nd.array(1)).dtype).toBe('float64');
    expect(of('uint8').add(nd.array(1n)).dtype).toBe('int64');
  });

  test('two scalars are as they are alone', () => {
    expect([nd.add(1, 2).dtype, nd.add(1n, 2n).dtype, nd.add(true, true).dtype]).toEqual(['float64', 'int64', 'bool']);
    expect(nd.resultType(1, 1n)).toBe('float64');
  });
});

describe('in place the dtype stays', () => {
  test('under same-kind casting', () => {
    const a = nd.ones(2, { dtype: 'float32' });
    a.iadd(nd.array([0.5, 1]));
    expect([a.dtype, a.toArray()]).toEqual(['float32', [1.5, 2]]);
  });

  test.each<[string, DType, (a: nd.NDArray) => unknown]>([
    ['int32 += 1.5', 'int32', (a) => a.iadd(1.5)],
    ['int32 /= 2', 'int32', (a) => a.idiv(2)],
    ['uint32 += int32', 'uint32', (a) => a.iadd(nd.ones(2, { dtype: 'int32' }))],
    ['int64 += float32', 'int64', (a) => a.iadd(nd.ones(2, { dtype: 'float32' }))],
    ['bool += int64', 'bool', (a) => a.iadd(1)],
  ])('%s is refused and changes nothing', (_, dtype, act) => {
    const a = nd.ones(2, { dtype });
    expect(() => act(a)).toThrow(nd.DTypeError);
    expect(() => act(a)).toThrow(/Cannot cast ufunc '\w+' output from dtype/);
    expect(a).toEqual(nd.ones(2, { dtype }));
  });

  test("casting: 'unsafe' allows it", () => {
    const a = nd.ones(2, { dtype: 'int32' });
    a.iadd(1.7, { casting: 'unsafe' });
    expect(a.toArray()).toEqual([2, 2]);
  });
});

describe('bool arithmetic', () => {
  const t = nd.array([true, true, false]);
  const u = nd.array([true, false, false]);

  test('+ is or, * is and, / gives float64', () => {
    expect(t.add(u).toArray()).toEqual([true, true, false]);
    expect(t.multiply(u).toArray()).toEqual([true, false, false]);
    expect(nd.divide(t, nd.array([true, true, true])).dtype).toBe('float64');
  });

  test('minus is refused, not is not', () => {
    expect(() => t.subtract(u)).toThrow(nd.DTypeError);
    expect(() => t.negative()).toThrow(nd.DTypeError);
    expect(t.invert().toArray()).toEqual([false, false, true]);
    expect(nd.array([1n]).invert().toArray()).toEqual([-2n]);
  });
});
