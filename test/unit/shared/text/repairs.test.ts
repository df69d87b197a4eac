import { expect, test } from 'vitest';
import { REPAIR_METHODS, type RepairError, type RepairMethod } from '../../../../shared/repairs';
import { alongText, repairClassText, repairErrorText, repairText } from '../../../../shared/text/repairs';

test.each(REPAIR_METHODS)('%s is said in a sentence of its own', (method) => {
  expect(repairText(method)).toMatch(/^[A-Z].{10,}[^.!]$/);
  expect(REPAIR_METHODS.filter((other) => repairText(other) === repairText(method))).toEqual([method]);
});

test.each(['safe', 'choice', 'loss'] as const)('the class %s says what it risks', (klass) => {
  for (const method of REPAIR_METHODS) expect(repairClassText({ class: klass, method })).toMatch(/^[A-Z].+\.$/);
});

test.each<RepairError>([
  { kind: 'nothing-to-do' },
  { kind: 'no-lost-blocks' },
  { kind: 'too-much', bytes: 70_000_000, most: 67_108_864 },
  { kind: 'made-worse', codes: ['B02'] },
  { kind: 'cannot-read', at: 512 },
  { kind: 'rebuild-copy', at: 512, lost: 'header', blocks: null },
  { kind: 'rebuild-copy', at: 1536, lost: 'table', blocks: null },
  { kind: 'rebuild-copy', at: 1536, lost: 'table', blocks: 128 },
  { kind: 'no-evidence', candidates: [] },
  { kind: 'no-evidence', candidates: [2048] },
  { kind: 'no-block-there', at: 512, candidates: [] },
  { kind: 'no-block-there', at: 512, candidates: [2048] },
])('a refusal says what to do next: $kind', (error) => {
  for (const reader of ['window', 'terminal'] as const) {
    const { title, next } = repairErrorText(error, reader);
    expect(`${title} ${next}`).not.toMatch(/undefined|NaN|\[object/);
    expect(next).toMatch(/\.$/);
  }
  // The window has neither commands nor their options.
  expect(repairErrorText(error, 'window').next).not.toMatch(/“platter| --/);
});

/** They take everything from the file, or lose something: nobody weighs two readings for them. */
const NEVER_CHOSEN: readonly RepairMethod[] = [
  'copy-from-start',
  'copy-from-end',
  'newer-footer',
  'end-footer',
  'complete-footer',
  'pad-with-zeros',
  'drop-surplus',
  'set-feature',
  'new-id',
  'set-no-offset',
  'original-from-current',
  'point-to-header',
  'fill-with-zeros',
  'free-hidden',
  'pad-table',
  'pad-block',
  'clear-bits',
  'rebuild-batmap',
  'renew-locator',
  'rewrite-name',
  'type-dynamic',
  'append-footer',
  'copy-gpt',
  'move-backup-gpt',
];

test.each(REPAIR_METHODS.filter((method) => !NEVER_CHOSEN.includes(method)))('the choice %s says what it takes for true', (method) => {
  const said = repairClassText({ class: 'choice', method });
  expect(said).not.toMatch(/in two ways|only be said/);
  expect(REPAIR_METHODS.filter((other) => repairClassText({ class: 'choice', method: other }) === said)).toEqual([method]);
});

test('what is made up is not said to stand in the file', () => {
  expect(repairClassText({ class: 'safe', method: 'new-id' })).toBe('The ID is random: the disk had none that anything could know it by.');
  expect(repairClassText({ class: 'safe', method: 'append-footer' })).toBe('ID and time are new; the size is the file’s.');
  expect(repairClassText({ class: 'safe', method: 'copy-from-start' })).toBe('Nothing is guessed.');
});

test('what goes with a repair is named as the findings are', () => {
  const short = { code: 'F05', severity: 'note', where: [], facts: { bytes: 511 } } as const;
  const sum = { code: 'H02', severity: 'error', where: [], facts: { stored: 0, computed: 1 } } as const;
  expect(alongText(['F05', 'H02', 'F05'], [short, sum])).toBe(
    'This also settles “Footer of 511 bytes” (F05) and “Dynamic header checksum is wrong” (H02).',
  );
  expect(alongText(['F05'], [])).toBe('This also settles F05.');
});
