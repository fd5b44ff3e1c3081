// Chapter 2: dtypes, loops against whole-array operations, views against copies, in place against new.
import { integer } from '../format.mjs';

export function arraysChapter({ nd, sizes }) {
  const { elements, squares, views } = sizes;
  const count = integer(elements);
  const dispose = (a) => a.dispose();
  const freed = (a) => {
    const value = a.item(a.size - 1);
    a.dispose();
    return Number(value);
  };
  const half = nd.slice(0, elements / 2);

  const perDtype = ['int8', 'float32', 'float64'].map((dtype) => ({
    id: `dtype-${dtype}`,
    title: `a + 1, ${count} ${dtype}`,
    params: { n: elements, dtype },
    repeat: 5,
    setUp: () => nd.ones(elements, { dtype }),
    run: (a) => a.add(1),
    finish: freed,
    tearDown: dispose,
    details: [`${(elements * nd.array(0, { dtype }).itemsize) / 1e6} MB held by a`],
  }));

  return {
    title: 'Types, loops, views',
    steps: [
      ...perDtype,
      {
        id: 'loop',
        title: `x ** 2 in a loop, ${integer(squares)} float64`,
        params: { n: squares },
        setUp: () => nd.arange(squares, { dtype: 'float64' }),
        run: (a) => nd.array(Array.from(a, (x) => x ** 2)),
        finish: freed,
        tearDown: dispose,
      },
      {
        id: 'squares',
        title: `a ** 2, ${integer(squares)} float64`,
        params: { n: squares },
        repeat: 5,
        setUp: () => nd.arange(squares, { dtype: 'float64' }),
        run: (a) => a.power(2),
        finish: freed,
        tearDown: dispose,
      },
      {
        id: 'view',
        title: `a view of half of ${count}`,
        params: { n: elements, count: views },
        count: views,
        setUp: () => nd.ones(elements),
        run(a) {
          let view;
          for (let i = 0; i < views; i++) view = a.at(half);
          return view.size;
        },
        tearDown: dispose,
      },
      {
        id: 'copy',
        title: `a copy of half of ${count}`,
        params: { n: elements },
        repeat: 5,
        setUp: () => nd.ones(elements),
        run: (a) => a.at(half).copy(),
        finish: freed,
        tearDown: dispose,
      },
      {
        id: 'add-new',
        title: `a + 10 into a new array, ${count}`,
        params: { n: elements },
        repeat: 5,
        setUp: () => nd.ones(elements),
        run: (a) => a.add(10),
        finish: freed,
        tearDown: dispose,
      },
      {
        id: 'add-in-place',
        title: `a += 10 in place, ${count}`,
        params: { n: elements },
        repeat: 5,
        setUp: () => nd.ones(elements),
        run: (a) => a.iadd(10),
        finish: (a) => a.item(0),
        tearDown: dispose,
      },
    ],
  };
}
