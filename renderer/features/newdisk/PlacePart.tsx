import { useState, type JSX } from 'react';
import type { Outcome } from './newDisk.model';
import { needOf, type Message } from './messages.model';
import { spaceShares } from '../../app/place.model';
import { choosePlace } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { spaceText } from '../../app/place.text';
import { PlacePicker, type SpaceShares } from '../../ui/PlacePicker';
import { listed } from './Messages';
import styles from './newdisk.module.css';

export function PlacePart({ outcome, messages }: { readonly outcome: Outcome; readonly messages: readonly Message[] }): JSX.Element {
  const form = useSheet('newDisk', ({ form }) => form);
  const [now] = useState(() => new Date());
  const { place } = form;
  return (
    <fieldset className={styles.part} aria-label="Name and place">
      <legend>3 Name and place</legend>
      <PlacePicker
        id="newdisk-place-messages"
        choice={place?.choice ?? null}
        space={useSpace(outcome)}
        messages={listed(messages, 'place', now)}
        onChoose={() => void choosePlace()}
      />
    </fieldset>
  );
}

/** Shares of the drive: `certain` is what the file takes now, `possible` what it can grow to. */
function useSpace(outcome: Outcome): SpaceShares | null {
  const form = useSheet('newDisk', ({ form }) => form);
  const { place } = form;
  if (place?.look.kind !== 'ready') return null;
  const { info } = place.look;
  const need = needOf(form, outcome);
  const shares = spaceShares(info, need?.fileBytes.least ?? 0, need?.laterBytes ?? 0);
  return shares === null ? null : { ...shares, text: spaceText(info.freeBytes ?? 0, info.totalBytes ?? 0) };
}
