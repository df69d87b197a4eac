/** Windows answers one code for a disk, however many problems it has. */
import { expect, it } from 'vitest';
import { windowsAnswer } from '../../../../shared/text/windowsAnswer';
import { findingText } from '../../../../shared/text/findings';
import { changed } from '../../../support/damage';
import { baseImage, FOOTER_AT, withEntry } from '../../../support/fixtures';
import { memoryFile } from '../../../support/memoryFile';
import { findingsOf } from '../../../support/opened';

const answerTo = async (bytes: Uint8Array): Promise<readonly [number, string | undefined]> => {
  const texts = (await findingsOf(memoryFile(bytes))).map((one) => ({ code: one.code, ...findingText(one) }));
  return [texts.filter(({ windowsCode }) => windowsCode !== null).length, windowsAnswer(texts)?.code];
};

it('is that of the footer where the footer and the table are wrong, and none for a sound disk', async () => {
  const overlapping = withEntry(baseImage(), 1, 4);
  expect(await answerTo(overlapping)).toEqual([1, 'B02']);
  // One bit of the footer's reserved bytes makes its checksum wrong.
  expect(await answerTo(changed(overlapping, (b) => void (b[FOOTER_AT + 100] = 1)))).toEqual([2, 'F02']);
  expect(await answerTo(baseImage())).toEqual([0, undefined]);
});
