/**
 * `npm run build:kernel`: compiles the kernels to WebAssembly and writes each as a module that carries its bytes, so
 * that it loads alike from sources, from a build and from a package. A test compiles them anew and compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

export interface Kernel {
  /** AssemblyScript, from here. */
  readonly source: string;
  /** Module that is written. */
  readonly target: URL;
  /** Works in a memory that it is given. */
  readonly importsMemory?: boolean;
}

export const KERNELS: readonly Kernel[] = [
  { source: 'rows.ts', target: new URL('../src/source/csv/rows-wasm.ts', import.meta.url) },
  { source: 'inspect.ts', target: new URL('../src/inspect/kernel-wasm.ts', import.meta.url) },
  { source: 'persons.ts', target: new URL('../src/persons/persons-wasm.ts', import.meta.url), importsMemory: true },
  { source: 'prf.ts', target: new URL('../src/persons/prf-wasm.ts', import.meta.url) },
  { source: 'json.ts', target: new URL('../src/source/json/kernel-wasm.ts', import.meta.url) },
  { source: 'snappy.ts', target: new URL('../src/source/parquet/snappy-wasm.ts', import.meta.url) },
];

/** Text of the module for a kernel. Throws what the compiler says when it does not compile. */
export async function compile({ source, importsMemory = false }: Kernel): Promise<string> {
  const options = ['--optimizeLevel', '3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];
  if (importsMemory) options.push('--importMemory');
  let binary = new Uint8Array(0);
  const { error, stderr } = await asc.main([source, '--baseDir', here('as'), '-o', 'out.wasm', ...options], {
    readFile: undefined,
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = new Uint8Array(contents as Uint8Array);
    },
  } as Parameters<typeof asc.main>[1]);
  if (error !== null) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`);
  const base64 = Buffer.from(binary).toString('base64');
  const lines = base64.match(/.{1,110}/g)!.map((line) => `  '${line}'`);
  return `// Compiled from kernel/as/${source} by \`npm run build:kernel\`.\nexport const WASM =\n${lines.join(' +\n')};\n`;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

if (import.meta.main) for (const kernel of KERNELS) writeFileSync(kernel.target, await compile(kernel));
