/** Mapped files as storage: what memmap and load({ mmapMode }) share. */
import { native } from '../native';
import { SystemError } from '../errors';
import { ARGS, F, RESULTS, fail } from '../core/frame';
import { reclaim } from '../core/pressure';
import { onOwnerCreated } from '../core/scopes';
import { MAPPED, Storage } from '../core/storage';

/** Modes of maps in their order in native/io/map_file.h. */
export const MAP_MODES = ['r', 'r+', 'w+', 'c'] as const;

/** Read only; read and write; make anew, read and write; read, and write privately. */
export type MapMode = (typeof MAP_MODES)[number];

/** Where a map is from. */
export interface MapInfo {
  /** Absolute path. */
  readonly filename: string;
  readonly mode: MapMode;
  /** Bytes of the file before the first element. */
  readonly offset: number;
}

const infos = new WeakMap<Storage, MapInfo>();

/** Where the map of a storage is from; undefined for other storages. */
export function mapInfo(storage: Storage): MapInfo | undefined {
  return infos.get(storage);
}

/** Makes a storage of `bytes` of an open file, which it takes over. */
export function mapStorage(op: string, file: object, info: MapInfo, bytes: number, sparse: boolean): Storage {
  const storage = new Storage(MAPPED, 0, bytes, undefined);
  storage.writable = info.mode !== 'r';
  F[ARGS] = MAP_MODES.indexOf(info.mode);
  F[ARGS + 1] = info.offset;
  F[ARGS + 2] = bytes;
  F[ARGS + 3] = sparse ? 1 : 0;
  const status = native.mapFile(file, storage);
  if (status !== 0) fail(op, status);
  storage.address = F[RESULTS]!;
  storage.handle = F[RESULTS + 1]!;
  infos.set(storage, info);
  onOwnerCreated(storage);
  return storage;
}

const EXHAUSTED: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM'];

/** Whether a file could not be opened or mapped for lack of room, some of which a collection has freed. */
export function freedRoom(error: unknown): boolean {
  return error instanceof SystemError && EXHAUSTED.includes(error.code) && reclaim();
}

/** Opens files or maps them; once more after a collection when those that nobody holds any more used up what there is. */
export function openRetrying<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!freedRoom(error)) throw error;
    return open();
  }
}
