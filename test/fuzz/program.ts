/** What a program of the fuzzer is: buffers, views of them, one call. Both sides run it from this text. */
import type { DType } from '../../lib';

/** A scalar by type, its value as text that both sides read (a complex number: its parts, a comma between). */
export interface ScalarText {
  readonly kind: 'number' | 'bigint' | 'bool' | 'complex';
  readonly value: string;
}

/** Memory of its own: plain, at an odd byte of a caller's buffer, in the other byte order, or in a mapped file. */
export interface BufferSpec {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In C order, little-endian. */
  readonly bytes: Uint8Array;
  readonly source: 'plain' | 'unaligned' | 'swapped' | 'mapped';
}

/** Part of an index as text: a position, a slice, '...', null, a bool, a view used as index, or a list. */
export type PartSpec = number | string | boolean | null | { readonly view: number } | { readonly list: NestedNumbers };

export type NestedNumbers = readonly (number | boolean | NestedNumbers)[];
export type NestedScalars = readonly (ScalarText | NestedScalars)[];

export type LayoutStep =
  readonly ['index', readonly PartSpec[]] | readonly ['transpose' | 'flip' | 'broadcast', readonly number[]];

/** How a buffer is looked at. */
export interface ViewSpec {
  readonly buffer: number;
  readonly steps: readonly LayoutStep[];
}

export type ArgSpec = { readonly view: number } | { readonly scalar: ScalarText };

/** NumPy's keywords; `out` and `where` are views. */
export interface OptionSpec {
  out?: number;
  where?: number;
  dtype?: DType;
  casting?: string;
  axis?: number | number[] | null;
  keepdims?: boolean;
  initial?: ScalarText;
  ddof?: number;
  order?: string;
  num?: number;
  endpoint?: boolean;
}

/** A JSON value that both sides read: sizes, axes, names; lists are tuples in Python. */
export type Plain = number | string | boolean | null | readonly Plain[];

/** An argument of a call: a view, a scalar operand, a plain value, or a list of arguments. */
export type Given =
  | { readonly view: number }
  | { readonly scalar: ScalarText }
  | { readonly plain: Plain }
  | { readonly items: readonly Given[] };

export interface Program {
  readonly buffers: readonly BufferSpec[];
  readonly views: readonly ViewSpec[];
  readonly kind:
    | 'ufunc'
    | 'where'
    | 'inplace'
    | 'reduction'
    | 'method'
    | 'function'
    | 'join'
    | 'range'
    | 'full'
    | 'text'
    | 'shares'
    | 'call'
    | 'getitem'
    | 'setitem';
  /** NumPy's name of the operation, and ours. */
  readonly name: string;
  readonly ours: string;
  readonly args: readonly ArgSpec[];
  readonly options: OptionSpec;
  readonly values?: readonly (number | string | null | readonly number[])[];
  readonly scalars?: readonly ScalarText[];
  readonly index?: readonly PartSpec[] | null;
  readonly value?: ArgSpec | { readonly list: NestedScalars };
  /** A call's arguments, and its keywords by NumPy's names. */
  readonly given?: readonly Given[];
  readonly keywords?: Readonly<Record<string, Given>>;
}

/** What a generator decides; the maker knows buffers and views. */
export type Draft = Omit<Program, 'buffers' | 'views'>;

/** An array as bytes in C order. */
export interface Packed {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  /** Of approximate functions: the exact values as pairs of float64, the second what the first rounds away. */
  readonly exact?: Uint8Array;
  /** The dtype of the computation, where the output may be of another. */
  readonly loop?: string | null;
}

/** A value of JavaScript's: its dtype is the oracle's to tell. */
export interface Bare {
  readonly bare: unknown;
}

/** An exception: its class and those above it. */
export interface Failure {
  readonly error: readonly string[];
  readonly message: string;
}

export type Result = Packed | Bare | { readonly text: string } | { readonly parts: readonly Result[] } | Failure;

/** What a side gives: the result, and the buffers as they are then. */
export interface Answer {
  readonly result: Result;
  readonly buffers: readonly Packed[];
}
