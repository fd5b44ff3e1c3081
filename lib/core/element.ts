/** Single elements: their bytes read and written as JavaScript values, by dtype code (spec/dtypes.mjs). */
import type { WeakScalar } from './dtype';

/** Arrays in memory are of the machine's byte order. */
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads one element. */
export function readElement(view: DataView, at: number, code: number): WeakScalar {
  switch (code) {
    case 11:
      return view.getFloat64(at, LITTLE);
    case 10:
      return view.getFloat32(at, LITTLE);
    case 4:
      return view.getBigInt64(at, LITTLE);
    case 8:
      return view.getBigUint64(at, LITTLE);
    case 0:
      return view.getUint8(at) !== 0;
    case 1:
      return view.getInt8(at);
    case 2:
      return view.getInt16(at, LITTLE);
    case 3:
      return view.getInt32(at, LITTLE);
    case 5:
      return view.getUint8(at);
    case 6:
      return view.getUint16(at, LITTLE);
    default:
      return view.getUint32(at, LITTLE);
  }
}

/** Writes one element; integers must fit the dtype or wrap, numbers given to bools count as nonzero or zero. */
export function writeElement(view: DataView, at: number, code: number, value: WeakScalar): void {
  switch (code) {
    case 11:
      view.setFloat64(at, Number(value), LITTLE);
      break;
    case 10:
      view.setFloat32(at, Number(value), LITTLE);
      break;
    case 4:
    case 8:
      view.setBigInt64(at, BigInt(value), LITTLE);
      break;
    case 0:
      // NaN is true, as in NumPy.
      view.setUint8(at, value || value !== value ? 1 : 0);
      break;
    case 1:
    case 5:
      view.setInt8(at, Number(value));
      break;
    case 2:
    case 6:
      view.setInt16(at, Number(value), LITTLE);
      break;
    default:
      view.setInt32(at, Number(value), LITTLE);
  }
}
