/** A case of damage: opening its image must give one finding, this one, at these bytes. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import type { Finding, FindingCode, FindingFacts, Severity } from '../../shared/findings';
import { memoryFile } from './memoryFile';
import { chainOf, NOW } from './opened';

export type Case<C extends FindingCode> = {
  readonly name: string;
  readonly image: () => Uint8Array;
  readonly severity: Severity;
  readonly facts: FindingFacts[C];
  /** Byte offset and length of every place named. */
  readonly where: readonly (readonly [number, number])[];
  readonly now?: number;
};

export const placesOf = (finding: Finding): [number, number][] => finding.where.map(({ at, bytes }) => [at, bytes]);

/** One test a case, named as a sentence. */
export function alone<C extends FindingCode>(code: C, cases: readonly Case<C>[]): void {
  test.each(cases)(`${code}: $name`, async ({ image, severity, facts, where, now }) => {
    const found = await checkDisk(await chainOf(memoryFile(image())), { now: now ?? NOW, deep: false });
    if (!found.ok) throw new Error(found.error.kind);
    expect(
      found.value.map((finding) => ({ code: finding.code, severity: finding.severity, facts: finding.facts, where: placesOf(finding) })),
    ).toEqual([{ code, severity, facts, where }]);
  });
}
