import type { JSX } from 'react';
import { BIT_CHANGES, type BitChange } from '../../../shared/edits';
import type { CommandId } from '../../../shared/commands';
import { bitTarget } from './bits.commands';
import type { Disk } from '../../disk/translate.model';
import { runCommand } from '../../app/commands';
import { useOpen } from '../../app/store';
import { BIT_BUTTONS } from '../../disk/sectorBits.text';
import { Button } from '../../ui/Button';
import { plural } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

const COMMAND_OF: Readonly<Record<BitChange, CommandId>> = {
  set: 'edit.bitsSet',
  clear: 'edit.bitsClear',
  invert: 'edit.bitsInvert',
  match: 'edit.bitsMatch',
};

/** Buttons that change the bits of the selected sectors, or of the whole block. */
export function BitButtons({ disk }: { readonly disk: Disk }): JSX.Element {
  const cursor = useOpen((d) => d.cursor);
  const selection = useOpen((d) => d.selection);
  const target = bitTarget({ cursor, selection }, disk);
  const what =
    target === null
      ? 'None of the selected sectors is in a block of this file.'
      : target.isSelection
        ? `For ${plural(target.sectors, 'selected sector')}:`
        : `For all ${plural(target.sectors, 'sector')} of the block:`;
  return (
    <div className={styles.bitButtons} role="group" aria-label="Sector bits">
      <p>{what}</p>
      {BIT_CHANGES.map((how) => (
        <Button key={how} disabled={target === null} onClick={() => runCommand(COMMAND_OF[how])}>
          {BIT_BUTTONS[how]}
        </Button>
      ))}
    </div>
  );
}
