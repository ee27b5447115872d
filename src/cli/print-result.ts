import type { CrossingResult } from '../model/result.ts';
import type { Outcome, Verdict } from '../model/words.ts';
import { changeText, nearestText } from '../report/explanation-text.ts';

const VERDICT_LINE: Record<Verdict, string> = {
  pass: 'may leave as it is',
  treat: 'may leave once treated as asked',
  hold: 'needs what is not in hand',
  refuse: 'prohibited',
};

export const OUTCOME_WORDS: Record<Outcome, string> = {
  'not-export': 'not an export',
  free: 'free, no mechanism needed',
  exempt: 'exempt from any mechanism',
  allowed: 'allowed by a derogation',
  'standard-contract-or-certification': 'a filed standard contract or a certificate is needed',
  safeguards: 'appropriate safeguards and an impact assessment are needed',
  restricted: 'allowed only with the security requirements',
  'no-route': 'a mechanism is required and none existed on that day',
  'security-assessment': 'a passed security assessment is needed first',
  approval: 'the competent authority must approve first',
  prohibited: 'prohibited',
};

/** Facts that change the outcome most often; the rest of what was assumed is counted. */
export const HEAVY: ReadonlySet<string> = new Set([
  'exporter.ciio',
  'exporter.stateOrgan',
  'exporter.personsHeld',
  'recipient.restricted',
  'recipient.foreignAuthority',
  'purpose.necessary',
  'data.important',
  'data.origin',
]);

const number = (n: number) =>
  Number.isSafeInteger(n) ? String(n).replace(/\B(?=(?:\d{3})+$)/g, ',') : n.toLocaleString('en-US');

/** The answer for people: the verdict first, then why, whose, what, what to do, and the proof. */
export function printResult(r: CrossingResult): string {
  const lines: string[] = [];
  const say = (line = '') => lines.push(line);
  say(`${r.verdict.toUpperCase()}  ${VERDICT_LINE[r.verdict]}`);
  say(`${r.from} → ${r.to}, ${r.recipient}, purpose ${r.purpose}, law of ${r.asOf}: ${OUTCOME_WORDS[r.outcome]}.`);
  if (r.asItIs !== null && r.asItIs.outcome !== r.outcome) say(`Untreated: ${OUTCOME_WORDS[r.asItIs.outcome]}.`);
  say();
  const { thisTransfer: t, withHistory: h } = r.persons;
  say(
    `${number(r.records)} records, ${number(r.bytes)} bytes, ${r.files.length === 1 ? '1 file' : `${r.files.length} files`}`,
  );
  say(
    `${number(t.ordinary)} persons, ${number(t.sensitive)} with sensitive data; ` +
      `with history since ${r.persons.since}: ${number(h.ordinary)} and ${number(h.sensitive)}`,
  );
  if (r.persons.toldApartBy.length > 0) say(`told apart by ${r.persons.toldApartBy.join(', ')}`);
  if (r.persons.undetermined > 0) say(`${number(r.persons.undetermined)} could not be told apart and count one each`);
  for (const d of r.persons.doubts) say(`${number(d.count)} counted for doubt: ${d.code}`);
  say();
  say('Why');
  const said = new Set<string>();
  for (const reason of r.reasons) {
    // The same may hold for two classes of data.
    if (said.has(`${reason.rule} ${reason.because}`)) continue;
    said.add(`${reason.rule} ${reason.because}`);
    say(`  ${reason.because}`);
    say(`    ${reason.cite} [${reason.rule}, ${reason.sure}] ${reason.url}`);
  }
  explain(r, say);
  if (r.fields.length > 0) {
    say();
    say('Fields');
    for (const row of table(
      r.fields.map((f) => [
        f.path,
        f.kind,
        f.grade,
        `${number(f.hits)}/${number(f.values)}`,
        `${Math.round(f.confidence * 100)} %`,
        f.example,
      ]),
    )) {
      say(`  ${row}`);
    }
  }
  if (r.treated.length > 0) {
    say();
    say(`Treated: ${r.treated.map((f) => `${f.path} ${f.do}`).join(', ')}`);
  }
  // Where what was asked for does as well, there is nothing to suggest.
  if (r.treatment !== null && (r.treated.length === 0 || r.verdict === 'hold')) {
    say();
    say(`Would become "${r.treatment.wouldChangeTo}" with the least treatment:`);
    for (const f of r.treatment.fields) say(`  --treat '${f.path}=${f.do}'`);
  }
  if (r.duties.length > 0) {
    say();
    say('Duties');
    for (const d of r.duties) say(`  ${d.due ?? 'no date'}  ${d.text} (${d.cite}, ${d.sure})`);
  }
  if (r.flags.length > 0) {
    say();
    say('For counsel');
    for (const f of r.flags) say(`  ${f.code}: ${f.text}`);
  }
  if (r.assumed.length > 0) {
    const heavy = r.assumed.filter((a) => HEAVY.has(a.fact));
    const named = heavy.map((a) => `${a.fact} = ${JSON.stringify(a.value)}`).join(', ');
    say();
    say(`Assumed, because nobody said: ${r.assumed.length} facts${named === '' ? '' : `, among them ${named}`}.`);
    say('  All are in the report and in --json; say them in douane.yaml.');
  }
  say();
  if (r.released)
    say(`Released ${number(r.released.records)} records to ${r.released.path} (sha256 ${r.released.sha256})`);
  if (r.held) say(`Held ${number(r.held.records)} records as ${r.held.hold}: douane holds show ${r.held.hold}`);
  say(`Receipt ${r.receipt}`);
  say(`Report  ${r.report}`);
  return `${lines.join('\n')}\n`;
}

/** Single facts that are told; the report and `--json` have them all. */
const MAX_CHANGES = 3;

/** How far the nearest number of the law is, and which single facts would change the outcome: milder first. */
function explain({ explanation }: CrossingResult, say: (line?: string) => void): void {
  const { nearest, wouldChange } = explanation;
  if (nearest !== null) {
    say();
    say(`Nearest threshold: ${nearestText(nearest, 'en')}`);
  }
  if (wouldChange.length === 0) return;
  say();
  say('If this were so, and everything else as it is');
  for (const change of wouldChange.slice(0, MAX_CHANGES)) say(`  ${changeText(change, 'en')}`);
  if (wouldChange.length > MAX_CHANGES) say(`  ${wouldChange.length - MAX_CHANGES} more in the report and in --json`);
}

/** Columns padded by display width: a Chinese character takes two places on a terminal. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell));
    });
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - displayWidth(cell)))).join('  '),
  );
}

function displayWidth(text: string): number {
  let width = 0;
  for (const ch of text)
    width += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(ch)
      ? 2
      : 1;
  return width;
}
