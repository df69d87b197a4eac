/**
 * How much a proof tries: in `npm test` what notices a mistake, in `npm run proofs` what the goals for reliability ask
 * for, which takes longer than people wait for a change to be judged.
 */
export const FULL = process.env['PLATTER_PROOFS'] === 'full';

/** So many in `npm test`, so many in `npm run proofs`, or what a variable of the environment says. */
export const budget = (variable: string, usual: number, full: number): number => Number(process.env[variable] ?? (FULL ? full : usual));
