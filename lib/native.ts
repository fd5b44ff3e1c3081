/**
 * Loads the compiled addon and declares what it offers. Calls take their arguments from the frame (lib/core/frame.ts)
 * and return a status: 0, or the number of an error whose details the frame holds.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES_VERSION } from './tables-version.gen';

/** The functions of native/binding. Those without parameters read everything from the frame. */
export interface Native {
  /** The address of the frame. */
  readonly frameAddress: number;
  /** The address of an ArrayBuffer's or SharedArrayBuffer's bytes. */
  addressOf(buffer: ArrayBufferLike): number;

  /** A block for `storage` (held weakly): frame in: bytes, flags; out: address, block number, capacity. */
  allocate(storage: object): number;
  grow(): number;
  release(): number;
  /** Looks at weak references of recent blocks (all of them when argument 0 of the frame is 1). */
  sweep(): number;
  handOut(): ArrayBuffer | number;
  retract(buffer: ArrayBuffer): number;
  memoryStatus(): number;
  configureMemory(): number;
  trackSlab(buffer: ArrayBuffer): number;
  rebind(storage: object): number;
  /** The storage that holds a block or map: argument 0; undefined once it was collected or freed. */
  holder(): object | undefined;
  /** Gives resident pages of a shared map back: handle, byte offset, bytes. */
  forgetPages(): number;
  /** Two 64-bit hashes of contiguous bytes: address, bytes; four 32-bit results. */
  hash(): number;
  copyBytes(): number;

  /** Gives nothing when all is well. */
  elementwiseFlat(): number | undefined;
  elementwise(): number;
  reduce(): number;
  copy(): number;
  /** Comparisons of whole arrays: native/binding/findings.cc has the slots. */
  close(): number;
  differ(): number;
  /** What the operation met that the frame describes: bits of floating-point errors. */
  floatStatus(): number;
  castStatus(): number;
  numberKinds(): number;
  arange(): number;
  linspace(): number;
  /** Masks: the number of true elements; a[mask]; a[mask] = values; positions. native/binding/select.cc has the slots. */
  countTrue(): number;
  compress(): number;
  expand(): number;
  nonzero(): number;
  /** Integer-array indexing: reads, writes. Status 4 and a text: an index is out of bounds. */
  gather(): number;
  scatter(): number;
  /** The same of whole rows of contiguous arrays: nothing when all is well. */
  takeRows(): number | undefined;
  putRows(): number | undefined;
  /** An elementwise operation at the positions of an index, one after the other. */
  accumulate(): number;
  /** Bits of bytes: native/binding/bits.cc has the slots. */
  packBits(): number;
  unpackBits(): number;
  /** Joining and repeating contiguous memory: native/binding/rearrange.cc has the slots. The first two give nothing when all is well. */
  joinRows(): number | undefined;
  repeatBlocks(): number | undefined;
  addCounts(): number;
  triangle(): number;
  insertPlaces(): number;
  /** An elementwise operation between the elements along an axis: native/binding/fold.cc has the slots. Status 4 and a text: an index is out of bounds. */
  foldLoop(): number;
  reduceat(): number;
  /** Coordinates to positions in a flat array, and back: native/binding/multi_index.cc has the slots. */
  ravelMultiIndex(): number;
  unravelIndex(): number;
  /** Sorting along an axis, running sums: native/binding/compute.h has the slots. */
  sort(): number;
  scan(): number;
  /** Products of stacks of matrices: native/binding/compute.h has the slots. */
  matmul(): number;
  /** Partitions and order statistics along an axis: native/binding/order.cc has the slots. */
  partition(): number;
  orderStatistics(): number;
  /** Rows in order, places in sorted arrays, runs of equals: native/binding/order.cc has the slots. */
  sortRows(): number;
  searchSorted(): number;
  findRuns(): number;
  keepFirsts(): number;
  runInverse(): number;
  runCounts(): number;
  /** Histograms, interpolation, correlation: native/binding/statistics.cc has the slots. */
  histogram(): number;
  binPositions(): number;
  digitize(): number;
  interpolate(): number;
  correlate(): number;
  /** Roots and fits of polynomials. */
  polynomialRoots(): number;
  leastSquares(): number;
  /** Membership, integers counted, orders by several keys: native/binding/sets.cc has the slots. */
  isMember(): number;
  keyRange(): number;
  tally(): number;
  writeTally(): number;
  lexsort(): number;
  /**
   * Opens a .npy file and reads its header: frame in: 1 to write too, longest header, which kinds are taken (1 npy, 2 an
   * archive); out: dtype, swapped, Fortran order, offset and bytes of the data, the kind, shape. Gives the open file, or
   * a status.
   */
  openNpy(path: Uint8Array): object | number;
  /** Members of an open archive, native/binding/archive.cc says how; or a status. */
  npzNames(file: object): Buffer | number;
  npzHeader(file: object): number;
  npzRead(file: object): number;
  npzReadBytes(file: object): number;
  /** The archive as a file that mapFile takes; or a status. */
  npzMappable(file: object): object | number;
  /** Writes an archive of the arrays listed, atomically: the level (-1: stored) is in the frame. */
  saveNpz(path: Uint8Array, names: Uint8Array, list: Uint8Array): number;
  /** Reads the data to an address, in native byte order. */
  readNpy(file: object): number;
  /** Writes operand 0 of the frame as a .npy file, atomically. */
  saveNpy(path: Uint8Array): number;
  /** Opens or makes a file to be mapped: frame in: mode (0 r, 1 r+, 2 w+, 3 c); out: its size. */
  openMap(path: Uint8Array): object | number;
  /** A map for `storage` (held weakly): frame in: mode, offset, bytes, sparse; out: address, number. Takes the file over. */
  mapFile(file: object, storage: object): number;
  closeFile(file: object): number;
  /** 0, or the status of a map that was cut; the frame is as it was when all is well. */
  mapStatus(handle: number): number;
  /** Writes what was changed in a map to the disk. */
  flushMap(handle: number): number;
  /** One element of a block: address, item size, 0 to read or 1 to write; the value is scalar 0 of the frame. */
  element(): void;
  /** Words of a SeedSequence: native/binding/random.cc says what each of these reads. */
  seedWords(): number;
  pcg64Seed(): number;
  pcg64Advance(): number;
  pcg64Jump(): number;
  randomFill(): number;
  randomIntegers(): number;
  threads(): number;
  targetName(): string;

  /** Has callback(id) called, from the event loop, for each job that is done. Calls that start jobs leave the id in the frame. */
  listenToJobs(callback: (id: number) => void): number;
  /** The job of the id in the frame ends soon, unless it is done; it is to be settled all the same. */
  cancelJob(): number;
  /** The status of the job of the id in the frame, or what it made; results and scalars are in the frame. */
  settleJob(): object | number;
  /** As the functions without `start`, on another thread. Storages that must last are named from slot HELD on. */
  startElementwise(): number;
  startReduce(): number;
  startSort(): number;
  startPartition(): number;
  startScan(): number;
  startMatmul(): number;
  startOpenNpy(path: Uint8Array): number;
  startReadNpy(file: object): number;
  startSaveNpy(path: Uint8Array): number;
  startSaveNpz(path: Uint8Array, names: Uint8Array, list: Uint8Array): number;
  startNpzRead(file: object): number;
}

interface Addon {
  /** Of which generated tables it was built. */
  readonly tablesVersion: string;
  /** A set of functions over a frame of their own. */
  open(frame: ArrayBuffer): Native;
}

/** Bytes of the frame: native/binding/frame.h has the same number. */
const FRAME_BYTES = 16384;

/** The frame's memory: one per copy of this module. */
export const frameBuffer = new ArrayBuffer(FRAME_BYTES);

function load(): Native {
  const candidates = [
    process.env['NDS_ADDON'],
    join(__dirname, '..', 'build', 'Release', 'ndstride.node'),
    join(__dirname, '..', 'prebuilds', `${process.platform}-${process.arch}`, 'ndstride.node'),
  ];
  for (const path of candidates) {
    if (path === undefined || path === '' || !existsSync(path)) continue;
    // The one place where a path decides what is loaded: require() is what loads addons.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const addon = require(path) as Addon;
    if (addon.tablesVersion === TABLES_VERSION) return addon.open(frameBuffer);
    throw new Error(`ndstride: the compiled addon ${path} is of another version of this package; run: npm run build`);
  }
  throw new Error(
    `ndstride: the compiled addon was not found (looked for ${candidates.filter(Boolean).join(', ')}); run: npm run build`,
  );
}

export const native: Native = load();
