/** Gives a disk a new id, in both footers at once. Its children still name the old one; the caller must know whether it has any. */
import type { PlanError } from '../../../shared/errors';
import { err, type Result } from '../../../shared/result';
import { NULL_UUID } from '../../../shared/vhd/footer';
import type { Image } from '../read/image';
import type { Plan } from './plan';
import { planFields } from './setField';

export function planNewId(image: Image, uniqueId: string): Promise<Result<Plan, PlanError>> {
  if (uniqueId === NULL_UUID) return Promise.resolve(err({ kind: 'bad-value', field: 'uniqueId' }));
  return planFields(image, [{ structure: 'footer', key: 'uniqueId', value: uniqueId }]);
}
