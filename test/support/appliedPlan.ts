/** A plan carried out on bytes in memory, without journal or barriers; every promise a plan makes is checked on the way. */
import { STAGES, type Plan, type Step } from '../../main/vhd/ops/plan';
import { sameBytes } from './plainReader';

const dataOf = (step: Step): Uint8Array =>
  step.kind === 'zeros' ? new Uint8Array(step.bytes) : step.kind === 'append' ? step.data : step.after;

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`plan: ${what}`);
}

/** The file after the plan. Throws when the plan breaks its word. */
export function applied(file: Uint8Array, plan: Plan): Uint8Array {
  check(plan.lengthBefore === file.length, `made for ${plan.lengthBefore} bytes, not ${file.length}`);
  for (const { at, bytes } of plan.guards) check(sameBytes(file.subarray(at, at + bytes.length), bytes), `guard at ${at} does not hold`);
  const after = new Uint8Array(plan.lengthAfter);
  after.set(file.subarray(0, plan.lengthAfter));
  for (const stage of STAGES) {
    for (const step of plan.steps) {
      if (step.stage !== stage) continue;
      const data = dataOf(step);
      check(
        Number.isSafeInteger(step.at) && step.at >= 0 && step.at + data.length <= plan.lengthAfter,
        `step at ${step.at} leaves the file`,
      );
      if (step.kind === 'patch') {
        check(step.at + data.length <= plan.lengthBefore, `patch at ${step.at} is behind the old end`);
        check(step.before.length === data.length, `patch at ${step.at} has two lengths`);
        check(sameBytes(file.subarray(step.at, step.at + data.length), step.before), `patch at ${step.at} does not know what stands there`);
      } else check(step.at >= plan.lengthBefore, `${step.kind} at ${step.at} is inside the old file`);
      after.set(data, step.at);
    }
  }
  const patches = plan.steps.filter(({ kind }) => kind === 'patch').sort((a, b) => a.at - b.at);
  patches.forEach((step, i) => {
    const last = patches[i - 1];
    check(last === undefined || last.at + dataOf(last).length <= step.at, `patches overlap at ${step.at}`);
  });
  return after;
}
