/** The file as it would be with a plan carried out, for reading: what a preview and its checks look at. Nothing is written. */
import { err, ok } from '../../shared/result';
import type { BlockFile } from './blockFile';
import type { Plan, Step } from './plan';

const bytesOf = (step: Exclude<Step, { kind: 'zeros' }>): Uint8Array => (step.kind === 'patch' ? step.after : step.data);

/** Closing it leaves `file` open: it belongs to whoever opened it. */
export function plannedFile(file: BlockFile, plan: Plan): BlockFile {
  const steps = plan.steps.filter((step) => step.kind !== 'zeros');
  return {
    ...file,
    bytes: plan.lengthAfter,
    read: async (at, bytes) => {
      const inside = Math.max(0, Math.min(bytes, plan.lengthAfter - at));
      if (inside < bytes) return err({ kind: 'read-failed', at: at + inside, bytes: bytes - inside, code: 'EOF' });
      const old = Math.max(0, Math.min(bytes, file.bytes - at));
      const read = old === 0 ? ok(new Uint8Array()) : await file.read(at, old);
      if (!read.ok) return read;
      const buffer = new Uint8Array(bytes);
      buffer.set(read.value);
      for (const step of steps) overlay(buffer, at, bytesOf(step), step.at);
      return ok(buffer);
    },
    close: async () => {},
  };
}

/** Copies what of `bytes`, which stand at `from`, falls into `into`, which stands at `at`. */
function overlay(into: Uint8Array, at: number, bytes: Uint8Array, from: number): void {
  const start = Math.max(at, from);
  const end = Math.min(at + into.length, from + bytes.length);
  if (start < end) into.set(bytes.subarray(start - from, end - from), start - at);
}
