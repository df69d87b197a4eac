/** What becomes of the path in a parent locator, in words. */
import { visibleText } from '../vhd/codec';
import type { LocatorLead } from '../views';

/** `parent`: the name of the parent that is used; null if there is none. */
export function leadText(lead: LocatorLead, parent: string | null): string {
  const name = parent === null ? 'the parent' : visibleText(parent);
  switch (lead) {
    case 'to-parent':
      return `Leads to ${name}, the parent that is used`;
    case 'by-name':
      return `Does not lead to ${name}, which was found beside this disk by its name`;
    case 'by-name-outside':
      return `Not followed, because it leads out of this disk’s folder; ${name} was found beside this disk by its name`;
    case 'by-name-foreign':
      return `Cannot be followed on this system; ${name} was found beside this disk by its name`;
    case 'not-to-parent':
      return `Does not lead to ${name}, the parent that is used`;
    case 'nothing-there':
      return 'There is no such file in this disk’s folder';
    case 'another-disk':
      return 'Something is there, but it is not the parent';
    case 'not-looked-at':
      return 'Not followed, because it leads out of this disk’s folder: nothing there was touched';
    case 'not-a-path-here':
      return 'Cannot be followed on this system';
    case 'unreadable':
      return 'Cannot be read as a path';
    case 'no-path':
      return 'Is not a path that Platter reads';
    default:
      return lead satisfies never;
  }
}
