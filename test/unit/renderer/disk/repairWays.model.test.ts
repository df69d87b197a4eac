import { describe, expect, it } from 'vitest';
import {
  canRebuild,
  chosenWay,
  firstWay,
  followingRepairs,
  hasSafe,
  isDecision,
  isRepairable,
  isToChoose,
  repairedBy,
  requestFor,
  waysOf,
} from '../../../../renderer/disk/repairWays.model';
import type { Finding } from '../../../../shared/findings';
import type { RepairOffer } from '../../../../shared/repairs';

const offer = (code: RepairOffer['code'], method: RepairOffer['method'], klass: RepairOffer['class']): RepairOffer => ({
  code,
  method,
  class: klass,
});
const offers = {
  offers: [offer('F02', 'copy-from-start', 'safe'), offer('B03', 'unallocate', 'choice'), offer('B03', 'move-block', 'choice')],
  canRebuild: true,
};

describe('the repairs of a finding', () => {
  it('are those that are offered for its code', () => {
    expect(waysOf({ code: 'B03' }, offers).map(({ method }) => method)).toEqual(['unallocate', 'move-block']);
    expect(isRepairable({ code: 'F02' }, offers)).toBe(true);
    expect(isRepairable({ code: 'F13' }, offers)).toBe(false);
  });

  it('include building anew only where the table itself is lost', () => {
    expect(canRebuild({ code: 'B13' }, offers)).toBe(true);
    expect(canRebuild({ code: 'F02' }, offers)).toBe(false);
    expect(isRepairable({ code: 'B14' }, { offers: [], canRebuild: false })).toBe(false);
  });

  it('begin with one whose plan is shown: a safe one, else the one that gives up least', () => {
    expect(firstWay([offer('F01', 'use-copy', 'choice'), offer('F01', 'write-footer', 'safe')])).toBe('write-footer');
    expect(firstWay([offer('F03', 'use-footer', 'choice'), offer('F03', 'use-copy', 'choice')])).toBe('use-footer');
    // Entries that are set to “unallocated” give up blocks.
    expect(firstWay([offer('B02', 'unallocate', 'choice'), offer('B02', 'split', 'choice')])).toBe('split');
    expect(firstWay([offer('B04', 'fill-with-zeros', 'loss'), offer('B04', 'unallocate', 'choice')])).toBe('unallocate');
    expect(firstWay([offer('B04', 'fill-with-zeros', 'loss')])).toBe('fill-with-zeros');
    expect(firstWay([])).toBeNull();
  });

  it('of a cause are those of what follows from it', () => {
    const finding = (code: string, because?: string): Finding =>
      ({ code, severity: 'error', where: [], facts: {}, because }) as unknown as Finding;
    const findings = [finding('F23'), finding('F13', 'F23'), finding('B03', 'F23'), finding('F02')];
    expect(repairedBy(0, findings, offers)).toBe(2);
    expect(repairedBy(1, findings, offers)).toBeNull();
    expect(repairedBy(3, findings, offers)).toBe(3);
    expect(followingRepairs(findings[0] as Finding, findings, offers)).toEqual([2]);
  });

  it('are waited for until one is taken', () => {
    const way = { ...offer('F04', 'cut-tail', 'choice'), also: [], diskChange: null, cut: null, signs: [], copyOnly: null };
    expect(isToChoose({ done: [], ways: [way] })).toBe(true);
    expect(isToChoose({ done: [way], ways: [way] })).toBe(false);
    expect(isToChoose({ done: [], ways: [] })).toBe(false);
    const request = requestFor('F04', 'cut-tail');
    expect(isDecision({ request, done: [way] })).toBe(true);
    expect(isDecision({ request, done: [offer('F02', 'copy-from-start', 'safe')] })).toBe(false);
    expect(isDecision({ request: { kind: 'rescue' }, done: [offer('F01', 'append-footer', 'choice')] })).toBe(false);
  });

  it('are all safe when a checksum or the other footer does it', () => {
    expect(hasSafe(offers)).toBe(true);
    expect(hasSafe({ offers: [offer('F01', 'write-footer', 'safe'), offer('F02', 'copy-from-start', 'choice')], canRebuild: false })).toBe(
      false,
    );
  });

  it('are asked for by code, and by method where one was chosen', () => {
    expect(requestFor('F02', null)).toEqual({ kind: 'mend', only: ['F02'], choose: [] });
    expect(chosenWay(requestFor('B02', 'split'), 'B02')).toBe('split');
    expect(chosenWay(requestFor('B02', 'split'), 'B03')).toBeNull();
    expect(chosenWay(requestFor('B02', null), 'B02')).toBeNull();
    expect(chosenWay({ kind: 'safe' }, 'B02')).toBeNull();
  });
});
