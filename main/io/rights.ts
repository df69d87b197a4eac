/**
 * A file that takes another one's name gets its rights as well: always the mode, and owner and group if the process may set
 * them. Only the superuser can give files away; others can give them to groups they are in.
 */

type Rights = Readonly<Record<'mode' | 'uid' | 'gid', bigint>>;

export type RightsCalls = {
  stat(path: string, precise: { readonly bigint: true }): Promise<Rights>;
  chmod(path: string, mode: number): Promise<void>;
  chown(path: string, uid: number, gid: number): Promise<void>;
};

const ALL = 0o7777;
const PLAIN = 0o777;
const GROUP = 0o070;

/**
 * If the group could not be kept, the new group gets no more rights than everybody. Set-user-id and set-group-id bits are
 * dropped if owner or group changed.
 */
export function modeFor(old: number, isOwnerKept: boolean, isGroupKept: boolean): number {
  const mode = old & (isOwnerKept && isGroupKept ? ALL : PLAIN);
  return isGroupKept ? mode : mode & (~GROUP | ((mode & 0o007) << 3));
}

/** Gives everything it can, then throws the system's error if anything could not be given. */
export async function copyRights(calls: RightsCalls, from: string, to: string): Promise<void> {
  const old = await calls.stat(from, { bigint: true });
  const now = await calls.stat(to, { bigint: true });
  const given = await giveAway(calls, to, old, now);
  await calls.chmod(to, modeFor(Number(old.mode), given.owner, given.group));
  if (given.refused !== null) throw given.refused;
}

type Given = { readonly owner: boolean; readonly group: boolean; readonly refused: unknown };

async function giveAway({ chown }: RightsCalls, to: string, old: Rights, now: Rights): Promise<Given> {
  if (old.uid === now.uid && old.gid === now.gid) return { owner: true, group: true, refused: null };
  const refused = await refusalOf(chown(to, Number(old.uid), Number(old.gid)));
  if (refused === null) return { owner: true, group: true, refused: null };
  const group = old.gid === now.gid || (await refusalOf(chown(to, Number(now.uid), Number(old.gid)))) === null;
  return { owner: old.uid === now.uid, group, refused };
}

const refusalOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => null,
    (cause: unknown) => cause,
  );
