/** Rows of changed bytes, with names for their places in the disk that this window shows, and the rest of them on demand. */
import type { NamedRow, ReviewRow, RowBytes, RowsPart, ShownPlan } from '../../shared/edits';
import { useState } from 'react';
import { api } from '../api';
import { useDiskLayout } from './blocks.store';
import { shownIn, usePref, useStore } from '../app/store';
import { rowSizeText } from '../../shared/text/written';
import { offsetText } from './address.model';
import { placeName } from './placeName.model';
import { rowMeaning, type ShownSide } from './rowMeaning.model';

/** Turns rows of a plan into rows to show; addresses are written in the chosen radix. */
function useByteRows(side: ShownSide): (rows: readonly ReviewRow[]) => readonly NamedRow[] {
  const disk = useDiskLayout();
  const radix = usePref('radix');
  return (rows) =>
    rows.map((row) => ({
      at: row.at,
      name: placeName(disk, row.at, row.why, row.bytes),
      place: `${offsetText(row.at, radix)} · ${rowSizeText(row)}`,
      meaning: disk === null ? [] : rowMeaning(disk, row, rows, side),
      bytes: row.bytes,
      before: row.before,
      after: row.after,
    }));
}

/** What a table of a plan's bytes shows, and how it gets what it does not show yet. */
export type PlanRows = {
  readonly rows: readonly NamedRow[];
  readonly leftOut: number;
  /** Null if `of` is. */
  readonly onMore: (() => void) | null;
  /** Null if the plan is no longer the one that would be carried out. */
  readonly readRow: (at: number, from: number) => Promise<RowBytes | null>;
};

/** `of`: null for a plan that main keeps for no disk of this window. `first`: the rows that came with it. */
export function usePlanRows(of: ShownPlan | null, first: RowsPart, side: ShownSide): PlanRows {
  const named = useByteRows(side);
  const image = useStore((state) => shownIn(state)?.view.image ?? null);
  const [more, setMore] = useState<{ readonly of: RowsPart; readonly part: RowsPart } | null>(null);
  // What was fetched for another plan is none of this one.
  const part = more?.of === first ? more.part : first;
  const fetchMore = async (plan: ShownPlan): Promise<void> => {
    const answer = image === null ? null : await api['plan/rows']({ image, of: plan, from: part.rows.length });
    if (answer?.ok !== true) return;
    setMore({ of: first, part: { rows: [...part.rows, ...answer.value.rows], rowsLeftOut: answer.value.rowsLeftOut } });
  };
  return {
    rows: named(part.rows),
    leftOut: part.rowsLeftOut,
    onMore: of === null ? null : () => void fetchMore(of),
    readRow: async (at, from) => {
      const answer = image === null || of === null ? null : await api['plan/bytes']({ image, of, at, from });
      return answer?.ok === true ? answer.value : null;
    },
  };
}
