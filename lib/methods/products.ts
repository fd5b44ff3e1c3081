/** Products and traces, as methods: each delegates to the function of the same name. */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import * as matrices from '../ops/matmul';
import * as products from '../ops/products';
import { OrderingMethods } from './ordering';

/** Products. */
export abstract class ProductMethods<D extends DType> extends OrderingMethods<D> {
  /** Multiply matrices, or stacks of them. See {@link matrices.matmul}. */
  matmul(x: ArrayLike, options?: matrices.ProductOptions): NDArray {
    return matrices.matmul(this as unknown as NDArray, x, options);
  }

  /** Multiply arrays: vectors, matrices, or the last axis with the last but one. See {@link products.dot}. */
  dot(b: ArrayLike, options?: products.OutOption): NDArray {
    return products.dot(this as unknown as NDArray, b, options);
  }

  /** Add up a diagonal. See {@link products.trace}. */
  trace(options?: products.TraceOptions): NDArray {
    return products.trace(this as unknown as NDArray, options);
  }
}
