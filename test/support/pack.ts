import type { TextFile } from '../../src/decide/yaml-file.ts';

export interface MiniRule {
  readonly id: string;
  /** Further lines of the rule, each indented by four spaces. */
  readonly lines: readonly string[];
}

/** A small policy with these rules in one file, `policy/rules.yaml`, and whatever else is given. */
export function miniPack(rules: readonly MiniRule[], change: Record<string, string> = {}): TextFile[] {
  const files: Record<string, string> = {
    'pack.yaml': `pack: mini
name: { en: Mini, zh: 小 }
otherwise: free
version: 2026.01.01
reviewed: 2026-01-01
covers: [2025-01-01, null]
classes: { ordinary: data.personal, sensitive: data.sensitive, important: data.important }
`,
    'policy/instrument.yaml': 'name: { en: Policy, zh: 制度 }\nurl: https://example.com/policy\n',
    'policy/rules.yaml': `rules:\n${rules
      .map(
        ({ id, lines }) =>
          `  - id: ${id}\n    title: { en: T, zh: 题 }\n    text: { en: T, zh: 文 }\n    ${lines.join('\n    ')}\n`,
      )
      .join('')}`,
    ...change,
  };
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** Lines of a rule in force in an interval, with a condition. */
export const inForce = (from: string, to: string | null, when?: string, ...more: readonly string[]): string[] => [
  `inForce: [${from}, ${to ?? 'null'}]`,
  'article: art. 1',
  'sure: I',
  ...(when === undefined ? [] : [`when: '${when}'`]),
  ...more,
];
