export const input = {
  load: { differs: 'arrays and archives; pickles are refused; `expect` checks dtype and shape' },
  loadNpy: { numpy: 'load' },
  loadNpz: { numpy: 'load' },
  save: { differs: 'atomic: an interrupted save leaves the old file whole' },
  savez: { differs: 'atomic; stored arrays are aligned, so that they can be mapped' },
  savezCompressed: { differs: 'atomic; on all threads; `level` 1 to 12' },
};
