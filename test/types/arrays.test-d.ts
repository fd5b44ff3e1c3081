// What the types say of arrays: checked by the compiler, never run.
import * as nd from '../../lib/index';
import type { ArrayLike, DType, NDArray } from '../../lib/index';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Refuses a value whose type is not exactly Expected. */
declare function exactly<Expected>(): <Given>(
  value: Given,
  ...same: Same<Given, Expected> extends true ? [] : [never]
) => void;

declare const any: NDArray;
declare const f32: NDArray<'float32'>;
declare const i64: NDArray<'int64'>;
declare const flags: NDArray<'bool'>;
declare const either: NDArray<'int8' | 'float64'>;

// Creation carries the dtype.
exactly<NDArray<'float64'>>()(nd.zeros(3));
exactly<NDArray<'int8'>>()(nd.zeros([2, 3], { dtype: 'int8' }));
exactly<NDArray<'bool'>>()(nd.ones(3, { dtype: 'bool', order: 'F' }));
exactly<NDArray<'float64'>>()(nd.empty(3));
exactly<NDArray<'float64'>>()(nd.eye(3));
exactly<NDArray<'int64'>>()(nd.arange(5n));
exactly<NDArray<'float64'>>()(nd.arange(5));
exactly<NDArray<'int64'>>()(nd.arange(0n, 5n, 2n));
exactly<NDArray<'uint8'>>()(nd.arange(5, { dtype: 'uint8' }));
exactly<NDArray<'float64'>>()(nd.linspace(0, 1));
exactly<NDArray<'float32'>>()(nd.linspace(0, 1, { dtype: 'float32' }));
exactly<NDArray>()(nd.array([1, 2]));
exactly<NDArray<'uint16'>>()(nd.array([1, 2], { dtype: 'uint16' }));
exactly<NDArray<'int16'>>()(nd.asarray(new Int16Array(2), { dtype: 'int16' }));
exactly<NDArray<'float64'>>()(nd.frombuffer(new ArrayBuffer(8)));
exactly<NDArray<'float32'>>()(nd.astype([1, 2], 'float32'));
exactly<NDArray<'int8'>>()(nd.zerosLike(any, { dtype: 'int8' }));

// Elements are as their dtype gives them.
exactly<number>()(f32.item(0));
exactly<bigint>()(i64.item());
exactly<boolean>()(flags.item(1, 2));
exactly<number>()(either.item());
exactly<number | bigint | boolean | nd.Complex>()(any.item());
exactly<number>()(nd.zeros(1, { dtype: 'float16' }).item());
exactly<Uint16Array>()(nd.zeros(1, { dtype: 'float16' }).data);
const c64 = nd.zeros(2, { dtype: 'complex64' });
exactly<nd.Complex>()(c64.item(0));
exactly<nd.Complex[]>()(c64.flatValues());
exactly<Float32Array>()(c64.data);
exactly<Float64Array>()(nd.zeros(1, { dtype: 'complex128' }).data);
exactly<NDArray<'float32'>>()(c64.real);
exactly<NDArray<'float32'>>()(c64.imag);
exactly<NDArray<'float64'>>()(nd.imag(nd.zeros(1, { dtype: 'complex128' })));
exactly<NDArray<'int64'>>()(i64.real);
exactly<nd.Complex>()(c64.sum());
exactly<nd.Complex>()(c64.max());
exactly<nd.Complex>()(nd.complex(1, 2));
void [nd.array([nd.complex(1), [2n]]), c64.fill(nd.complex(1)), c64.add(nd.complex(1)), nd.full(2, nd.complex(1))];
// @ts-expect-error the parts are numbers
nd.complex('1');
// @ts-expect-error and stay what they are
nd.complex(1).re = 2;
exactly<number[]>()(f32.flatValues());
exactly<bigint[]>()(i64.flatValues());

// Typed arrays are those of the dtype; bools are bytes.
exactly<Float32Array>()(f32.data);
exactly<BigInt64Array>()(i64.data);
exactly<Uint8Array>()(flags.data);
exactly<Int8Array | Float64Array>()(either.data);
exactly<BigUint64Array>()(nd.zeros(1, { dtype: 'uint64' }).toTypedArray({ unsafe: true }));
exactly<Uint8Array>()(any.bytes());

// Views keep the dtype; view and astype change it.
exactly<NDArray<'float32'>>()(f32.at(0, '1:2', null, '...', nd.slice(1), 3n));
exactly<NDArray<'float32'>>()(f32.T);
exactly<NDArray<'float32'>>()(f32.reshape(2, -1));
exactly<NDArray<'float32'>>()(f32.reshape([2, -1], { copy: false }));
exactly<NDArray<'float32'>>()(f32.select([true, false]));
exactly<NDArray<'float32'>>()(f32.copy());
exactly<NDArray<'uint8'>>()(f32.view('uint8'));
exactly<NDArray<'float32'>>()(f32.view());
exactly<NDArray<'int32'>>()(f32.astype('int32', { casting: 'unsafe' }));
exactly<NDArray | null>()(f32.base);
exactly<'float32'>()(f32.dtype);
exactly<DType>()(any.dtype);
exactly<readonly number[]>()(any.shape);

// Comparisons are bools; in place gives the array itself.
exactly<NDArray<'bool'>>()(f32.less(1));
exactly<NDArray<'bool'>>()(nd.isnan([NaN]));
exactly<NDArray<'float32'>>()(f32.iadd(1));
exactly<NDArray<'int64'>>()(i64.fill(1n).assign([1n]).set(2n, 0));
exactly<NDArray>()(f32.add(1));

// A whole reduction is a value; with axis, keepdims or out it is an array.
exactly<number>()(f32.sum());
exactly<bigint>()(i64.sum());
exactly<bigint>()(flags.sum());
exactly<boolean>()(f32.any());
exactly<number>()(i64.argmax());
exactly<number>()(i64.countNonzero());
exactly<number>()(i64.mean());
exactly<bigint>()(i64.max());
exactly<number>()(i64.sum({ as: 'number' }));
exactly<number>()(i64.max({ as: 'number', initial: 0n }));
exactly<boolean>()(flags.min({ as: 'number' }));
exactly<NDArray>()(nd.sum([1, 2], { axis: 0 }));
exactly<NDArray>()(any.max({ axis: [0, 1] }));
exactly<NDArray>()(any.any({ keepdims: true }));

// dtypes have constants, slices as text are checked where they are written.
exactly<'int64'>()(nd.int64);
exactly<NDArray<'uint8'>>()(nd.zeros(3, { dtype: nd.uint8 }));
const bound = 3 as number;
exactly<NDArray<'float32'>>()(f32.at('1:', ':', '::2', '-3:-1', '1:10:2', '...', `${bound}:${bound + 2}`, `:${bound}`));

// Scopes, chunks and memory.
exactly<number>()(nd.scope(() => f32.sum()));
exactly<Generator<nd.Chunk<'float32'>>>()(nd.chunks(f32, { maxBytes: 1e6 }));
exactly<number>()(nd.memory.info().live);
{
  using disposed = nd.zeros(3);
  void disposed;
}

// What is known of a dtype fits where any array does.
const list: readonly NDArray[] = [f32 as unknown as NDArray, any];
const likes: readonly ArrayLike[] = [1, 1n, true, [1, [2n]], new Float32Array(1), [new Int8Array(2), any], any];
void [list, likes];

// @ts-expect-error an unknown dtype
nd.zeros(3, { dtype: 'float128' });
// @ts-expect-error a dtype where options go
nd.zeros(3, 'int8');
// @ts-expect-error an option that is none
nd.zeros(3, { dtpye: 'int8' });
// @ts-expect-error text is no array
nd.add('1', 2);
// @ts-expect-error nor are lists of text
nd.array(['1', '2']);
// @ts-expect-error a slice that is none
f32.at('1;2');
// @ts-expect-error one part too many
f32.at('1:2:3:4');
// @ts-expect-error letters are no bounds
f32.at('a:b');
// @ts-expect-error a single number is no slice
f32.at('3');
// @ts-expect-error two dots are not three
f32.select('..');
// @ts-expect-error any text: nd.slice is for computed bounds
f32.at('1:2' as string);
// @ts-expect-error nothing but numbers
i64.sum({ as: 'bigint' });
// @ts-expect-error positions are numbers anyway
i64.argmax({ as: 'number' });
// @ts-expect-error masks do not go into at
f32.at([true, false]);
// @ts-expect-error nor do arrays of positions
f32.at(i64);
// @ts-expect-error shapes are read-only
f32.shape[0] = 5;
// @ts-expect-error and so are the properties
f32.dtype = 'int8';
// @ts-expect-error an option that the reduction does not take
f32.sum({ ddof: 1 });
// @ts-expect-error an out that is no array
nd.add(1, 2, { out: [0] });
// @ts-expect-error a casting rule that is none
f32.astype('int8', { casting: 'loose' });
// @ts-expect-error an unknown order
nd.zeros(3, { order: 'K' });
// @ts-expect-error arrays are not made by new
void new nd.NDArray();
// @ts-expect-error a mode that is none
void new nd.memmap('x', { mode: 'a' });
// @ts-expect-error a limit is a number
nd.memory.setLimit('1 GB');
// @ts-expect-error no state can be reached
void f32.storage;

// What is loaded: by the name of the file, and by what is expected of it.
exactly<NDArray>()(nd.load('a.npy'));
exactly<nd.NpzFile>()(nd.load('a.npz'));
exactly<nd.memmap>()(nd.load('a.npy', { mmapMode: 'r' }));
exactly<NDArray<'float32'>>()(nd.load('a.npy', { expect: { dtype: 'float32', shape: [null, 3] } }));
exactly<nd.memmap<'int64'>>()(nd.loadNpy('a.npy', { mmapMode: 'c', expect: { dtype: 'int64' } }));
exactly<NDArray>()(nd.loadNpy('a.npy', { expect: { shape: [3] } }));
exactly<NDArray>()(nd.loadNpz('a.npz').get('a'));
exactly<Uint8Array>()(nd.loadNpz<{ a: NDArray<'int8'>; meta: Uint8Array }>('a.npz').get('meta'));
exactly<Promise<nd.NpzFile>>()(nd.async.load('a.npz'));
exactly<Promise<NDArray<'bool'>>>()(nd.async.load('a.npy', { expect: { dtype: 'bool' } }));
// @ts-expect-error not a name that the archive has
nd.loadNpz<{ a: NDArray }>('a.npz').get('b');
// @ts-expect-error an archive is not written in place
nd.loadNpz('a.npz', { mmapMode: 'r+' });

// Positions, and functions with an `at`.
exactly<NDArray<'int64'>[]>()(nd.nonzero([1, 0]));
exactly<NDArray<'int64'>[]>()(nd.where([true]));
exactly<NDArray>()(nd.where([true], 1, 2));
exactly<nd.BinaryAt>()(nd.add.at);
exactly<nd.UnaryAt>()(nd.negative.at);
nd.add.at(f32, [0, 0], 1, { casting: 'unsafe' });
nd.negative.at(f32, [[0, 1], ':']);
exactly<NDArray>()(nd.atleast2d(1));
exactly<NDArray[]>()(nd.atleast2d(1, 2));
exactly<NDArray<'float32'>>()(f32.take([0], { mode: 'wrap' }));
exactly<NDArray<'float32'>>()(f32.mT.swapaxes(0, 1).diagonal());
// @ts-expect-error a mode that is none
f32.take([0], { mode: 'modulo' });
// @ts-expect-error operands of one input take no values
nd.negative.at(f32, [0], 1);
