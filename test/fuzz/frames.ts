/** Programs and answers as bytes: u32 lengths of a JSON text and of a payload, then both. Bytes in JSON are [offset, length]. */

interface Bytes {
  readonly $: readonly [number, number];
}

const isBytes = (value: unknown): value is Bytes => typeof value === 'object' && value !== null && '$' in value;

/** One frame; byte arrays within the value go to its payload. */
export function encodeFrame(value: unknown): Buffer {
  const parts: Uint8Array[] = [];
  let size = 0;
  const json = JSON.stringify(value, (_key, entry: unknown) => {
    if (!(entry instanceof Uint8Array)) return entry;
    parts.push(entry);
    size += entry.length;
    return { $: [size - entry.length, entry.length] };
  });
  const text = Buffer.from(json);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(size, 4);
  return Buffer.concat([lengths, text, ...parts]);
}

function withBytes(value: unknown, payload: Uint8Array): unknown {
  if (isBytes(value)) return payload.subarray(value.$[0], value.$[0] + value.$[1]);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = withBytes(value[i], payload);
  } else if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    for (const key of Object.keys(fields)) fields[key] = withBytes(fields[key], payload);
  }
  return value;
}

/** The value of a frame's JSON text and payload. */
export const decodeFrame = (text: string, payload: Uint8Array): unknown =>
  withBytes(JSON.parse(text) as unknown, payload);

/** Length of the frame at the start of these bytes, or undefined while it is not whole. */
export function frameLength(bytes: Buffer): number | undefined {
  if (bytes.length < 8) return undefined;
  const length = 8 + bytes.readUInt32LE(0) + bytes.readUInt32LE(4);
  return bytes.length < length ? undefined : length;
}
