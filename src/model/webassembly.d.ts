/** What is used of the WebAssembly JavaScript Interface (W3C); the library of Node's types leaves it to that of the DOM. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports?: { readonly env: { readonly memory: Memory } });
    readonly exports: object;
  }
  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB. Every view on the old buffer is void then. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
}
