import type { JSX } from 'react';
import { Button } from './Button';
import { MessageList, type ListedMessage } from './MessageList';
import './ui.css';

export type SpaceShares = { readonly used: number; readonly certain: number; readonly possible: number; readonly text: string };

type Props = {
  /** The id of the element that holds the messages; it must be unique in the page. */
  readonly id: string;
  readonly choice: { readonly name: string; readonly folder: string } | null;
  /** Shares of the drive, in percent; null while they are not known. */
  readonly space: SpaceShares | null;
  readonly messages: readonly ListedMessage[];
  readonly onChoose: () => void;
};

/** Where a new file goes: the name and folder that the user chose, the room there, and the messages about it. */
export function PlacePicker({ id, choice, space, messages, onChoose }: Props): JSX.Element {
  return (
    <>
      <div className="place-row">
        <Button onClick={onChoose} aria-describedby={id}>
          {choice === null ? 'Choose name and place…' : 'Change…'}
        </Button>
        {choice !== null && (
          <span className="place-name selectable">
            <b>{choice.name}</b> <span className="muted">{choice.folder}</span>
          </span>
        )}
      </div>
      {space !== null && <SpaceBar space={space} />}
      <MessageList id={id} messages={messages} />
    </>
  );
}

/** Shares of the drive: what is taken, what the file takes at least, and what it may take besides. */
function SpaceBar({ space }: { readonly space: SpaceShares }): JSX.Element {
  return (
    <div className="space">
      <div className="space-bar" aria-hidden>
        <span className="space-used" style={{ width: `${space.used}%` }} />
        <span className="space-new" style={{ width: `${space.certain}%` }} />
        <span className="space-later" style={{ width: `${space.possible}%` }} />
      </div>
      <p className="space-text tabular">{space.text}</p>
    </div>
  );
}
