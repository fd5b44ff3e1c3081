/** The language of einsum: 'ij,jk->ik'. Labels are numbers: letters their character codes, axes under an ellipsis negative. */
import { ShapeError, ValueError, badArgument } from '../errors';
import { MAX_DIMS } from '../core/layout';

/** One operand's part: its labels, and where among them an ellipsis stands (-1: nowhere). */
interface Part {
  readonly labels: readonly number[];
  readonly ellipsis: number;
}

/** What subscripts say of operands of given numbers of dimensions. */
export interface Subscripts {
  /** A label for each axis of each operand. */
  readonly operands: readonly (readonly number[])[];
  /** Of the result. */
  readonly output: readonly number[];
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A part that has more labels than any array has axes is not read to its end. */
const MOST_LABELS = MAX_DIMS + 1;

function readPart(op: string, text: string, where: string): Part {
  const labels: number[] = [];
  let ellipsis = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) continue;
    if (code === 46) {
      if (ellipsis >= 0 || text.slice(i, i + 3) !== '...') {
        throw new ValueError(
          `[${op}] einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...') in ${where}`,
        );
      }
      ellipsis = labels.length;
      i += 2;
    } else if (isLetter(code)) {
      labels.push(code);
      if (labels.length > MOST_LABELS) {
        throw new ShapeError(`[${op}] einstein sum subscripts string contains too many subscripts for ${where}`);
      }
    } else {
      const shown = JSON.stringify(String.fromCodePoint(text.codePointAt(i)!)).slice(1, -1);
      throw new ValueError(
        `[${op}] invalid subscript '${shown}' in einstein sum subscripts string, subscripts must be letters`,
      );
    }
  }
  return { labels, ellipsis };
}

/** The labels of an operand's axes; those under an ellipsis are -1, -2, ... from the last one. */
function expand(op: string, { labels, ellipsis }: Part, ndim: number, k: number): number[] {
  const hidden = ndim - labels.length;
  if (hidden < 0) {
    throw new ShapeError(`[${op}] einstein sum subscripts string contains too many subscripts for operand ${k}`);
  }
  if (ellipsis < 0) {
    if (hidden === 0) return [...labels];
    throw new ShapeError(
      `[${op}] operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.`,
    );
  }
  const under = Array.from({ length: hidden }, (_, i) => i - hidden);
  return [...labels.slice(0, ellipsis), ...under, ...labels.slice(ellipsis)];
}

/**
 * Reads subscripts for operands of the given numbers of dimensions.
 *
 * @throws ValueError, ShapeError in NumPy's words
 */
export function readSubscripts(op: string, text: unknown, ndims: readonly number[]): Subscripts {
  if (typeof text !== 'string') throw badArgument(op, 'the subscripts', "a string such as 'ij,jk->ik'", text);
  const arrow = text.search(/[->]/);
  const input = arrow < 0 ? text : text.slice(0, arrow);
  if (arrow >= 0 && text.slice(arrow, arrow + 2) !== '->') {
    throw new ValueError(`[${op}] einstein sum subscript string does not contain proper '->' output specified`);
  }
  // Commas beyond the last operand are not worth an array.
  const parts = input.split(',', ndims.length + 1);
  if (parts.length > ndims.length) {
    throw new ValueError(
      `[${op}] fewer operands provided to einstein sum function than specified in the subscripts string`,
    );
  }
  if (parts.length < ndims.length) {
    throw new ValueError(
      `[${op}] more operands provided to einstein sum function than specified in the subscripts string`,
    );
  }
  const operands = parts.map((part, k) => expand(op, readPart(op, part, `operand ${k}`), ndims[k]!, k));
  const counts = new Map<number, number>();
  for (const labels of operands) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const hidden = [...counts.keys()].filter((label) => label < 0).sort((x, y) => x - y);
  if (arrow < 0) {
    const once = [...counts].filter(([label, count]) => label > 0 && count === 1).map(([label]) => label);
    return { operands, output: [...hidden, ...once.sort((x, y) => x - y)] };
  }
  const { labels, ellipsis } = readPart(op, text.slice(arrow + 2), 'the output');
  labels.forEach((label, i) => {
    const letter = String.fromCharCode(label);
    if (labels.indexOf(label) !== i) {
      throw new ValueError(
        `[${op}] einstein sum subscripts string includes output subscript '${letter}' multiple times`,
      );
    }
    if (!counts.has(label)) {
      throw new ValueError(
        `[${op}] einstein sum subscripts string included output subscript '${letter}' which never appeared in an input`,
      );
    }
  });
  if (ellipsis < 0 && hidden.length > 0) {
    throw new ShapeError(
      `[${op}] output has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.`,
    );
  }
  const at = Math.max(ellipsis, 0);
  return { operands, output: [...labels.slice(0, at), ...hidden, ...labels.slice(at)] };
}
