import type { CrossingResult } from '../model/result.ts';
import { OUTCOME, type Text } from './words.ts';

/** One sentence on why, one on what to do next. */
export function summarise(
  r: CrossingResult,
  country: (code: string) => Text,
): { readonly why: Text; readonly next: Text } {
  const outcome = OUTCOME[r.outcome];
  const cleared = r.schema === 'douane.clear/1';
  const suggestion = r.treatment === null ? null : OUTCOME[r.treatment.wouldChangeTo];
  switch (r.verdict) {
    case 'pass':
      return {
        why:
          r.permit === null
            ? {
                en: `On ${r.asOf} the law lets these data go from ${country(r.from).en} to ${country(r.to).en}: ${outcome.en}.`,
                zh: `按 ${r.asOf} 施行的法律，这批数据可以从 ${country(r.from).zh} 传输至 ${country(r.to).zh}：${outcome.zh}。`,
              }
            : {
                en: `The law asks for ${outcome.en}, and permit ${r.permit} covers this transfer.`,
                zh: `法律要求：${outcome.zh}；许可 ${r.permit} 已涵盖本次传输。`,
              },
        next: dutiesNext(r, cleared),
      };
    case 'treat':
      return {
        why: {
          en: `As they came the data would need more${r.asItIs ? ` (${OUTCOME[r.asItIs.outcome].en})` : ''}; with the treatment asked for: ${outcome.en}.`,
          zh: `原样出境的结论${r.asItIs ? `为“${OUTCOME[r.asItIs.outcome].zh}”` : '更为严格'}；按要求处理后的结论：${outcome.zh}。`,
        },
        next: dutiesNext(r, cleared),
      };
    case 'hold':
      return {
        why: {
          en: `The law of ${r.asOf} asks for more than is in hand: ${outcome.en}.`,
          zh: `按 ${r.asOf} 施行的法律，尚缺必要条件：${outcome.zh}。`,
        },
        next: {
          en: `Obtain what is missing and record it as a permit${suggestion ? `, or apply the treatment below, after which the outcome would be: ${suggestion.en}` : ''}.${cleared ? ' Until then the data stay encrypted in the hold.' : ''}`,
          zh: `取得所缺条件并登记为许可${suggestion ? `，或采用下文的处理方案（结论将变为：${suggestion.zh}）` : ''}。${cleared ? '在此之前，数据加密留存，不予放行。' : ''}`,
        },
      };
    case 'refuse':
      return {
        why: {
          en: `The law of ${r.asOf} does not let these data go, whatever is in hand: ${outcome.en}.`,
          zh: `按 ${r.asOf} 施行的法律，无论持有何种许可，这批数据均不得出境：${outcome.zh}。`,
        },
        next: {
          en: `Do not send.${suggestion ? ` With the treatment below the outcome would be: ${suggestion.en}.` : ' Talk to counsel before anything else is tried.'}`,
          zh: `请勿发送。${suggestion ? `采用下文的处理方案后，结论将变为：${suggestion.zh}。` : '在采取其他措施之前，请先咨询法务。'}`,
        },
      };
    default:
      return r.verdict satisfies never;
  }
}

function dutiesNext(r: CrossingResult, cleared: boolean): Text {
  const n = r.duties.length;
  const then = cleared
    ? { en: 'The data were released.', zh: '数据已放行。' }
    : {
        en: 'Nothing was sent: this was a check.',
        zh: '本次仅为检查，未发送任何数据。',
      };
  if (n === 0) return then;
  return {
    en: `${n === 1 ? 'One duty remains' : `${n} duties remain`} and must be met; see below. ${then.en}`,
    zh: `仍有 ${n} 项义务须履行，见下文。${then.zh}`,
  };
}
