/**
 * Code that is loaded before the program and breaks something from outside (`node --import`): the program itself has
 * no hook for it. Only the child that it is given to is touched.
 */
const flags = (code: string): readonly string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

const withWorker = (type: string) => `
  import module from 'node:module';
  import threads from 'node:worker_threads';
  const Worker = threads.Worker;
  threads.Worker = ${type};
  module.syncBuiltinESMExports();`;

/** The thread that inspects ends when it gave its `n`th answer. */
export const endThread = (n: number) =>
  flags(
    withWorker(`class extends Worker {
    constructor(...args) {
      super(...args);
      let answers = 0;
      this.on('message', () => { if (++answers === ${n}) this.terminate(); });
    }
  }`),
  );

/** The thread that inspects gets so little memory that it ends. */
export const starveThread = (megabytes: number) =>
  flags(
    withWorker(`class extends Worker {
    constructor(url, options) {
      super(url, { ...options, resourceLimits: { ...options?.resourceLimits, maxOldGenerationSizeMb: ${megabytes} } });
    }
  }`),
  );

/**
 * The clock says another instant; after `jumpAfterMs` it says yet another.
 *
 * @param at the instant at which the process believes to start, as ISO 8601.
 */
export const setClock = (at: string, jumpAfterMs = Number.MAX_SAFE_INTEGER, jumpMs = 0) =>
  flags(`
  const Real = Date;
  const begin = Real.now();
  const shift = Real.parse('${at}') - begin;
  const now = () => Real.now() + shift + (Real.now() - begin > ${jumpAfterMs} ? ${jumpMs} : 0);
  globalThis.Date = new Proxy(Real, {
    construct: (target, args) => (args.length === 0 ? new target(now()) : new target(...args)),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });`);
