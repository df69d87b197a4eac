/** What the user did, for lists and for "Undo". */
import type { EditLabel } from '../../../shared/edits';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { plural } from '../../../shared/text/numbers';
import { repairLabel } from '../../disk/repairNames.text';

const DONE = {
  typing: 'Typed bytes',
  paste: 'Pasted bytes',
  fill: 'Filled bytes',
  content: 'Wrote a file’s bytes',
  patch: 'Applied a patch',
} as const;

const BITS = { set: 'Set sector bits', clear: 'Cleared sector bits', invert: 'Inverted sector bits', match: 'Set bits of data' } as const;

export function editLabelText(label: EditLabel): string {
  if (label.kind === 'repair') return repairLabel(label.repairs);
  if (label.kind === 'bits') return BITS[label.how];
  if (label.kind === 'replace') return `Replaced ${plural(label.places, 'hit')}`;
  if (label.kind !== 'field') return DONE[label.kind];
  const fields: Readonly<Record<string, { readonly label: string }>> = label.structure === 'footer' ? footer.fields : dynamicHeader.fields;
  return `Set ${(fields[label.field]?.label ?? label.field).toLowerCase()}`;
}
