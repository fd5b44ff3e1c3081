/**
 * ndstride: n-dimensional arrays for Node.js, with NumPy's semantics and file formats.
 *
 * @packageDocumentation
 */
export { NDArray, isNDArray } from './ndarray';
export { memmap, type MemmapMode, type MemmapOptions } from './memmap';
export type { DType, Scalar, TypedArrayOf, Casting } from './core/dtype';
export type { ArrayLike, NestedList, TypedArray } from './core/types';
export { Complex, complex } from './core/complex';
export { slice, type BasicIndex, type Slice, type SliceText } from './core/indexing';
export * from './core/dtype-names.gen';
export * from './errors.gen';
export * from './ops/elementwise.gen';
export * from './ops/reductions.gen';
export { packbits, unpackbits, type PackbitsOptions, type UnpackbitsOptions } from './ops/bits';
export { nanToNum, realIfClose, type NanToNumOptions, type RealIfCloseOptions } from './ops/nonfinite';
export { unwrap, type UnwrapOptions } from './ops/unwrap';
export type { PairOptions } from './ops/pair';
export { around, round, type RoundOptions } from './ops/rounding';
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
export { concat, concatenate, stack, type JoinOptions } from './ops/joining';
export { block, columnStack, dstack, hstack, vstack, type Blocks, type StackOptions } from './ops/stacking';
export { arraySplit, dsplit, hsplit, split, unstack, vsplit, type Sections, type SplitOptions } from './ops/splitting';
export { repeat, tile, type RepeatOptions } from './ops/repeating';
export { fliplr, flipud, roll, rot90, type RollOptions, type Rot90Options } from './ops/rolling';
export { delete, insert, type PositionOptions, type Positions } from './ops/inserting';
export { pad, type PadFunction, type PadMode, type PadOptions, type PadWidth } from './ops/padding';
export {
  diag,
  diagflat,
  identity,
  tri,
  tril,
  triu,
  vander,
  type Diagonal,
  type TriOptions,
  type VanderOptions,
} from './ops/matrices';
export {
  fromfunction,
  fromiter,
  indices,
  meshgrid,
  type FromfunctionOptions,
  type FromiterOptions,
  type IndicesOptions,
  type MeshgridOptions,
} from './ops/grids';
export { geomspace, logspace, type GeomspaceOptions, type LogspaceOptions } from './ops/sampling';
export { frombuffer, type FrombufferOptions } from './ops/buffers';
export { broadcastTo, expandDims, flip, ravel, reshape, squeeze, transpose, type ReshapeOptions } from './ops/shape';
export { take, put, type PutOptions, type TakeOptions } from './ops/take';
export { putAlongAxis, takeAlongAxis, type AlongOptions } from './ops/take-along-axis';
export { argwhere, flatnonzero, ix_, nonzero } from './ops/nonzero';
export { compress, extract, place, putmask, type CompressOptions } from './ops/masked';
export { choose, type ChooseOptions } from './ops/choose';
export type { AtIndex, AtOptions, BinaryAt, UnaryAt } from './ops/accumulate';
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
export { argpartition, partition, type PartitionInPlaceOptions, type PartitionOptions } from './ops/partition';
export { lexsort, sortComplex, type LexsortOptions } from './ops/lexsort';
export { median, nanmedian, type MedianOptions } from './ops/median';
export { nanpercentile, nanquantile, percentile, quantile, type QuantileOptions, type Quantiles } from './ops/quantile';
export type { DiscreteMethod, QuantileMethod } from './ops/quantile-methods';
export {
  intersect1d,
  isin,
  setdiff1d,
  setxor1d,
  union1d,
  type Intersection,
  type IntersectOptions,
  type IsinOptions,
  type SetOptions,
} from './ops/sets';
export { argsort, sort, type SortInPlaceOptions, type SortKind, type SortOptions } from './ops/sort';
export { einsum, type EinsumOptions } from './ops/einsum';
export {
  cross,
  dot,
  inner,
  kron,
  outer,
  tensordot,
  trace,
  vdot,
  type CrossOptions,
  type OutOption,
  type TensordotAxes,
  type TraceOptions,
} from './ops/products';
export {
  cumprod,
  cumsum,
  cumulativeProd,
  cumulativeSum,
  diff,
  ptp,
  type CumulativeOptions,
  type DiffOptions,
  type PtpOptions,
  type ScanOptions,
} from './ops/scan';
export { matmul, matvec, vecdot, vecmat, type ProductOptions, type VecdotOptions } from './ops/matmul';
export { searchsorted, type Places, type SearchsortedOptions } from './ops/search';
export {
  unique,
  uniqueAll,
  uniqueCounts,
  uniqueInverse,
  uniqueValues,
  type Unique,
  type UniqueAll,
  type UniqueOptions,
} from './ops/unique';
export { allclose, arrayEqual, arrayEquiv, isclose, type CloseOptions, type EqualOptions } from './ops/closeness';
export {
  errstate,
  geterr,
  geterrcall,
  seterr,
  seterrcall,
  type ErrorOptions,
  type Errstate,
  type ErrstateOptions,
} from './ops/errstate';
export type { ErrorCall, ErrorKind, ErrorMode, ErrorModes } from './core/errstate';
export { astype, copy, type AstypeOptions } from './ops/casting';
export { mayShareMemory, sharesMemory } from './ops/sharing';
export { append } from './ops/growth';
export { resize, trimZeros, type TrimZerosOptions } from './ops/resizing';
export {
  ravelMultiIndex,
  unravelIndex,
  type CoordinateMode,
  type RavelMultiIndexOptions,
  type UnravelIndexOptions,
} from './ops/multi-index';
export {
  diagIndices,
  diagIndicesFrom,
  fillDiagonal,
  maskIndices,
  trilIndices,
  trilIndicesFrom,
  triuIndices,
  triuIndicesFrom,
  type FillDiagonalOptions,
  type TriIndicesOptions,
} from './ops/diagonals';
export { copyto, piecewise, select, type CopytoOptions, type Piece } from './ops/conditions';
export { mgrid, ogrid, type GridRange } from './ops/index-grids';
export { applyAlongAxis, applyOverAxes, vectorize, type Vectorized, type VectorizeOptions } from './ops/applying';
export {
  array2string,
  arrayRepr,
  arrayStr,
  formatFloatPositional,
  formatFloatScientific,
  getPrintoptions,
  printoptions,
  setPrintoptions,
  type Array2stringOptions,
  type ArrayStrOptions,
  type FloatMode,
  type FormatPositionalOptions,
  type FormatScientificOptions,
  type Formatters,
  type Printoptions,
  type PrintoptionsScope,
  type SignMode,
} from './ops/printing';
export { Broadcast, broadcast, ndenumerate, ndindex } from './ops/iterating';
export {
  angle,
  imag,
  iscomplex,
  iscomplexobj,
  isreal,
  isrealobj,
  real,
  type AngleOptions,
  type PartOf,
} from './ops/complex-parts';
export { chunks, type Chunk, type ChunkOfSeveral, type ChunksOptions } from './ops/chunking';
export type { Nested, ToTypedArrayOptions } from './ops/items';
export {
  canCast,
  commonType,
  isdtype,
  issubdtype,
  minScalarType,
  promoteTypes,
  resultType,
  type AbstractDType,
  type DTypeKind,
  type DTypeLike,
} from './ops/dtype-info';
export { finfo, iinfo, type FloatInfo, type IntegerInfo } from './ops/limits';
export {
  arrayNamespaceInfo,
  arrayNamespaceInfo as __array_namespace_info__,
  broadcastShapes,
  isscalar,
  iterable,
  ndim,
  shape,
  size,
  type ArrayNamespaceInfo,
  type DeviceOptions,
  type DtypesOptions,
} from './ops/inspection';
export {
  ascontiguousarray,
  asfortranarray,
  require,
  type ContiguousOptions,
  type RequireOptions,
} from './ops/memory-order';
export { e, eulerGamma, inf, nan, newaxis, pi } from './ops/constants';
export type { Index } from './ops/select';
export type { InPlaceOptions } from './ops/in-place';
export type { UfuncOptions } from './ops/ufunc';
export type { UfuncAccumulate, UfuncAlongOptions, UfuncOuter, UfuncReduceat } from './ops/ufunc-along';
export type { UfuncReduce, UfuncReduceOptions, UfuncReduced } from './ops/ufunc-reduce';
export type { Reduced, ReductionOptions, SumType } from './ops/reduction';
export {
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmin,
  nanprod,
  nanstd,
  nansum,
  nanvar,
} from './ops/nan-reductions';
export {
  histogram,
  histogramBinEdges,
  type BinEdgesOptions,
  type BinsLike,
  type Estimator,
  type HistogramOptions,
  type Range,
} from './ops/histogram';
export { histogram2d, histogramdd, type AxisBins, type HistogramDDOptions } from './ops/histogram-dd';
export { bincount, digitize, type BincountOptions, type DigitizeOptions } from './ops/counting';
export { interp, type InterpOptions } from './ops/interp';
export { average, corrcoef, cov, type AverageOptions, type CorrcoefOptions, type CovOptions } from './ops/average';
export { convolve, correlate, type OverlapMode, type OverlapOptions } from './ops/signal';
export {
  ediff1d,
  gradient,
  trapezoid,
  type Ediff1dOptions,
  type GradientOptions,
  type TrapezoidOptions,
} from './ops/gradient';
export { bartlett, blackman, hamming, hanning, kaiser } from './ops/windows';
export {
  poly,
  polyadd,
  polyder,
  polydiv,
  polyint,
  polymul,
  polysub,
  polyval,
  type PolyintOptions,
} from './ops/polynomials';
export { polyfit, roots, type Polyfit, type PolyfitOptions } from './ops/polynomial-fits';
export { max as amax, min as amin } from './ops/reductions.gen';
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
