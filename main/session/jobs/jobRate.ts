/** The speed of a job and its remaining time, over the last seconds; it rather says nothing at first than something wrong. */

/** Milliseconds that the rate covers, and in which no remaining time is given at first. */
const WINDOW_MS = 5000;
const QUIET_MS = 3000;
/** The estimate of the remaining time rises at most this often. */
const RAISE_MS = 1000;

export type Rate = { readonly bytesPerSecond: number | null; readonly secondsLeft: number | null };
export type RateMeter = {
  /** `at` in milliseconds, rising. A phase with another name starts anew. */
  note(phase: string, doneBytes: number, totalBytes: number, at: number): Rate;
};

export function createRateMeter(): RateMeter {
  let name: string | null = null;
  let since = 0;
  let samples: { readonly at: number; readonly done: number }[] = [];
  let said: { readonly at: number; readonly endsAt: number } | null = null;
  return {
    note: (phase, doneBytes, totalBytes, at) => {
      if (phase !== name) {
        name = phase;
        since = at;
        samples = [];
        said = null;
      }
      samples = [...samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, done: doneBytes }];
      const first = samples[0] ?? { at, done: doneBytes };
      const speed = at > first.at ? ((doneBytes - first.done) * 1000) / (at - first.at) : 0;
      if (at - since < QUIET_MS || speed <= 0) return { bytesPerSecond: speed > 0 ? speed : null, secondsLeft: null };
      const endsAt = at + ((totalBytes - doneBytes) / speed) * 1000;
      if (said === null || endsAt <= said.endsAt || at - said.at >= RAISE_MS) said = { at, endsAt };
      return { bytesPerSecond: speed, secondsLeft: Math.max(0, (said.endsAt - at) / 1000) };
    },
  };
}
