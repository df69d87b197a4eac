import type { JSX } from 'react';
import { BIT_CHANGES, type BitChange } from '../../../shared/edits';
import type { CommandId } from '../../../shared/commands';
import { bitTarget } from '../../commands/bits';
import { runCommand } from '../../commands/commands';
import { plural } from '../../kernels/address';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { BIT_BUTTONS } from '../../text/sectorBits';
import { Button } from '../../ui/Button';

const COMMAND_OF: Readonly<Record<BitChange, CommandId>> = {
  set: 'edit.bitsSet',
  clear: 'edit.bitsClear',
  invert: 'edit.bitsInvert',
  match: 'edit.bitsMatch',
};

/** Changes to the bits of the selected sectors, or of the whole block. */
export function BitButtons({ disk }: { readonly disk: Disk }): JSX.Element {
  const cursor = useStore((s) => s.cursor);
  const selection = useStore((s) => s.selection);
  const target = bitTarget({ cursor, selection }, disk);
  const what =
    target === null
      ? 'None of the selected sectors is in a block of this file.'
      : target.isSelection
        ? `For ${plural(target.sectors, 'selected sector')}:`
        : `For all ${plural(target.sectors, 'sector')} of the block:`;
  return (
    <div className="bit-buttons" role="group" aria-label="Sector bits">
      <p>{what}</p>
      {BIT_CHANGES.map((how) => (
        <Button key={how} disabled={target === null} onClick={() => runCommand(COMMAND_OF[how])}>
          {BIT_BUTTONS[how]}
        </Button>
      ))}
    </div>
  );
}
