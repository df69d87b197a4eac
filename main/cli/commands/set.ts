/** `set`: changes single fields of the footer and the dynamic header by their names. */
import { err, type Result } from '../../../shared/result';
import type { Field } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import type { Image } from '../../vhd/read/image';
import { planBytes } from '../../vhd/ops/patches';
import { planFields, type FieldEdit } from '../../vhd/ops/setField';
import type { Plan } from '../../vhd/ops/plan';
import type { PlanError } from '../../../shared/errors';
import { changeRefusal } from '../changeRefusal';
import type { Cli } from '../context';
import { parseField } from '../fieldValues';
import { freshId, vhdNow } from '../fresh';
import { carryOut, hold, type InPlaceOptions } from '../inPlace';
import { withDisk } from '../openDisk';
import { failed, shown, wrongUsage, type Outcome } from '../outcome';

export type SetOptions = InPlaceOptions & { readonly raw?: boolean; readonly force?: boolean };

type Where = 'footer' | 'footerCopy' | 'header';
type Edit = { readonly where: Where; readonly key: string; readonly field: Field; readonly value: unknown };

const FIELDS: Readonly<Record<Where, Readonly<Record<string, Field>>>> = {
  footer: footer.fields as unknown as Readonly<Record<string, Field>>,
  footerCopy: footer.fields as unknown as Readonly<Record<string, Field>>,
  header: dynamicHeader.fields as unknown as Readonly<Record<string, Field>>,
};

/** Field names as `info --json` prints them. */
const ALIASES: Readonly<Record<string, string>> = {
  creatorHostOS: 'creatorHostOs',
  'geometry.cylinders': 'cylinders',
  'geometry.heads': 'heads',
  'geometry.sectorsPerTrack': 'sectorsPerTrack',
};

export async function set(cli: Cli, path: string, words: readonly string[], options: SetOptions): Promise<Outcome> {
  const edits: Edit[] = [];
  for (const word of words) {
    const edit = editOf(cli, word, options.raw === true);
    if (!edit.ok) return err(wrongUsage(edit.error));
    edits.push(edit.value);
  }
  const held = await hold(cli, path);
  if (!held.ok) return held;
  return withDisk(cli, path, {}, async ({ chain }) => {
    const [image] = chain.layers;
    const plan = options.raw === true ? await rawPlan(image, edits) : await planFields(image, edits.map(asFieldEdit));
    if (!plan.ok) return failed(`cannot change ${shown(path)}`, plan.error);
    const changesId = edits.some(({ where, key }) => where !== 'header' && key === 'uniqueId');
    const refusal = options.dryRun === true ? null : await changeRefusal(cli, held.value, image, options.force === true || !changesId);
    return refusal === null ? carryOut(cli, held.value, plan.value, 'change', options) : err(refusal);
  });
}

function editOf(cli: Cli, word: string, isRaw: boolean): Result<Edit, string> {
  const match = /^(footer|footerCopy|header|dynamicHeader)\.([\w.]+)=(.*)$/s.exec(word);
  const example = 'Fields are set like footer.uniqueId=new or header.parentUniqueId=ID.';
  if (match === null) return err(`“${shown(word)}” sets nothing. ${example}`);
  const where = match[1] === 'dynamicHeader' ? 'header' : (match[1] as Where);
  const name = match[2] as string;
  const key = ALIASES[name] ?? name;
  const field = Object.hasOwn(FIELDS[where], key) ? FIELDS[where][key] : undefined;
  if (field === undefined) return err(`there is no field ${where}.${shown(name)}. There are: ${Object.keys(FIELDS[where]).join(', ')}.`);
  if (where === 'footerCopy' && !isRaw) return err('the copy follows the footer by itself; with --raw it can be set alone.');
  const value = parseField(field, match[3] as string, { id: () => freshId(cli), now: () => vhdNow(cli) });
  return value.ok ? { ok: true, value: { where, key, field, value: value.value } } : err(`${where}.${name} wants ${value.error}.`);
}

const asFieldEdit = ({ where, key, value }: Edit): FieldEdit =>
  ({ structure: where === 'header' ? 'dynamic-header' : 'footer', key, value }) as FieldEdit;

/** Changes exactly these bytes of exactly this structure; neither the checksum nor the footer copy is updated. */
function rawPlan({ footers, header, ...image }: Image, edits: readonly Edit[]): Promise<Result<Plan, PlanError>> | Result<Plan, PlanError> {
  const places = { footer: footers?.footer, footerCopy: footers?.copy, header };
  const pieces: { at: number; bytes: Uint8Array }[] = [];
  for (const { where, field, value } of edits) {
    const place = places[where];
    const unread = where === 'header' ? null : (footers?.unread ?? null);
    if (place == null && unread !== null) return err({ kind: 'footer-unread', at: unread.at });
    if (place == null) return err({ kind: 'no-such-structure', structure: where === 'header' ? 'dynamic-header' : 'footer' });
    pieces.push({ at: place.at + field.at, bytes: field.encode(value) });
  }
  return planBytes({ footers, header, ...image }, pieces);
}
