/** .npy files: saved, and what reading them has in common. */
import { resolve } from 'node:path';
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, FormatError, MemoryLimitError, ValueError, badArgument, describe } from '../errors';
import { layoutOf, makeArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { parseDType, type DType, type DTypeInfo } from '../core/dtype';
import { F, FLAGS, FLAG_MAPPED, NDIM, RESULTS, SHAPE, dtypeOfCode, fail, putOperand, putShape } from '../core/frame';
import { Layout, contiguousLayout, shapeText } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import { MAPPED, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { mapStorage, openRetrying, type MapMode } from './map';
import { readPath, type FilePath } from './path';

/** What a file must hold: see load. */
export interface Expected<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** null: any length. */
  readonly shape?: readonly (number | null)[] | undefined;
}

/** Options of load(). */
export interface LoadOptions {
  /** Map the file instead of reading it: 'r' read only, 'r+' read and write, 'c' writes stay private. */
  readonly mmapMode?: 'r' | 'r+' | 'c' | null | undefined;
  /** Most bytes of data to read (default: the memory limit alone decides). Maps are not limited. */
  readonly maxBytes?: number | undefined;
  /** Longest header to accept, in bytes. Default 10,000. */
  readonly maxHeaderSize?: number | undefined;
  /** The dtype and shape that the array must have: another file is a FormatError. */
  readonly expect?: Expected | undefined;
}

/** What the options of load() say. */
export interface LoadLimits {
  readonly mode: Exclude<MapMode, 'w+'> | undefined;
  readonly maxBytes: number;
  readonly maxHeaderSize: number;
  readonly expect: ExpectedLayout | undefined;
}

interface ExpectedLayout {
  readonly dtype: DTypeInfo | undefined;
  readonly shape: readonly (number | null)[] | undefined;
}

/** What the header of an open .npy file says. */
export interface NpyHeader {
  readonly dtype: DTypeInfo;
  /** The elements are in the other byte order; reading converts them. */
  readonly swapped: boolean;
  readonly order: 'C' | 'F';
  readonly shape: readonly number[];
  /** Bytes of the file before the data. */
  readonly offset: number;
}

/** What save() appends to names that lack it. */
export const NPY_EXTENSION = '.npy';
const DEFAULT_HEADER_SIZE = 10_000;

/** Reads the header that native.openNpy left in the frame. */
export function headerFromFrame(): NpyHeader {
  const shape: number[] = [];
  for (let i = 0; i < F[NDIM]!; i++) shape.push(F[SHAPE + i]!);
  return {
    dtype: dtypeOfCode(F[RESULTS]!),
    swapped: F[RESULTS + 1] === 1,
    order: F[RESULTS + 2] === 1 ? 'F' : 'C',
    shape,
    offset: F[RESULTS + 3]!,
  };
}

function readExpected(op: string, value: unknown): ExpectedLayout | undefined {
  if (value === undefined || value === null) return undefined;
  const given = readOptions(op, value as Expected);
  const dtype: unknown = given?.dtype;
  const shape: unknown = given?.shape;
  if (shape !== undefined && !Array.isArray(shape)) {
    throw badArgument(op, 'expect.shape', 'a list of integers and nulls', shape);
  }
  return {
    dtype: dtype === undefined ? undefined : parseDType(op, dtype),
    shape: shape?.map((dim: unknown, i) => (dim === null ? null : readInteger(op, `expect.shape[${i}]`, dim))),
  };
}

const shapeOrNullText = (shape: readonly (number | null)[]): string =>
  `(${shape.map((dim) => dim ?? 'any').join(',')}${shape.length === 1 ? ',' : ''})`;

/** Throws unless a header is of the dtype and shape that the caller expects. */
export function checkExpected(op: string, header: NpyHeader, expect: LoadLimits['expect'], path: string): void {
  if (expect === undefined) return;
  const { dtype, shape } = expect;
  const refuse = (expected: string, found: string): never => {
    throw Object.assign(new FormatError(`[${op}] expected ${expected} but the file holds ${found}`), { path });
  };
  if (dtype !== undefined && dtype !== header.dtype) refuse(`dtype ${dtype.name}`, `dtype ${header.dtype.name}`);
  if (shape === undefined) return;
  const fits = shape.length === header.shape.length && shape.every((dim, i) => dim === null || dim === header.shape[i]);
  if (!fits) refuse(`shape ${shapeOrNullText(shape)}`, `shape ${shapeText(header.shape)}`);
}

/** The options of load() and async.load(), read once and checked. */
export function readLoadOptions(op: string, options: LoadOptions | undefined): LoadLimits {
  const given = readOptions(op, options);
  const mode: unknown = given?.mmapMode ?? undefined;
  if (mode !== undefined && mode !== 'r' && mode !== 'r+' && mode !== 'c') {
    throw new ValueError(`[${op}] mmapMode must be one of 'r', 'r+', 'c' or null but got ${describe(mode)}`);
  }
  const limit = (name: string, value: unknown, otherwise: number): number => {
    if (value === undefined) return otherwise;
    if (value === Infinity) return Number.MAX_SAFE_INTEGER;
    const n = readInteger(op, name, value);
    if (n < 0) throw badArgument(op, name, 'a number of bytes', value);
    return n;
  };
  return {
    mode,
    maxBytes: limit('maxBytes', given?.maxBytes, Infinity),
    maxHeaderSize: limit('maxHeaderSize', given?.maxHeaderSize, DEFAULT_HEADER_SIZE),
    expect: readExpected(op, given?.expect),
  };
}

/** The layout of the data of a .npy file, once read; throws when there are more bytes than the caller allows. */
export function layoutForLoad(op: string, header: NpyHeader, maxBytes: number): Layout {
  const layout = contiguousLayout(op, header.dtype, header.shape, header.order);
  if (layout.nbytes > maxBytes) {
    throw new MemoryLimitError(
      `[${op}] the file holds ${layout.nbytes} bytes of data, more than the ${maxBytes} that maxBytes allows`,
    );
  }
  return layout;
}

/** Maps the data of an open .npy file, which it takes over. */
export function mapNpy(op: string, npy: object, header: NpyHeader, path: Buffer, mode: 'r' | 'r+' | 'c'): NDArray {
  const { dtype, swapped, order, offset } = header;
  if (swapped) {
    throw new DTypeError(
      `[${op}] a file in the other byte order cannot be mapped (its dtype is ${dtype.name}): load it without mmapMode`,
    );
  }
  const { shape, strides, size, nbytes } = contiguousLayout(op, dtype, header.shape, order);
  const info = { filename: resolve(path.toString('utf8')), mode, offset };
  const storage = mapStorage(op, npy, info, nbytes, false);
  return makeArray(storage, new Layout(dtype, shape, strides, 0, size, mode !== 'r'));
}

/** Writes what native.saveNpy and startSaveNpy read. */
export function putSource({ storage, layout }: ArrayBytes): void {
  putShape(layout.shape);
  putOperand(0, storage, layout);
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
}

/**
 * Save an array to a .npy file, byte for byte as NumPy 2 writes it.
 *
 * Atomic: under the name is the old file or the new one, whatever happens meanwhile; also when the array is a map of
 * that very file. What is there is on the disk when save returns. Links are followed, permissions of an existing file
 * kept.
 *
 * @param file path, as a string, Buffer or file URL; '.npy' is appended unless it ends so
 * @param array an array of any layout, or what converts to one; F order is written for F-contiguous arrays
 * @throws SystemError such as ENOSPC or EACCES; MappingLostError when the array's own file was cut
 * @see numpy.save
 * @example
 * ```ts
 * nd.save('/tmp/save-example', nd.eye(2));
 * nd.load('/tmp/save-example.npy').shape; // [2, 2]
 * ```
 */
export function save(file: FilePath, array: ArrayLike): void {
  const op = 'save';
  const path = readPath(file, 'write', NPY_EXTENSION);
  const source = asArray(op, array);
  openRetrying(() => {
    putSource({ storage: usableStorage(op, source), layout: layoutOf(source) });
    const status = native.saveNpy(path);
    if (status !== 0) fail(op, status);
  });
}
