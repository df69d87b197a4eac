/** What is expected at a sector of the disk, and how that is told by what stands there. */
/** What a stretch of `bytes` says of itself; null: nothing. Two places of one kind are told apart by that. */
export type Kind = { readonly bytes: number; readonly tells: (content: Uint8Array) => string | null };
/** A stretch of this kind that says this stands at the sector `lba` of the disk, at the beginning of it. */
export type Expected = { readonly lba: number; readonly kind: Kind; readonly says: string };

/** Sectors of the disk from blocks that have a place; null where one of them has none, or cannot be read. */
export type Peek = (lba: number, sectors: number) => Promise<Uint8Array | null>;
