// How large the tour's steps are on this machine: the tutorials' sizes where memory and disk allow.
import { bytes, integer } from './format.mjs';

const layerBytes = 2000 * 2000 * 8;

const tutorials = {
  elements: 20_000_000,
  appends: 100,
  loop: 20_000,
  growth: { goal: 10e9, step: 2e9, patience: 15 },
  squares: 5_000_000,
  views: 1_000_000,
  doubles: 4_000_000,
  mapBytes: 4e9,
  allLayers: 500,
};

const modes = {
  normal: { ...tutorials, layers: 50 },
  full: { ...tutorials, layers: 500 },
  quick: {
    ...tutorials,
    elements: 4_000_000,
    loop: 5_000,
    growth: { goal: 1e9, step: 0.25e9, patience: 4 },
    squares: 1_000_000,
    views: 100_000,
    doubles: 400_000,
    mapBytes: 4e8,
    layers: 5,
  },
};

/** Gives { sizes, notes }: notes say in words what is smaller than asked for, and why. */
export function planSizes(mode, { available, total, disk }) {
  const wanted = modes[mode];
  const notes = [];

  // Half of what is available, for five arrays of 8-byte elements and what their operations make.
  const elements = Math.min(wanted.elements, Math.floor(available / 80 / 100_000) * 100_000);
  if (elements < wanted.elements) {
    notes.push(`${bytes(available)} of memory are available: arrays have ${integer(elements)} elements`);
  }
  const layers = Math.max(1, Math.min(wanted.layers, Math.floor((0.75 * available) / layerBytes)));
  if (layers < wanted.layers) {
    notes.push(`${bytes(available)} of memory are available: the build has ${layers} of ${wanted.layers} layers`);
  }

  // The files of one step at most lie on the disk, but for a few: of 160 MB at most, and 500 MB together.
  const room = 0.65 * disk;
  const mapBytes = Math.min(wanted.mapBytes, Math.floor(room / 8e6) * 8e6);
  if (mapBytes < wanted.mapBytes) {
    notes.push(`${bytes(disk)} of disk are free: the map has ${bytes(mapBytes)} instead of ${bytes(wanted.mapBytes)}`);
  }
  const mappedLayers = Math.max(1, Math.min(layers, Math.floor(room / (layerBytes / 2))));
  if (mappedLayers < layers) notes.push(`${bytes(disk)} of disk are free: the mapped build has ${mappedLayers} layers`);

  const margin = Math.max(1e9, 0.1 * total);
  return {
    sizes: { ...wanted, elements, layers, mapBytes, mappedLayers, growth: { ...wanted.growth, margin } },
    notes,
  };
}
