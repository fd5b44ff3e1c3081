/** Single elements: their bytes read and written as JavaScript values, by dtype code (spec/dtypes.mjs). */
import { Complex } from './complex';
import type { WeakScalar } from './dtype';
import { halfBits, halfValue } from './half';

/** Arrays in memory are of the machine's byte order. */
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads one element. */
export function readElement(view: DataView, at: number, code: number): WeakScalar {
  switch (code) {
    case 11:
      return view.getFloat64(at, LITTLE);
    case 10:
      return view.getFloat32(at, LITTLE);
    case 9:
      return halfValue(view.getUint16(at, LITTLE));
    case 12:
      return new Complex(view.getFloat32(at, LITTLE), view.getFloat32(at + 4, LITTLE));
    case 13:
      return new Complex(view.getFloat64(at, LITTLE), view.getFloat64(at + 8, LITTLE));
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

/** Writes a complex number, which only complex dtypes and bools take. */
function writeComplex(view: DataView, at: number, code: number, { re, im }: Complex): void {
  if (code === 13) {
    view.setFloat64(at, re, LITTLE);
    view.setFloat64(at + 8, im, LITTLE);
  } else if (code === 12) {
    view.setFloat32(at, re, LITTLE);
    view.setFloat32(at + 4, im, LITTLE);
  } else {
    view.setUint8(at, re !== 0 || im !== 0 ? 1 : 0);
  }
}

/**
 * Writes one element; integers must fit the dtype or wrap, numbers given to bools count as nonzero or zero, complex
 * numbers are for complex dtypes and bools only.
 */
export function writeElement(view: DataView, at: number, code: number, value: WeakScalar): void {
  if (typeof value === 'object') {
    writeComplex(view, at, code, value);
    return;
  }
  switch (code) {
    case 11:
      view.setFloat64(at, Number(value), LITTLE);
      break;
    case 10:
      view.setFloat32(at, Number(value), LITTLE);
      break;
    case 9:
      view.setUint16(at, halfBits(Number(value)), LITTLE);
      break;
    case 12:
      view.setFloat32(at, Number(value), LITTLE);
      view.setFloat32(at + 4, 0, LITTLE);
      break;
    case 13:
      view.setFloat64(at, Number(value), LITTLE);
      view.setFloat64(at + 8, 0, LITTLE);
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
