/** Buffers that vanish, and options and lists whose accessors throw or change things: typed errors, nothing written. */
import * as nd from '../../lib/index';
import type { ArrayLike, NDArray } from '../../lib/index';
import { transfer } from '../unit/transfer';

const N = 5000;

/** What takes memory away from under an array. */
const losses: [string, () => { a: NDArray; lose: () => void; error: new (...args: never[]) => Error }][] = [
  [
    'disposed',
    () => {
      const a = nd.ones(N);
      return { a, lose: () => a.dispose(), error: nd.DisposedError };
    },
  ],
  [
    'over a buffer that is transferred',
    () => {
      const typed = new Float64Array(N).fill(1);
      const a = nd.asarray(typed);
      // An accessor may run more than once.
      const lose = (): void => void (typed.buffer.byteLength > 0 && transfer(typed.buffer));
      return { a, lose, error: nd.BufferError };
    },
  ],
];

describe.each(losses)('an array %s', (_, make) => {
  const operations: [string, (a: NDArray) => unknown][] = [
    ['elementwise', (a) => a.add(1)],
    ['elementwise on two', (a) => nd.add(1, a)],
    ['in place', (a) => a.iadd(1)],
    ['out', (a) => nd.add(nd.ones(N), 1, { out: a })],
    ['where', (a) => nd.add(1, 1, { where: a.size > 0 ? a.view('bool').at(':1') : true })],
    ['reduction', (a) => a.sum()],
    ['reduction along an axis', (a) => a.sum({ axis: 0 })],
    ['reduction into it', (a) => nd.sum(nd.ones([N, 2]), { axis: 1, out: a })],
    ['assign', (a) => a.assign(1)],
    ['assigned', (a) => nd.zeros(N).assign(a)],
    ['set', (a) => a.set(1, [0, 1])],
    ['select', (a) => a.select([0, 1])],
    ['item', (a) => a.item(0)],
    ['toArray', (a) => a.toArray()],
    ['data', (a) => a.data],
    ['bytes', (a) => a.bytes()],
    ['iteration', (a) => [...a]],
    ['astype', (a) => a.astype('int8')],
    ['copy', (a) => a.copy()],
    ['concatenate', (a) => nd.concatenate([nd.ones(2), a])],
    ['push', (a) => a.push(1)],
    ['random out', (a) => nd.random.defaultRng(1).random({ out: a })],
    ['a list with it', (a) => nd.array([a] as never)],
    ['printing', (a) => a.toString()],
  ];

  test.each(operations)('throws in %s', (_, act) => {
    const { a, lose, error } = make();
    lose();
    // A caller's buffer cannot grow, lost or not.
    expect(() => act(a)).toThrow(error);
    expect(nd.ones(3).sum()).toBe(3);
  });

  test('throws through its views', () => {
    const { a, lose, error } = make();
    const views = [a.at('1:'), a.reshape(2, -1), a.at('::-2')];
    lose();
    for (const view of views) expect(() => view.sum()).toThrow(error);
  });

  test('throws when it is lost in the middle of a call: by a getter of the options', () => {
    for (const name of ['out', 'where', 'dtype', 'casting']) {
      const { a, lose, error } = make();
      const options = Object.defineProperty({}, name, { get: () => lose() });
      expect(() => nd.add(a, 1, options)).toThrow(error);
    }
    for (const name of ['axis', 'keepdims', 'dtype', 'out', 'initial', 'where', 'ddof']) {
      const { a, lose, error } = make();
      const options = Object.defineProperty({}, name, { get: () => lose() });
      expect(() => nd.sum(a, options)).toThrow(error);
    }
    for (const name of ['dtype', 'order', 'copy']) {
      const { a, lose, error } = make();
      const options = Object.defineProperty({}, name, { get: () => lose() });
      expect(() => nd.array(a, options)).toThrow(error);
    }
    for (const name of ['casting', 'copy', 'order']) {
      const { a, lose, error } = make();
      const options = Object.defineProperty({}, name, { get: () => lose() });
      expect(() => a.astype('float32', options)).toThrow(error);
    }
    for (const name of ['at', 'where', 'casting']) {
      const { a, lose, error } = make();
      const options = Object.defineProperty({}, name, { get: () => lose() });
      expect(() => a.iadd(1, options)).toThrow(error);
    }
  });

  test('throws when it is lost in the middle of a call: by an accessor of a list', () => {
    const acts: ((a: NDArray, list: ArrayLike) => unknown)[] = [
      (a, list) => nd.add(a, list),
      (a, list) => nd.add(list, a),
      (a, list) => a.iadd(list),
      (a, list) => a.assign(list),
      (a, list) => a.set(list, ':'),
      (a, list) => a.set(list, a.greater(0)),
      (a, list) => a.set(1, list as number[]),
      (a, list) => a.select(list as number[]),
      (a, list) => a.iadd(1, { at: [list as number[]] }),
      (a, list) => nd.concatenate([a, list]),
      (a, list) => nd.add(1, list, { out: a }),
      (a, list) => nd.where(list, a, 0),
      (a, list) => nd.clip(a, list, null),
      (a, list) => nd.sum(list, { out: a.at(0), axis: 0 }),
    ];
    for (const act of acts) {
      const { a, lose, error } = make();
      const list = [0];
      Object.defineProperty(list, 0, { get: () => (lose(), 0), enumerable: true });
      expect(() => act(a, list)).toThrow(error);
    }
  });
});

describe('an accessor that grows the array it is given to', () => {
  test('leaves rows neither lost nor torn', () => {
    const a = nd.zeros([2, 2]);
    const row = [0, 9];
    Object.defineProperty(row, 0, {
      get: () => {
        a.push([1, 2], [3, 4]);
        return 7;
      },
    });
    expect(a.push(row)).toBe(5);
    expect(a.toArray()).toEqual([
      [0, 0],
      [0, 0],
      [1, 2],
      [3, 4],
      [7, 9],
    ]);
  });

  test('and one that moves it out of its slab', () => {
    const a = nd.zeros(3);
    const list = [1, 2, 3];
    Object.defineProperty(list, 0, { get: () => (a.data.fill(5), 1) });
    expect(nd.add(a, list).toArray()).toEqual([6, 7, 8]);
    expect(a.assign(list).toArray()).toEqual([1, 2, 3]);
  });
});

describe('what an accessor throws reaches the caller as it is', () => {
  const mine = new Error('mine');
  const thrower = (): never => {
    throw mine;
  };
  const options = (name: string): never => Object.defineProperty({}, name, { get: thrower }) as never;
  const list = (): number[] => Object.defineProperty([1, 2, 3], 1, { get: thrower }) as number[];

  test.each<[string, (a: NDArray) => unknown]>([
    ['add out', (a) => nd.add(a, 1, options('out'))],
    ['iadd at', (a) => a.iadd(1, options('at'))],
    ['sum axis', (a) => a.sum(options('axis'))],
    ['zeros dtype', () => nd.zeros(3, options('dtype'))],
    ['arange dtype', () => nd.arange(3, options('dtype'))],
    ['linspace num', () => nd.linspace(0, 1, options('num'))],
    ['eye k', () => nd.eye(3, options('k'))],
    ['frombuffer count', () => nd.frombuffer(new ArrayBuffer(8), options('count'))],
    ['concatenate axis', (a) => nd.concatenate([a, a], options('axis'))],
    ['reshape copy', (a) => a.reshape([3], options('copy'))],
    ['chunks maxBytes', (a) => [...nd.chunks(a, options('maxBytes'))]],
    ['load mmapMode', () => nd.load('/nonexistent', options('mmapMode'))],
    ['a list', (a) => a.assign(list())],
    ['a shape', () => nd.zeros(list())],
    ['axes', (a) => a.transpose(list())],
    ['positions', (a) => a.select(list())],
    [
      'a toPrimitive that throws is never run',
      (a) => {
        expect(() => nd.add(a, { [Symbol.toPrimitive]: () => expect(true).toBe(false) } as never)).toThrow(
          nd.ArgumentError,
        );
        thrower();
      },
    ],
  ])('%s', (_, act) => {
    const a = nd.ones(3);
    let caught: unknown;
    try {
      act(a);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(mine);
    expect(a.toArray()).toEqual([1, 1, 1]);
  });
});

describe('lists that change while they are read', () => {
  test('are read once, each entry', () => {
    const list = [1, 2, 3];
    let reads = 0;
    Object.defineProperty(list, 1, { get: () => ++reads });
    expect(nd.array(list).toArray()).toEqual([1, 1, 3]);
    expect(reads).toBe(1);
  });

  test('that shrink are refused, that grow are read to their first length', () => {
    const shrinking = [1, 2, 3];
    Object.defineProperty(shrinking, 0, { get: () => ((shrinking.length = 1), 1), configurable: true });
    expect(() => nd.array(shrinking)).toThrow(nd.ArgumentError);
    const growing = [1, 2];
    Object.defineProperty(growing, 0, { get: () => (growing.push(9), 1) });
    expect(nd.array(growing).toArray()).toEqual([1, 2]);
  });

  test('shapes likewise', () => {
    const shape = [2, 3];
    Object.defineProperty(shape, 0, { get: () => ((shape.length = 1), 2), configurable: true });
    expect(() => nd.zeros(shape)).toThrow(nd.ArgumentError);
  });
});

describe('buffers that can change their size', () => {
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;
  const Growable = SharedArrayBuffer as unknown as new (
    bytes: number,
    options: { maxByteLength: number },
  ) => SharedArrayBuffer;

  test('are refused', () => {
    for (const buffer of [new Resizable(64, { maxByteLength: 128 }), new Growable(64, { maxByteLength: 128 })]) {
      for (const act of [
        () => nd.asarray(new Float64Array(buffer)),
        () => nd.frombuffer(buffer),
        () => nd.add(new Float64Array(buffer), 1),
        () => nd.array([new Float64Array(buffer)]),
      ]) {
        expect(act).toThrow(nd.BufferError);
        expect(act).toThrow('expected an ArrayBuffer of fixed length but got a resizable one: copy it first');
      }
    }
  });

  test('detached before they come are refused', () => {
    const typed = new Float64Array(4);
    transfer(typed.buffer);
    for (const act of [
      () => nd.asarray(typed),
      () => nd.frombuffer(typed),
      () => nd.frombuffer(typed.buffer),
      () => nd.add(typed, 1),
      () => nd.zeros(4).assign(typed),
    ]) {
      expect(act).toThrow(nd.BufferError);
      expect(act).toThrow('detached');
    }
  });

  test('of a WebAssembly memory that grew are refused', () => {
    interface Memory {
      readonly buffer: ArrayBuffer;
      grow(pages: number): void;
    }
    const wasm = (globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => Memory } })
      .WebAssembly;
    const memory = new wasm.Memory({ initial: 1 });
    const a = nd.asarray(new Float64Array(memory.buffer));
    a.fill(1);
    memory.grow(1);
    expect(() => a.sum()).toThrow(nd.BufferError);
    expect(new Float64Array(memory.buffer)[0]).toBe(1);
  });

  test('empty ones are arrays of no elements', () => {
    expect(nd.asarray(new Float64Array(0)).shape).toEqual([0]);
    expect(nd.frombuffer(new ArrayBuffer(0)).sum()).toBe(0);
  });
});

describe('prototypes that were tampered with', () => {
  test('do not crash, and do not reach into options', () => {
    const iterator = Array.prototype[Symbol.iterator];
    const length = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')!;
    try {
      Array.prototype[Symbol.iterator] = function* () {
        yield 1e9 as never;
      } as never;
      Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', {
        get: () => 1e9,
        configurable: true,
      });
      for (const act of [
        () => nd.array([1, 2]).sum(),
        () => nd.asarray(new Float64Array(2)).sum(),
        () => nd.zeros([2, 3]),
      ]) {
        try {
          act();
        } catch (error) {
          void error;
        }
      }
    } finally {
      Array.prototype[Symbol.iterator] = iterator;
      Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', length);
    }
    expect(nd.array([1, 2]).sum()).toBe(3);
    expect(nd.asarray(new Float64Array([1, 2])).sum()).toBe(3);
  });
});
