/**
 * Bounds the time of a regular expression: on bytes that it nearly fits, some expressions try more ways than anybody can wait
 * for, and nothing but V8 itself can stop them.
 */
import { createContext, Script, type Context } from 'node:vm';

const script = new Script('run()');
let context: Context | null = null;

/** False: `run` was stopped after so many milliseconds, or had more ways to try than the memory of V8 takes. */
export function runsWithin(milliseconds: number, run: () => void): boolean {
  context ??= createContext({});
  context['run'] = run;
  try {
    script.runInContext(context, { timeout: milliseconds });
    return true;
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    context['run'] = null;
  }
}
