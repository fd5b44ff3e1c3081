/** Takes an ArrayBuffer's bytes away, as postMessage does with those it transfers. */

/** Gives another ArrayBuffer over the bytes; the given one is detached. */
export function transfer(buffer: ArrayBufferLike): ArrayBuffer {
  // structuredClone of Node 22 knows no ArrayBuffer of the realm that Jest makes; Node 20 has no ArrayBuffer#transfer.
  const own = (buffer as { transfer?: () => ArrayBuffer }).transfer;
  return typeof own === 'function'
    ? own.call(buffer)
    : structuredClone(buffer as ArrayBuffer, { transfer: [buffer as ArrayBuffer] });
}
