/** What a window's page answers before the window closes, and what stands in for an answer that does not come. */
import { beforeEach, expect, it } from 'vitest';
import { createHandingOver, type HandingOver } from '../../../../../main/session/app/handingOver';

const [ONE, TWO] = [1, 2];
let over: HandingOver;
let timeUp: () => void;
/** The numbers that the pages were told. */
let told: number[];
const ask = (window: number) => over.ask(window, (request) => told.push(request));

beforeEach(() => {
  told = [];
  over = createHandingOver(() => new Promise((resolve) => (timeUp = resolve)));
});

it.each([
  [null, 'done'],
  ['question', 'question'],
  ['field', 'field'],
] as const)('the page answers what is unfinished: %s', async (unfinished, end) => {
  const asked = ask(ONE);
  over.answer(ONE, told[0] ?? 0, unfinished);
  expect(await asked).toBe(end);
});

it('a page that does not answer in time is silent, and what it answers then is not taken for the next answer', async () => {
  const first = ask(ONE);
  timeUp();
  expect(await first).toBe('silent');
  const second = ask(ONE);
  over.answer(ONE, told[0] ?? 0, null);
  over.answer(ONE, told[1] ?? 0, 'question');
  expect(await second).toBe('question');
});

it('no window answers for another', async () => {
  const [first, second] = [ask(ONE), ask(TWO)];
  over.answer(TWO, told[0] ?? 0, null);
  over.answer(ONE, told[0] ?? 0, 'question');
  over.answer(TWO, told[1] ?? 0, null);
  expect(await Promise.all([first, second])).toEqual(['question', 'done']);
});
