/** Values of fields as they are shown. */
import type { FieldRow } from '../vhd/defineStruct';

/** The value as it is shown: a plain number of bytes says so. */
export const fieldText = (text: string, { unit }: Pick<FieldRow, 'unit'>): string =>
  unit === 'bytes' && /^[\d,]+$/.test(text) ? `${text} ${text === '1' ? 'byte' : 'bytes'}` : text;
