/** The public names: a change of this list is a change of the API, and belongs in CHANGELOG.md. */
import * as nd from '../../lib/index';
import * as testing from '../../lib/testing';

const kindOf = (value: unknown): string => {
  if (typeof value === 'function')
    return /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
  return typeof value === 'object' ? 'namespace' : typeof value;
};

const names = (object: object): string[] =>
  Object.entries(object)
    .map(([name, value]) => `${kindOf(value)} ${name}`)
    .sort();

/** What instances of a class have, beside what they inherit from `until`. */
function members(Class: { prototype: object }, until: object = Object.prototype): string[] {
  const found = new Set<string>();
  for (let p = Class.prototype; p !== until; p = Object.getPrototypeOf(p) as object) {
    for (const name of Reflect.ownKeys(p)) {
      const { value } = Object.getOwnPropertyDescriptor(p, name)!;
      found.add(
        `${typeof name === 'symbol' ? `[${name.description}]` : name}${typeof value === 'function' ? '()' : ''}`,
      );
    }
  }
  return [...found].sort();
}

test('exports', () => expect(names(nd)).toMatchSnapshot());

test.each(['memory', 'random', 'async'] as const)('exports of nd.%s', (name) => {
  expect(names(nd[name])).toMatchSnapshot();
});

test('exports of ndstride/testing', () => expect(names(testing)).toMatchSnapshot());

test('members of NDArray', () => expect(members(nd.NDArray)).toMatchSnapshot());

test('members of memmap beside those of NDArray', () => {
  expect(members(nd.memmap, nd.NDArray.prototype)).toMatchSnapshot();
});

test('members of the random classes', () => {
  expect({
    Generator: members(nd.random.Generator),
    PCG64: members(nd.random.PCG64),
    SeedSequence: members(nd.random.SeedSequence),
  }).toMatchSnapshot();
});

test('errors, what they extend, and their codes', () => {
  const errors = Object.entries(nd)
    .filter(([name]) => name.endsWith('Error'))
    .map(([name, value]) => {
      const Class = value as unknown as new (message: string) => Error & { code?: string };
      const error = new Class('x');
      expect([error.name, error instanceof Error, error.message]).toEqual([name, true, 'x']);
      return `${name} extends ${(Object.getPrototypeOf(Class) as { name: string }).name}: ${error.code}`;
    });
  expect(errors.sort()).toMatchSnapshot();
});
