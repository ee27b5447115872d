import type { PartWriter } from './part-writer.ts';
import type { XmlHandler } from './xml.ts';

/** Elements of a workbook that stand before `calcPr` (ECMA-376 part 1, 18.2.27 workbook). */
const BEFORE = new Set(['sheets', 'functionGroups', 'externalReferences', 'definedNames']);

/** Puts into a workbook that has none the word that formulas are to be computed when it is opened. */
export class CalcHint implements XmlHandler {
  #after = -1;
  #known = false;

  open(name: string): void {
    if (name === 'calcPr') this.#known = true;
  }

  close(name: string, _start: number, end: number): void {
    if (BEFORE.has(name)) this.#after = end;
  }

  text(): void {}

  resolve(writer: PartWriter): void {
    if (this.#known || this.#after < 0) return;
    const at = this.#after;
    const raw = writer.kept.scanner!.window.slice(0, at);
    const prefix = /<\/([^\s>]*:)?[^\s>:]*\s*>$/.exec(raw)?.[1] ?? '';
    writer.add({ start: at, end: at, make: () => `<${prefix}calcPr fullCalcOnLoad="1"/>` });
  }
}
