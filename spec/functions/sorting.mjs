export const sorting = {
  sort: { differs: 'every sort is stable, so `kind` chooses nothing' },
  argsort: { differs: 'every sort is stable, so `kind` chooses nothing' },
  searchsorted: {},
  unique: { differs: 'keeps the first of +0 and -0' },
  uniqueAll: {},
  uniqueCounts: {},
  uniqueInverse: {},
  uniqueValues: {},
};
