import { readFileSync } from 'node:fs';

/** Read at run time: the file lies two folders up both from the sources and from what is compiled of them. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
