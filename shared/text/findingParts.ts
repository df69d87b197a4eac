/** The parts that the words of all findings consist of. */
import type { FindingCode, FindingOf } from '../findings';
import { hex } from './numbers';

export type FindingText = {
  readonly title: string;
  /** The numbers. */
  readonly detail: string;
  /** What it causes, and where. */
  readonly effect: string;
  /** Expected, not tested: that Windows answers with this code is a prediction. */
  readonly windowsCode: string | null;
};

/** Where the words are read. In the window they name what it offers, elsewhere commands of the command line. */
export type Reader = 'window' | 'terminal';

export type Words<C extends FindingCode> = { readonly [K in C]: (finding: FindingOf<K>, reader: Reader) => FindingText };

export const text = (title: string, detail: string, effect: string, windowsCode: string | null = null): FindingText => ({
  title,
  detail,
  effect,
  windowsCode,
});

export const sum = (value: number): string => `0x${hex(value, 8)}`;

/** "Dynamic header", of a place of a finding. */
export const structureText = (structure: string): string => {
  const words = structure === 'bat' ? 'BAT' : structure.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
