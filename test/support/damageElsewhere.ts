/**
 * Entries of the damage catalogue that are not images alone: proven by another test, which is named, or made of the same
 * bytes as another entry, or not to be told from the file, and why.
 */
export type Elsewhere = { readonly test: string } | { readonly sameAs: string } | { readonly cannot: string };

const RESCUED: Elsewhere = { test: 'unit/main/vhd/repair/rescued.test.ts' };
const IDENTIFIED: Elsewhere = { test: 'unit/main/vhd/format/identify.test.ts' };
const AROUND: Elsewhere = { test: 'unit/main/vhd/check/partitionRules.test.ts' };
const PARENTS: Elsewhere = { test: 'unit/main/vhd/check/parentRules.test.ts' };

export const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  A13: RESCUED,
  B01: RESCUED,
  B09: RESCUED,
  // Azure’s rules are asked for by name.
  B13: AROUND,
  B14: AROUND,
  C24: AROUND,
  G10: { cannot: 'that somebody has the only child open stands in no file; the hidden mark itself is C20' },
  G11: { cannot: 'the size that Xen’s storage manager remembers stands in its own database' },
  H22: PARENTS,
  H23: PARENTS,
  H24: PARENTS,
  H26: { test: 'unit/main/vhd/read/children.test.ts' },
  H29: { sameAs: 'H18' },
  H30: { cannot: 'an undo disk is a differencing disk like any other; its name is not looked at' },
  I04: { sameAs: 'E05' },
  I05: { sameAs: 'E08' },
  I07: { sameAs: 'A14' },
  I09: { sameAs: 'A08' },
  I02: { sameAs: 'E11g' },
  I10: AROUND,
  I11: { cannot: 'parent and child are both sound then; only a comparison shows that some blocks are in both (B20)' },
  I12: { cannot: 'what the deleted child held is in no file any more' },
  I13: { sameAs: 'A11' },
  I14: { test: 'unit/main/io/recover.test.ts' },
  I15: AROUND,
  J01: { test: 'unit/main/vhd/read/openImage.test.ts' },
  J02: IDENTIFIED,
  J03: IDENTIFIED,
  J04: IDENTIFIED,
  J06: IDENTIFIED,
  J07: { test: 'unit/main/io/surroundings.test.ts' },
  J08: { cannot: 'zeros where data was look like zeros that were written; in structures they are A03, A12, D03 and E13' },
  J09: { sameAs: 'A08' },
  J10: AROUND,
  J11: AROUND,
};
