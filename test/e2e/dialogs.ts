/** Answers the system's dialogs, which no test can press. */
import type fs from 'node:fs';
import { expect, type Platter } from './platter';

export type Answered = {
  /** What the dialogs have said, in their order. */
  messages(): Promise<readonly string[]>;
};

/**
 * From now on the system's message boxes are answered at once. `buttons`: the number of the button pressed in each, counted from
 * zero; the last is pressed in all that follow.
 */
export async function answerWith({ app }: Pick<Platter, 'app'>, ...buttons: readonly number[]): Promise<Answered> {
  await app.evaluate(({ dialog }, pressed) => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    dialog.showMessageBox = (async (_window: unknown, { message }: { readonly message: string }) => {
      said.push(message);
      return { response: pressed[Math.min(said.length, pressed.length) - 1] ?? 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, buttons);
  return { messages: () => app.evaluate(() => (globalThis as unknown as { said: readonly string[] }).said) };
}

export type Held = {
  /** Waits until a box is up, and presses the button with that number in it. */
  answer(button: number): Promise<void>;
  /** Resolves when a box is up. */
  asked(): Promise<void>;
};

/** From now on the system's message boxes stay up until they are answered, one at a time. */
export async function holdDialogs({ app }: Pick<Platter, 'app'>): Promise<Held> {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (() =>
      new Promise((resolve) => {
        Object.assign(globalThis, {
          press: (response: number) => {
            Object.assign(globalThis, { press: null });
            resolve({ response, checkboxChecked: false });
          },
        });
      })) as unknown as typeof dialog.showMessageBox;
  });
  type Main = { readonly press?: ((button: number) => void) | null };
  const asked = (): Promise<void> =>
    expect.poll(() => app.evaluate(() => typeof (globalThis as unknown as Main).press === 'function')).toBe(true);
  return {
    asked,
    answer: async (button) => {
      await asked();
      await app.evaluate((_electron, pressed) => (globalThis as unknown as Main).press?.(pressed), button);
    },
  };
}

/** From now on that file is chosen wherever one may be, and the drive takes so long to open it. */
export const chooseSlowly = ({ app }: Pick<Platter, 'app'>, file: string, ms: number): Promise<void> =>
  app.evaluate(
    ({ dialog }, slow) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [slow.file] });
      type Main = { readonly mainModule: { require(name: string): typeof fs } };
      const { promises } = (process as unknown as Main).mainModule.require('node:fs');
      const { open } = promises;
      promises.open = async (...request) => {
        if (String(request[0]) === slow.file) await new Promise((resolve) => setTimeout(resolve, slow.ms));
        return open(...request);
      };
    },
    { file, ms },
  );
