import type { JSX } from 'react';
import { sizeText } from '../../../shared/text/size';
import { BLOCK_STATES } from '../../../shared/views';
import { grouped } from '../../kernels/address';
import { blockFacts, type BlockFact } from '../../kernels/blockFacts';
import type { Disk } from '../../kernels/translate';
import { useBlockRuns } from '../../store/blockRuns';
import { useStore } from '../../store/store';
import { STATE_HINTS, STATE_NAMES } from '../../text/names';

/** One block: its state, where it lies, and how many of its sectors this file holds. */
export function BlockCard({ disk, block }: { readonly disk: Disk; readonly block: number }): JSX.Element {
  const radix = useStore((s) => s.radix);
  const state = BLOCK_STATES[disk.blocks.states[block] ?? 0] ?? 'unallocated';
  const inTable = disk.view.disk?.blocks.inTable === true;
  return (
    <section aria-label={`Block ${grouped(block)}`}>
      <header className="inspector-head">
        <h2>{inTable ? `Block ${grouped(block)}` : `${sizeText(disk.view.disk?.blocks.sizeBytes ?? 0)} stretch ${grouped(block)}`}</h2>
        <span className="chip">{STATE_NAMES[state]}</span>
      </header>
      <p className="inspector-text">
        {STATE_HINTS[state]}. {state === 'unscanned' && <Sectors disk={disk} block={block} />}
      </p>
      <dl className="block-facts">
        {blockFacts(disk, block, radix).map((fact) => (
          <Fact key={fact.name} fact={fact} />
        ))}
      </dl>
    </section>
  );
}

function Sectors({ disk, block }: { readonly disk: Disk; readonly block: number }): JSX.Element | null {
  const runs = useBlockRuns(disk, block);
  if (runs === null) return null;
  const total = runs.reduce((sum, run) => sum + run.sectors, 0);
  const here = runs.reduce((sum, run) => sum + (run.source === 'file' ? run.sectors : 0), 0);
  return (
    <>
      {grouped(here)} of {grouped(total)} sectors are in this file.
    </>
  );
}

function Fact({ fact: { name, value, at } }: { readonly fact: BlockFact }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="selectable">
        {at === null ? (
          value
        ) : (
          <button type="button" className="link" onClick={() => useStore.getState().jumpTo(at)}>
            {value}
          </button>
        )}
      </dd>
    </div>
  );
}
