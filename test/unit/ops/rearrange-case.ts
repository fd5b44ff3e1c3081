/** Cases of joining and rearranging, which scripts/rearrange_oracle.py runs in NumPy: how they are made and compared. */
import * as nd from '../../../lib';
import type { DType, NDArray } from '../../../lib';

export interface Case {
  readonly f: string;
  readonly args: readonly unknown[];
  readonly kw?: Readonly<Record<string, unknown>> | undefined;
}

export interface Packed {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: string;
  readonly c: boolean;
  readonly f: boolean;
  /** null where NumPy gives a scalar. */
  readonly writeable: boolean | null;
  readonly shares: boolean | null;
}

export type Answer = Packed | readonly Answer[] | { readonly error: string; readonly message: string };

export type LayoutName = 'C' | 'F' | 'reversed' | 'stepped' | 'rotated';

type ArraySpec = readonly [DType, readonly number[], LayoutName, number, number];

function makeArray([dtype, shape, layout, start, step]: ArraySpec): NDArray {
  const size = shape.reduce((x, y) => x * y, 1);
  const real = nd.arange(size).multiply(step).add(start).astype(dtype).reshape(shape) as NDArray;
  const base = dtype.startsWith('complex') ? real.multiply(new nd.Complex(1, -0.5)) : real;
  const all = <P extends '::-1' | '::2'>(part: P): P[] => shape.map(() => part);
  switch (shape.length === 0 ? 'C' : layout) {
    case 'C':
      return base;
    case 'F':
      return base.copy({ order: 'F' });
    case 'reversed':
      return base
        .at(...all('::-1'))
        .copy({ order: 'C' })
        .at(...all('::-1'));
    case 'stepped':
      return nd
        .zeros(
          shape.map((dim) => 2 * dim),
          { dtype },
        )
        .at(...all('::2'))
        .assign(base) as NDArray;
    case 'rotated': {
      const axes = shape.map((_, i) => i);
      return base
        .transpose([axes.length - 1, ...axes.slice(0, -1)])
        .copy({ order: 'C' })
        .transpose([...axes.slice(1), 0]);
    }
  }
}

export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  const tagged = value as Record<string, unknown>;
  if (tagged['$a'] !== undefined) return makeArray(tagged['$a'] as ArraySpec);
  if (tagged['$i'] !== undefined) return BigInt(tagged['$i'] as string);
  if (tagged['$c'] !== undefined) return new nd.Complex(...(tagged['$c'] as [number, number]));
  if (tagged['$s'] !== undefined) return nd.slice(...(tagged['$s'] as [number | null, number | null, number | null]));
  return Object.fromEntries(Object.entries(tagged).map(([k, v]) => [k, decode(v)]));
}

type Call = (...args: unknown[]) => NDArray | NDArray[];

/** What ours gives: an answer, or the error. */
export function run(c: Case): Answer {
  const args = c.args.map(decode);
  const kw = c.kw === undefined ? [] : [decode(c.kw)];
  try {
    const result = (nd as unknown as Record<string, Call>)[c.f]!(...args, ...kw);
    return encode(result, args);
  } catch (error) {
    return { error: (error as Error).constructor.name, message: (error as Error).message };
  }
}

function encode(result: NDArray | NDArray[], args: readonly unknown[]): Answer {
  if (Array.isArray(result)) return result.map((r) => encode(r, args));
  return {
    dtype: result.dtype,
    shape: [...result.shape],
    bytes: Buffer.from(result.bytes()).toString('hex'),
    c: result.flags.cContiguous,
    f: result.flags.fContiguous,
    writeable: result.flags.writeable,
    shares: args.some((x) => nd.isNDArray(x) && nd.sharesMemory(x as NDArray, result)),
  };
}

const isList = (x: Answer): x is readonly Answer[] => Array.isArray(x);

/** How two answers differ, or undefined. `ulps`: how far floats may lie apart; `order`: whether memory order counts. */
export function difference(got: Answer, want: Answer, ulps = 0, order = true): string | undefined {
  if (isList(got) || isList(want)) {
    if (!isList(got) || !isList(want)) return 'a list and no list';
    if (got.length !== want.length) return `${got.length} arrays, NumPy has ${want.length}`;
    return got.map((x, i) => difference(x, want[i]!, ulps, order)).find((d) => d !== undefined);
  }
  if ('error' in got || 'error' in want) {
    if ('error' in got && 'error' in want) return undefined;
    return 'error' in got ? `throws ${got.error}: ${got.message}` : `gives a result, NumPy ${JSON.stringify(want)}`;
  }
  for (const key of ['dtype', 'shape', 'c', 'f', 'writeable', 'shares'] as const) {
    if (want[key] === null || (!order && (key === 'c' || key === 'f'))) continue;
    if (JSON.stringify(got[key]) !== JSON.stringify(want[key])) {
      return `${key} is ${JSON.stringify(got[key])}, NumPy's ${JSON.stringify(want[key])}`;
    }
  }
  if (got.bytes === want.bytes) return undefined;
  const parts = { complex64: 'float32', complex128: 'float64' }[got.dtype] ?? got.dtype;
  const [a, b] = [got, want].map((x) =>
    nd.frombuffer(Buffer.from(x.bytes, 'hex'), { dtype: parts as DType }).flatValues(),
  ) as [unknown[], unknown[]];
  const bound = ulps * (parts === 'float32' ? 2 ** -23 : 2 ** -52);
  const at = a.findIndex((x, i) => {
    const y = b[i];
    if (Object.is(x, y)) return false;
    return !(ulps > 0 && Math.abs(Number(x) - Number(y)) <= bound * Math.abs(Number(y)));
  });
  return at < 0 ? undefined : `element ${at} is ${String(a[at])}, NumPy's ${String(b[at])}`;
}
