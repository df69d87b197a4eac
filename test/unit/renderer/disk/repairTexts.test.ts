import { describe, expect, it } from 'vitest';
import { checksText } from '../../../../renderer/features/problems/checks.text';
import { editLabelText } from '../../../../renderer/features/navigator/editLabels.text';
import { repairFailureText } from '../../../../renderer/disk/repairErrors.text';
import { repairLabel, repairSentence, repairTitle } from '../../../../renderer/disk/repairNames.text';

describe('the words for repairs', () => {
  it('name a change by what was mended', () => {
    expect(editLabelText({ kind: 'repair', repairs: [{ code: 'F02', method: 'copy-from-start' }] })).toBe('Repair: footer checksum');
    expect(repairLabel([{ code: 'F02' }, { code: 'F02' }, { code: 'H02' }])).toBe('Repair: footer checksum and 1 more');
  });

  it('give each kind of repair a title', () => {
    expect(repairTitle({ kind: 'mend', only: ['B02'], choose: [] })).toBe('Repair: overlapping blocks');
    expect(repairTitle({ kind: 'safe' })).toBe('Repair all safe problems');
    expect(repairTitle({ kind: 'rebuild', place: [] })).toBe('Rebuild the block table');
    expect(repairTitle({ kind: 'rescue' })).toBe('Recover to a new disk');
  });

  it('say what is done, or that somebody has to choose', () => {
    const request = { kind: 'mend', only: ['F02'], choose: [] } as const;
    const copyTwin = { code: 'F02', method: 'copy-from-start', class: 'safe' } as const;
    expect(repairSentence({ request, done: [copyTwin], ways: [], fileBytesBefore: 0 })).toBe(
      'Copy from the footer copy at 0x0; its checksum is right. Nothing is guessed.',
    );
    const way = { ...copyTwin, class: 'choice' as const, also: [], diskChange: null, cut: null, signs: [], copyOnly: null };
    expect(repairSentence({ request, done: [], ways: [way], fileBytesBefore: 0 })).toContain(
      'This repair is a judgement: the file does not prove it.',
    );
    expect(repairSentence({ request, done: [], ways: [way, way], fileBytesBefore: 0 })).toContain('Choose one to see what it changes.');
    // Beside each of several ways stands how sure it is: it is not said twice.
    const chosen = { ...copyTwin, class: 'choice' as const };
    expect(repairSentence({ request, done: [chosen], ways: [way, { ...way, method: 'recompute-checksum' }], fileBytesBefore: 0 })).toBe(
      'Copy from the footer copy at 0x0; its checksum is right.',
    );
    const sum = { code: 'H02', method: 'recompute-checksum', class: 'safe' } as const;
    expect(repairSentence({ request: { kind: 'safe' }, done: [copyTwin, sum], ways: [], fileBytesBefore: 0 })).toBe(
      'Repaired: footer checksum, header checksum. Nothing but checksums and copies of the footer is written.',
    );
    expect(repairSentence({ request: { kind: 'rebuild', place: [] }, done: [], ways: [], fileBytesBefore: 0 })).toContain(
      'The file itself stays as it is.',
    );
    const far = { kind: 'far-footer', at: 4096, method: null } as const;
    expect(repairSentence({ request: far, done: [], ways: [], fileBytesBefore: 4096 + 512 + 1000 })).toBe(
      'A footer stands at 0x1000, and 1,000 bytes stand behind it. Choose what becomes of them in a new file, or open the disk as it is: nothing is written then, and they are left alone.',
    );
  });

  it('say how the file is after a failure', () => {
    const text = (error: Parameters<typeof repairFailureText>[0]): string => {
      const { title, detail } = repairFailureText(error, 'No copy was made.');
      return `${title} ${detail}`;
    };
    expect(text({ kind: 'exists', code: 'EEXIST' })).toBe(
      'A file of that name exists already. It was left alone. Choose another name. Nothing was written.',
    );
    expect(text({ kind: 'in-use' })).toBe('No copy was made. Another program holds the file. The original is as it was.');
    expect(text({ kind: 'disk-full', code: 'ENOSPC' })).toBe('No copy was made. The drive is full. The original is as it was.');
    expect(text({ kind: 'made-worse', codes: ['B04', 'B02'] })).toContain('new errors: B04, B02.');
    expect(text({ kind: 'cannot-read', at: 4096 })).toContain('0x1000');
    expect(text({ kind: 'too-much', bytes: 128 * 1024 * 1024, most: 64 * 1024 * 1024 })).toContain('at most 64 MiB');
    expect(text({ kind: 'internal', ref: '4F2A' })).toContain('4F2A');
  });

  it('never call a disk clean of what was not looked at', () => {
    const count = (text: string): number => Number(/in (\d+) checks/.exec(text)?.[1]);
    expect(checksText('structures')).toContain('Not looked at: sector bitmaps');
    expect(checksText('everything')).toContain('every block with its bitmap');
    expect(count(checksText('everything'))).toBeGreaterThan(count(checksText('structures')));
  });
});
