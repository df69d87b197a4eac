/** Words for patches that cannot be read, made or applied. */
import type { ApplyPatchError, MakePatchError } from '../patch';
import type { Space } from '../vhd/units';
import { grouped, hex, plural } from './numbers';
import { say, type ReasonText } from './reasons';
import { bytesText, sizeText } from './size';

const placeText = (space: Space, at: number): string => `byte 0x${hex(at)} of the ${space}`;

export type PatchError = ApplyPatchError | MakePatchError | { readonly kind: 'patch-applied' };
type Words = { readonly [K in PatchError['kind']]: (error: Extract<PatchError, { readonly kind: K }>) => ReasonText };

const words: Words = {
  'not-a-patch': () => say('it is no patch that Platter knows', 'Choose a patch made by Platter, or an IPS file.'),
  'patch-version': ({ version }) => say(`the patch has version ${version}, and this Platter reads version 1`, 'Use a newer Platter.'),
  'bad-patch': ({ where }) => say(`the patch is damaged${where === '' ? '' : ` at ${where}`}`, 'Get it again from where it was made.'),
  'patch-cut': ({ at }) => say(`the IPS file ends inside the record at 0x${hex(at)}`, 'Get it again from where it was made.'),
  'patch-cuts-file': () => say('the IPS file would cut the file to another length', 'A patch never changes the length of a disk here.'),
  'patch-overlaps': ({ space, at }) =>
    say(`two changes of the patch lie over ${placeText(space, at)}`, 'Get it again from where it was made.'),
  'patch-applied': () => say('the disk is like that already', 'Nothing is left to be changed.'),
  'patch-empty': () => say('the patch changes nothing', 'Choose another one.'),
  'patch-too-large': ({ bytes, most }) =>
    say(`it would change ${bytesText(bytes)}, and one patch may change ${sizeText(most)}`, 'For so much, copy the disk instead.'),
  'not-as-before': ({ space, at, places }) =>
    say(
      `${places === 1 ? 'one change does' : `${plural(places, 'change')} do`} not fit: the first differs at ${placeText(space, at)} from what the patch was made for`,
      'Apply it to the disk that it was made from, as it was then.',
    ),
  'patch-outside': ({ space, at, bytes }) =>
    say(
      `${bytesText(bytes)} at ${placeText(space, at)} ${bytes === 1 ? 'is' : 'are'} not in it`,
      'Apply it to a disk of the size that it was made for.',
    ),
  'patch-unread': ({ space, at }) =>
    space === 'file'
      ? say(`the drive does not give ${placeText(space, at)}`, 'Check the drive.')
      : say(`${placeText(space, at)} is not known: it is damaged, or in a parent that is missing`, 'Check the disk and its parents first.'),
  'not-reversible': () => say('an IPS file does not tell the bytes from before', 'Only patches of Platter can be taken back.'),
  'nothing-to-patch': () => say('there is no difference', 'Nothing was written.'),
  'patch-too-many': ({ most }) => say(`it would change more than ${grouped(most)} places`, 'For so many, copy the disk instead.'),
  'patch-file-too-large': ({ bytes, most, here }) =>
    here === 'window'
      ? say(`the file has ${bytesText(bytes)}, and the window reads patches of ${sizeText(most)} at most`, 'Apply it with “platter apply”.')
      : say(`with ${bytesText(bytes)} it is too large for a patch, which has ${sizeText(most)} at most`, 'Choose another file.'),
  'patch-longer': () =>
    say(
      'the disks differ behind the end of the shorter one',
      'A patch changes no sizes: make both disks equally long first, or copy the disk.',
    ),
  'patch-mixed': () =>
    say(
      'both bytes of the disk and bytes of the file are changed, and the ones can move the others',
      'Make one patch of the disk’s bytes, and another one of the file’s.',
    ),
};

export const patchText = (error: PatchError): ReasonText => (words[error.kind] as (error: PatchError) => ReasonText)(error);

export const isPatchError = (error: { readonly kind: string }): error is PatchError => error.kind in words;
