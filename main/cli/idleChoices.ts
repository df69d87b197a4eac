/** Choices for a repair that would have no effect are refused as wrong usage instead of being ignored. */
import type { SettleWay } from '../../shared/errors';
import type { FindingCode } from '../../shared/findings';
import type { RepairOffer } from '../../shared/repairs';
import { repairOffers, type Repair, type RepairChoices } from '../vhd/repair/planRepair';
import type { Rescue } from '../vhd/repair/rescue';
import type { Disk } from './openDisk';

/** Options that say what a repair does. */
export type RepairAsked = {
  readonly only?: string;
  readonly choose?: readonly string[];
  readonly loss?: boolean;
  readonly notes?: boolean;
  readonly deep?: boolean;
  readonly azure?: boolean;
  readonly rebuild?: boolean;
  readonly place?: readonly string[];
  readonly interrupted?: SettleWay;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly output?: string;
};

/** Reports an option that another option makes ineffective. Null: each option has an effect. */
export function idleOption(asked: RepairAsked): string | null {
  const { interrupted, rebuild, place = [], dryRun, yes, output } = asked;
  const writing = interrupted !== undefined ? 'interrupted' : yes === true ? 'yes' : output === undefined ? null : 'output';
  if (dryRun === true && writing !== null) return `--dry-run shows the plan and writes nothing: leave --${writing} out`;
  const given = RULING.find((name) => asked[name] !== undefined && (name !== 'choose' || (asked.choose ?? []).length > 0));
  if (interrupted !== undefined && rebuild === true) return '--interrupted settles a save and does no more: leave --rebuild out';
  if (interrupted !== undefined && given !== undefined) return `--interrupted settles a save and does no more: leave --${given} out`;
  if (rebuild === true && given !== undefined)
    return `--rebuild finds blocks and makes a new file of them, and no other repair: leave --${given} out, and repair the new file`;
  if (rebuild !== true && place.length > 0) return '--place says where a block belongs that --rebuild found: add --rebuild';
  return null;
}

/** Options that say which repairs are made, and how. */
const RULING = ['choose', 'only', 'loss', 'notes', 'deep', 'azure'] as const;

const waysOf = (code: string, offers: readonly RepairOffer[]): string => {
  const methods = [...new Set(offers.map(({ method }) => method))];
  return methods.length === 0 ? 'there is nothing to choose' : `choose ${methods.map((one) => `${code}=${one}`).join(' or ')}`;
};

/** A choice that was not carried out, and why. Null: all were carried out, or another repair mended their findings too. */
export async function idleChoice({ chain }: Disk, { before, done, open }: Repair, request: RepairChoices): Promise<string | null> {
  const known: RepairOffer[] = [...(await repairOffers(chain, before, request)), ...done, ...open];
  for (const [code, method] of Object.entries(request.choose)) {
    if (done.some((offer) => offer.code === code && offer.method === method)) continue;
    const offers = known.filter((offer) => offer.code === code);
    const chosen = offers.filter((offer) => offer.method === method);
    if (chosen.length === 0) return `${code}=${method} is not offered for this disk: for ${code} ${waysOf(code, offers)}`;
    if (!request.loss && chosen.some((offer) => offer.class === 'loss')) return `${code}=${method} gives up or invents data: add --loss`;
  }
  return null;
}

/** For a file that does not open as a disk there is one way only to make it one; that counts as mending F01. */
export function idleInRescue({ method }: Pick<Rescue, 'method'>, { only, choose }: RepairChoices): string | null {
  const way = `this file does not open as a disk, and is made one by F01=${method} alone`;
  for (const [code, chosen] of Object.entries(choose))
    if (code !== RESCUED || chosen !== method) return `${code}=${chosen} is not offered: ${way}`;
  return only === null || only.includes(RESCUED) ? null : `--only leaves out F01: ${way}`;
}

const RESCUED: FindingCode = 'F01';
