/**
 * ndstride: n-dimensional arrays for Node.js, with NumPy's semantics and file formats.
 *
 * @packageDocumentation
 */
export { NDArray, isNDArray } from './ndarray';
export { memmap, type MemmapMode, type MemmapOptions } from './memmap';
export type { DType, Scalar, TypedArrayOf, Casting } from './core/dtype';
export type { ArrayLike, NestedList, TypedArray } from './core/types';
export { slice, type BasicIndex, type Slice, type SliceText } from './core/indexing';
export * from './core/dtype-names.gen';
export * from './errors.gen';
export * from './ops/elementwise.gen';
export * from './ops/reductions.gen';
export { clip, where } from './ops/select-by-condition';
export {
  array,
  asarray,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  ones,
  onesLike,
  zeros,
  zerosLike,
  type ArrayOptions,
  type CreationOptions,
  type EyeOptions,
  type LikeOptions,
  type Shape,
} from './ops/creation';
export { arange, linspace, type ArangeOptions, type LinspaceOptions } from './ops/ranges';
export { concatenate, stack, type JoinOptions } from './ops/joining';
export { frombuffer, type FrombufferOptions } from './ops/buffers';
export { broadcastTo, expandDims, flip, ravel, reshape, squeeze, transpose, type ReshapeOptions } from './ops/shape';
export {
  atleast1d,
  atleast2d,
  atleast3d,
  broadcastArrays,
  matrixTranspose,
  moveaxis,
  permuteDims,
  rollaxis,
  swapaxes,
} from './ops/axes';
export {
  asStrided,
  diagonal,
  slidingWindowView,
  type AsStridedOptions,
  type DiagonalOptions,
  type SlidingWindowOptions,
} from './ops/strided';
export { astype, copy, type AstypeOptions } from './ops/casting';
export { mayShareMemory, sharesMemory } from './ops/sharing';
export { append } from './ops/growth';
export { chunks, type Chunk, type ChunksOptions, type Nested, type ToTypedArrayOptions } from './ops/items';
export { canCast, finfo, iinfo, resultType, type DTypeLike, type FloatInfo, type IntegerInfo } from './ops/dtype-info';
export type { Index } from './ops/select';
export type { InPlaceOptions } from './ops/in-place';
export type { UfuncOptions } from './ops/ufunc';
export type { Reduced, ReductionOptions, SumType } from './ops/reduction';
export type { Flags } from './methods/base';
export * as memory from './memory/index';
export { scope, type MemoryInfo } from './memory/index';
export { load, loadNpy, loadNpz, type NpzPath } from './io/load';
export { save, type Expected, type LoadOptions } from './io/npy';
export { NpzFile, type NpzContents, type NpzOptions } from './io/npz';
export { savez, savezCompressed, type NpzInput, type SavezCompressedOptions } from './io/savez';
export * as random from './random/index';
export * as async from './async/index';
export { getNumThreads, setNumThreads, simdTarget } from './ops/threads';
