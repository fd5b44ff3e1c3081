/** Rounding, as a method: it delegates to the function of the same name. */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import * as rounding from '../ops/rounding';
import { ProductMethods } from './products';

/** Rounding to decimals. */
export abstract class RoundingMethods<D extends DType> extends ProductMethods<D> {
  /** Round to decimals, halves to even digits. See {@link rounding.round}. */
  round(options?: rounding.RoundOptions): NDArray {
    return rounding.round(this as unknown as NDArray, options);
  }
}
