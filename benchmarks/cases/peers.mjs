// How the other Python libraries spell the operations.
import { snake } from './case.mjs';

const torchNames = {
  power: 'pow',
  equal: 'eq',
  notEqual: 'ne',
  less: 'lt',
  lessEqual: 'le',
  greater: 'gt',
  greaterEqual: 'ge',
  invert: 'bitwise_not',
  leftShift: 'bitwise_left_shift',
  rightShift: 'bitwise_right_shift',
  rint: 'round',
  clip: 'clamp',
  conjugate: 'conj_physical',
};

/** PyTorch's name of an elementwise operation. A name that it lacks is found missing when the case runs. */
export const torchOf = (name) => torchNames[name] ?? snake(name);

const infix = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  remainder: '%',
  power: '**',
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
  bitwiseAnd: '&',
  bitwiseOr: '|',
  bitwiseXor: '^',
  leftShift: '<<',
  rightShift: '>>',
};
const prefix = { negative: '-', invert: '~' };
const functions = [
  ...['sqrt', 'exp', 'log', 'sin', 'cos', 'tan', 'tanh', 'abs', 'where', 'floor', 'ceil', 'log1p', 'expm1', 'log10'],
  ...['arcsin', 'arccos', 'arctan', 'arctan2', 'sinh', 'cosh', 'real', 'imag', 'conj'],
];

/** A NumExpr expression for an elementwise operation, where it has one. */
export function numexprOf(name, args) {
  if (name in infix) return `${args[0]} ${infix[name]} ${args[1]}`;
  if (name in prefix) return `${prefix[name]}${args[0]}`;
  if (name === 'square') return `${args[0]} * ${args[0]}`;
  return functions.includes(name) ? `${name}(${args.join(', ')})` : undefined;
}

/** PyTorch's call for a reduction over an axis, or over everything. */
export function torchReduction(name, axis) {
  const dim = axis === undefined ? '' : `, dim=${axis}`;
  const extreme = axis === undefined ? { min: 'min', max: 'max' } : { min: 'amin', max: 'amax' };
  if (name === 'std' || name === 'var') return `torch.${name}(a${dim}, correction=0)`;
  return `torch.${extreme[name] ?? snake(name)}(a${dim})`;
}
