/** What is said about a save that was cut off, and what can be done about it. */
import type { InterruptedView, RecoverAction } from '../../../shared/edits';
import { plural } from '../../../shared/text/numbers';

export const RECOVER_LABELS: Readonly<Record<RecoverAction, string>> = {
  'roll-back': 'Roll back',
  finish: 'Finish',
  'set-aside': 'Put journal aside',
};

export type InterruptedText = {
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly RecoverAction[];
  /** It is not known whether the disk is whole, so a check of everything is offered. */
  readonly canLook?: true;
};

const MAY_BE_HALF = 'What you see may be half of that save,';
const LOOK_FIRST = 'Check the disk; if it is sound, put the journal aside, and the disk can be edited.';

export function interruptedText({ state, began, ranges, moved }: InterruptedView): InterruptedText {
  const when = began.slice(0, 16).replace('T', ' ');
  const where = moved ? ' The journal was made for a file in another place.' : '';
  switch (state) {
    case 'partly-written':
      return {
        title: 'The last save didn’t finish.',
        detail: `It began ${when} UTC and changes ${plural(ranges, 'place')}. You see the disk as it was before.${where}`,
        actions: ['roll-back', 'finish'],
      };
    case 'all-written':
      return {
        title: 'The last save was written but not confirmed.',
        detail: `It began ${when} UTC; all its bytes are there.${where}`,
        actions: ['finish', 'roll-back'],
      };
    case 'nothing-written':
      return {
        title: 'The last save never began.',
        detail: `It was prepared ${when} UTC; the disk is as it was before.${where}`,
        actions: ['roll-back'],
      };
    case 'complete':
    case 'taken-back':
      return { title: 'The last save is settled.', detail: 'Only its journal has to be put away.', actions: ['finish'] };
    case 'changed-since':
      return {
        title: 'A save was interrupted, and the disk was changed since.',
        detail: 'Neither finishing nor taking it back is safe; the disk is shown as it is.',
        actions: ['set-aside'],
        canLook: true,
      };
    case 'running':
      return {
        title: 'Another program is saving to this disk.',
        detail:
          'Wait until it is done, then reload. If no program is saving, the one that began has ended, and another program has its process number: the save can be taken back.',
        actions: ['roll-back'],
      };
    case 'held':
      return {
        title: 'Another program has the journal of an earlier save open.',
        detail: `${MAY_BE_HALF} and editing waits until it is known. Close the journal there, or wait: a virus scanner lets go by itself. Then reload.`,
        actions: [],
        canLook: true,
      };
    case 'never-began':
      return {
        title: 'A save was cut off before it changed the disk.',
        detail: 'The disk is whole. It can be edited once the unfinished journal beside it is put aside.',
        actions: ['set-aside'],
      };
    case 'damaged':
      return {
        title: 'The journal of an earlier save is damaged.',
        detail: `${MAY_BE_HALF} so the save can be neither finished nor taken back. ${LOOK_FIRST}`,
        actions: ['set-aside'],
        canLook: true,
      };
    case 'not-a-file':
      return {
        title: 'What stands in the place of a journal is no ordinary file.',
        detail: `A link, a folder or the like has the name that ends in .platter-journal, so nobody can tell whether a save was cut off; the disk is shown as it is. Check the disk; if it is sound, put that aside, and the disk can be edited.`,
        actions: ['set-aside'],
        canLook: true,
      };
    case 'other-version':
      return {
        title: 'The journal of an earlier save is from another version of Platter.',
        detail: `${MAY_BE_HALF} and only that version can settle it. ${LOOK_FIRST}`,
        actions: ['set-aside'],
        canLook: true,
      };
    case 'unreadable':
      return {
        title: 'The journal of an earlier save can’t be read.',
        detail: `${MAY_BE_HALF} and editing waits until it is known. Make the file that ends in .platter-journal readable, then reload.`,
        actions: [],
        canLook: true,
      };
    default:
      return state satisfies never;
  }
}
