/** What inspection does in WebAssembly: marks, survey of cells, slots of rows. Driven by `src/inspect/kernel.ts`. */
export { mark } from './candidates';
export { formSlots, idCount, messageLength, nextClosed, slotCount } from './slots';
export { closedCells, survey } from './survey';
