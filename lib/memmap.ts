/** Arrays over mapped files. */
import { resolve } from 'node:path';
import { native } from './native';
import { DisposedError, ValueError, describe } from './errors';
import { registerClasses, storageOf, usableStorage, type ArrayCore } from './core/array-core';
import { parseDType, type DType, type DTypeInfo } from './core/dtype';
import { ARGS, F, RESULTS, fail } from './core/frame';
import { Layout, contiguousLayout } from './core/layout';
import { readBoolean, readInteger, readOptions, readOrder, readShape } from './core/options';
import { Storage } from './core/storage';
import { MAP_MODES, mapInfo, mapStorage, openRetrying, type MapInfo, type MapMode } from './io/map';
import { readPath, type FilePath } from './io/path';
import { NDArray } from './ndarray';

/** How a file is mapped; NumPy's words, short and long. */
export type MemmapMode = MapMode | 'readonly' | 'readwrite' | 'write' | 'copyonwrite';

const LONG_MODES: Readonly<Record<string, MapMode>> = { readonly: 'r', readwrite: 'r+', write: 'w+', copyonwrite: 'c' };

/** Options of new memmap(). */
export interface MemmapOptions<D extends DType = DType> {
  /** Default 'uint8'. */
  readonly dtype?: D | undefined;
  /**
   * 'r': read only. 'r+' (default): read and write, a short file is extended. 'w+': make it anew, all zeros. 'c': read,
   * and write without changing the file.
   */
  readonly mode?: MemmapMode | undefined;
  /** Default: all of the file from `offset` on, as one dimension. */
  readonly shape?: number | readonly number[] | undefined;
  /** Bytes of the file before the first element (any number). Default 0. */
  readonly offset?: number | undefined;
  readonly order?: 'C' | 'F' | undefined;
  /** 'w+': do not reserve disk space. A disk that fills up later is then an error when elements are written. */
  readonly sparse?: boolean | undefined;
}

const OP = 'memmap';

interface Opened {
  readonly storage: Storage;
  readonly layout: Layout;
}

function readMode(value: unknown): MapMode {
  if (value === undefined) return 'r+';
  if (typeof value === 'string') {
    const mode = Object.hasOwn(LONG_MODES, value) ? LONG_MODES[value] : MAP_MODES.find((known) => known === value);
    if (mode !== undefined) return mode;
  }
  const all = [...MAP_MODES, ...Object.keys(LONG_MODES)].map((mode) => `'${mode}'`).join(', ');
  throw new ValueError(`[${OP}] mode must be one of ${all} but got ${describe(value)}`);
}

function wholeItems(dtype: DTypeInfo, fileBytes: number, offset: number, mode: MapMode): number[] {
  if (fileBytes === 0 && mode !== 'r+') throw new ValueError(`[${OP}] cannot mmap an empty file`);
  const bytes = fileBytes - offset;
  if (bytes < 0) {
    throw new ValueError(`[${OP}] mmap offset is greater than file size: ${offset} of ${fileBytes} bytes`);
  }
  if (bytes % dtype.itemsize !== 0) {
    throw new ValueError(
      `[${OP}] Size of available data is not a multiple of the data-type size: ${bytes} bytes for items of ${dtype.itemsize}`,
    );
  }
  return [bytes / dtype.itemsize];
}

function openMap(file: unknown, options: MemmapOptions | undefined): Opened {
  const given = readOptions(OP, options);
  const dtype = parseDType(OP, given?.dtype ?? 'uint8');
  const mode = readMode(given?.mode);
  const shapeGiven = given?.shape ?? undefined;
  const shape = shapeGiven === undefined ? undefined : readShape(OP, shapeGiven);
  const offsetGiven = given?.offset;
  const offset = offsetGiven === undefined ? 0 : readInteger(OP, 'offset', offsetGiven);
  if (offset < 0) throw new ValueError(`[${OP}] offset must not be negative: got ${offset}`);
  const order = readOrder(OP, given?.order, ['C', 'F'] as const, 'C');
  const sparse = readBoolean(OP, 'sparse', given?.sparse, false);
  if (mode === 'w+' && shape === undefined) throw new ValueError(`[${OP}] shape must be given if mode == 'w+'`);
  const path = readPath(file, mode === 'r' || mode === 'c' ? 'read' : 'readWrite');
  // What is wrong with the shape is found before a file is made.
  const asked = shape === undefined ? undefined : contiguousLayout(OP, dtype, shape, order);
  const info: MapInfo = { filename: resolve(path.toString('utf8')), mode, offset };
  return openRetrying(() => {
    F[ARGS] = MAP_MODES.indexOf(mode);
    const opened = native.openMap(path);
    if (typeof opened === 'number') fail(OP, opened);
    try {
      const { shape, strides, size, nbytes } =
        asked ?? contiguousLayout(OP, dtype, wholeItems(dtype, F[RESULTS]!, offset, mode), order);
      const storage = mapStorage(OP, opened, info, nbytes, sparse);
      return { storage, layout: new Layout(dtype, shape, strides, 0, size, mode !== 'r') };
    } finally {
      native.closeFile(opened);
    }
  });
}

/**
 * An array whose bytes are a file: read and written as pages of it are touched, however large the file is.
 *
 * Slices are memmaps that share the map; results of computations are ordinary arrays. A file that is cut while mapped
 * makes operations throw MappingLostError; to this end a handler for SIGBUS is installed with the first map, which the
 * environment variable NDS_SIGBUS=off prevents (a cut file then ends the process).
 *
 * @see numpy.memmap
 * @example
 * ```ts
 * using m = new nd.memmap('/tmp/memmap-example.dat', { dtype: 'float32', mode: 'w+', shape: [2, 3] });
 * m.assign(1);
 * m.flush();
 * m.sum(); // 6
 * ```
 */
export class memmap<D extends DType = DType> extends NDArray<D> {
  /**
   * Map a file.
   *
   * @throws ValueError when the file is too short (modes 'r' and 'c') or not a whole number of items, or for an unknown
   * mode; SystemError such as ENOENT, EACCES, ENOSPC ('w+' reserves its space) or EFBIG: the file is then as it was
   */
  constructor(file: FilePath, options?: MemmapOptions<D>);
  /** @internal Views of memmaps. */
  constructor(storage: Storage, layout: Layout<D>, base: ArrayCore | null);
  constructor(file: FilePath | Storage, second?: MemmapOptions<D> | Layout<D>, base: ArrayCore | null = null) {
    if (file instanceof Storage) {
      super(file, second as Layout<D>, base);
    } else {
      const { storage, layout } = openMap(file, second as MemmapOptions);
      super(storage, layout as Layout<D>, null);
    }
  }

  /** The absolute path of the file. */
  get filename(): string {
    return infoOf(this, 'filename').filename;
  }

  /** How the file is mapped: 'r', 'r+', 'w+' or 'c'. */
  get mode(): MapMode {
    return infoOf(this, 'mode').mode;
  }

  /** Bytes of the file before the first element of the map (not of a slice). */
  get offset(): number {
    return infoOf(this, 'offset').offset;
  }

  /**
   * Write what was changed, in all of the map, to the disk; it is there when flush returns. Mode 'c' writes nothing.
   *
   * @throws SystemError such as EIO or ENOSPC; MappingLostError
   * @see numpy.memmap.flush
   */
  flush(): this {
    const storage = usableStorage('flush', this);
    if (!storage.writable) return this;
    const status = native.flushMap(storage.handle);
    if (status !== 0) fail('flush', status);
    return this;
  }

  /** Unmap the file now: this array and its slices throw DisposedError from here on. On a slice: end only the slice. */
  close(): void {
    this.dispose();
  }
}

function infoOf(a: memmap, op: string): MapInfo {
  const info = mapInfo(storageOf(a));
  if (info === undefined) throw new DisposedError(`[${op}] the array was disposed`);
  return info;
}

registerClasses(undefined, memmap);
