/** Stories that are told by keyboard alone use no other way to a control; the guard at run time sees the rest. */
import { describe, expect, it } from 'vitest';
import { filesOf, withoutComments } from './sourceTree';

const OTHER_WAYS = /\.(click|dblclick|tap|hover|dragTo|mouse|focus|check|uncheck|setChecked|selectOption|dispatchEvent)\b/g;
const waysIn = (text: string): string[] => Array.from(withoutComments(text).matchAll(OTHER_WAYS), ([way]) => way);
const stories = filesOf('test/e2e').filter(({ file }) => /\/(keyboard\w*\.spec|keys)\.ts$/.test(file));

describe('stories by keyboard alone', () => {
  it('are there', () => {
    expect(stories.length).toBeGreaterThanOrEqual(3);
  });

  it.each(stories)('$file presses keys, and reaches for nothing', ({ text }) => {
    expect(waysIn(text)).toEqual([]);
  });

  it('would be caught reaching', () => {
    expect(waysIn('await page.mouse.wheel(0, 1); await button.focus();')).toEqual(['.mouse', '.focus']);
  });
});
