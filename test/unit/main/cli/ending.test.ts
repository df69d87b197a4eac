/** What the process answers: sysexits 64, 130 for an interrupt as shells count it, and the reader of a pipe who leaves. */
import { expect, test } from 'vitest';
import { endingOf, outputEnded } from '../../../../main/cli/ending';
import { CANCELLED, failure, wrongUsage } from '../../../../main/cli/outcome';
import { err, ok } from '../../../../shared/result';

test('what was found is the code, and trouble its line', () => {
  expect(endingOf(ok(0), undefined)).toEqual({ code: 0, line: null });
  expect(endingOf(ok(2), undefined)).toEqual({ code: 2, line: null });
  expect(endingOf(err(wrongUsage('no such option')), undefined)).toEqual({ code: 64, line: 'no such option' });
  expect(endingOf(err(failure('cannot', 'why', 'Todo.')), undefined)).toEqual({ code: 1, line: 'cannot: why. Todo.' });
});

test('Ctrl-C is 130 and says that nothing was kept', () => {
  expect(endingOf(err(CANCELLED), { kind: 'interrupt' })).toMatchObject({
    code: 130,
    line: expect.stringContaining('Cancelled') as string,
  });
});

test('a reader who has seen enough is no failure; a failure of ours stays one', () => {
  expect(endingOf(err(CANCELLED), { kind: 'reader-gone' })).toEqual({ code: 0, line: null });
  expect(endingOf(ok(2), { kind: 'reader-gone' })).toEqual({ code: 2, line: null });
  expect(endingOf(err(failure('cannot', 'why', 'Todo.')), { kind: 'reader-gone' })).toMatchObject({ code: 1 });
});

test('an output that cannot be written is a failure, whatever was found', () => {
  expect(endingOf(ok(0), { kind: 'output', code: 'ENOSPC' })).toEqual({
    code: 1,
    line: 'cannot write the output: ENOSPC. Check where it goes.',
  });
});

// EOF: what Node gives on Windows when the reader of a pipe has left (desktop/desktop#4027).
test.each(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'])('%s means that the reader has left', (code) => {
  expect(outputEnded(code)).toEqual({ kind: 'reader-gone' });
});

test('any other code, or none, means that the output cannot be written', () => {
  expect([outputEnded('ENOSPC'), outputEnded()]).toEqual([
    { kind: 'output', code: 'ENOSPC' },
    { kind: 'output', code: 'UNKNOWN' },
  ]);
});
