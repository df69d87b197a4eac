/** Tells the user who chooses a fixed disk whether Azure takes it. */
import { azureSectors } from '../vhd/azure';

/** `sectors`: the size of the disk; null while it is not known. */
export function azureText(sectors: number | null): string {
  if (sectors === null) return 'Azure takes this kind, of whole MiB and at least 20 MiB.';
  if (azureSectors(sectors) === sectors) return 'Azure takes this kind and this size.';
  return 'Azure takes this kind, but not this size: it has to be whole MiB, at least 20.';
}
