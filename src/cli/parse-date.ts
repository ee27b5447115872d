import { isDate } from '../crossing/request.ts';
import { DouaneError } from '../model/errors.ts';

/** @throws DouaneError CALL_BAD_VALUE */
export function parseDate(text: string, option: string): string {
  if (isDate(text)) return text;
  throw new DouaneError('CALL_BAD_VALUE', { place: { name: option }, expected: 'a day of the calendar as YYYY-MM-DD' });
}
