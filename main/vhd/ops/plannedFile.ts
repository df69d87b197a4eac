/** The file as it would be after a plan, for reading by previews and their checks. Nothing is written. */
import { overlaidFile } from '../../../shared/overlaidFile';
import type { BlockFile } from '../read/blockFile';
import type { Plan, Step } from './plan';

const bytesAfter = (step: Exclude<Step, { kind: 'zeros' }>): Uint8Array => (step.kind === 'patch' ? step.after : step.data);

/** Closing it leaves `file` open, which belongs to its opener. */
export function plannedFile(file: BlockFile, plan: Plan): BlockFile {
  const steps = plan.steps.filter((step) => step.kind !== 'zeros');
  const pieces = steps.map((step) => ({ at: step.at, bytes: bytesAfter(step) }));
  return { ...overlaidFile(file, plan.lengthAfter, pieces), close: async () => {} };
}
