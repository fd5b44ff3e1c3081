/** Zip archives as nobody should write them: every field of every record can be said otherwise. */
import { crc32 as crcOf, deflateRawSync } from 'node:zlib';

/** A member; what is not given is as it should be. */
export interface MadeMember {
  readonly name: string | Buffer;
  readonly data: Buffer;
  readonly deflate?: boolean;
  /** Bytes as they lie in the archive, in place of the data. */
  readonly raw?: Buffer;
  /** Fields of both headers, then of one. */
  readonly both?: Partial<Fields>;
  readonly local?: Partial<Fields>;
  readonly central?: Partial<Fields>;
  /** No local header and no data: the entry points elsewhere. */
  readonly entryOnly?: boolean;
}

export interface Fields {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly extra: Buffer;
  readonly offset: number;
  readonly disk: number;
}

/** What stands at the end. */
export interface EndFields {
  readonly disk: number;
  readonly entries: number;
  readonly total: number;
  readonly bytes: number;
  readonly offset: number;
  readonly comment: Buffer;
}

export const le = (bytes: number, value: number | bigint): Buffer => {
  const out = Buffer.alloc(bytes);
  let rest = BigInt.asUintN(bytes * 8, BigInt(value));
  for (let i = 0; i < bytes; i++, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
};

/** An extra field. */
export const field = (id: number, payload: Buffer): Buffer =>
  Buffer.concat([le(2, id), le(2, payload.length), payload]);

/** A zip64 field of these values. */
export const zip64 = (...values: (number | bigint)[]): Buffer => field(1, Buffer.concat(values.map((v) => le(8, v))));

function common(f: Fields): Buffer {
  return Buffer.concat([
    le(2, 20),
    le(2, f.flags),
    le(2, f.method),
    le(4, 0x210000),
    le(4, f.crc),
    le(4, f.compressed),
    le(4, f.size),
    le(2, f.name.length),
    le(2, f.extra.length),
  ]);
}

/** The end record. */
export function endRecord(end: EndFields): Buffer {
  return Buffer.concat([
    Buffer.from('PK\x05\x06', 'latin1'),
    le(2, end.disk),
    le(2, end.disk),
    le(2, end.entries),
    le(2, end.total),
    le(4, end.bytes),
    le(4, end.offset),
    le(2, end.comment.length),
    end.comment,
  ]);
}

/** The 64-bit end record and its locator, for a directory that ends at byte `at`. */
export function end64(at: number, entries: number, bytes: number, offset: number, locator = at): Buffer {
  return Buffer.concat([
    Buffer.from('PK\x06\x06', 'latin1'),
    le(8, 44),
    le(2, 45),
    le(2, 45),
    le(4, 0),
    le(4, 0),
    le(8, entries),
    le(8, entries),
    le(8, bytes),
    le(8, offset),
    Buffer.from('PK\x06\x07', 'latin1'),
    le(4, 0),
    le(8, locator),
    le(4, 1),
  ]);
}

/** An archive of these members. */
export function makeZip(
  members: readonly MadeMember[],
  end: Partial<EndFields> = {},
  between: Buffer = Buffer.alloc(0),
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const raw = member.raw ?? (member.deflate === true ? deflateRawSync(member.data) : member.data);
    const fields: Fields = {
      name: Buffer.from(member.name),
      flags: 0,
      method: member.deflate === true ? 8 : 0,
      crc: crcOf(member.data),
      compressed: raw.length,
      size: member.data.length,
      extra: Buffer.alloc(0),
      offset: at,
      disk: 0,
      ...member.both,
    };
    const local = { ...fields, ...member.local };
    const central = { ...fields, ...member.central };
    if (member.entryOnly !== true) {
      const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common(local), local.name, local.extra]);
      parts.push(header, raw);
      at += header.length + raw.length;
    }
    directory.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02', 'latin1'),
        le(2, 20),
        common(central),
        le(2, 0),
        le(2, central.disk),
        le(2, 0),
        le(4, 0),
        le(4, central.offset),
        central.name,
        central.extra,
      ]),
    );
  }
  const listed = Buffer.concat(directory);
  const record = endRecord({
    disk: 0,
    entries: members.length,
    total: members.length,
    bytes: listed.length,
    offset: at,
    comment: Buffer.alloc(0),
    ...end,
  });
  return Buffer.concat([...parts, listed, between, record]);
}

/** A .npy file: the header's text, then data. */
export function makeNpy(descr: string, shape: string, data: Buffer): Buffer {
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${text.padEnd(128 - 11)}\n`;
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), le(2, header.length), Buffer.from(header), data]);
}
