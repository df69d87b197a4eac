import { ContextMenu } from 'radix-ui';
import type { JSX, ReactElement } from 'react';
import { blocksToScan, canScanContent } from './scan.commands';
import { partitionName, type Disk } from '../../disk/translate.model';
import { runCommand } from '../../app/commands';
import { useOpen, useStore } from '../../app/store';
import { fileOffsetOf, openInHex, partitionOf, selectPartition, selectRun, showInFile } from './mapActions';
import { keepFocusElsewhere } from '../../ui/focusBack';

type Props = { readonly disk: Disk; readonly block: number | null; readonly onOpen: () => void; readonly children: ReactElement };

/** What can be done with the block under the cursor. The right click that opens it has moved the cursor there. */
export function MapMenu({ disk, block, onOpen, children }: Props): JSX.Element {
  const at = block ?? 0;
  const partition = block === null ? null : partitionOf(disk, block);
  const isInFile = block !== null && fileOffsetOf(disk, block) !== null;
  const canScan = useStore(canScanContent);
  const isSelection = useOpen(({ selection }) => blocksToScan(selection, disk.view.disk?.blocks.sizeBytes ?? 0) !== null);
  // Not modal: a modal menu would add a style element, which the page's security policy forbids.
  return (
    <ContextMenu.Root modal={false} onOpenChange={(open) => open && onOpen()}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={keepFocusElsewhere}>
          <ContextMenu.Item onSelect={openInHex}>
            Open in hex <kbd>Enter</kbd>
          </ContextMenu.Item>
          <ContextMenu.Item disabled={!isInFile} onSelect={() => showInFile(disk, at)}>
            Show in file
          </ContextMenu.Item>
          <ContextMenu.Separator />
          <ContextMenu.Item onSelect={() => selectRun(disk, at)}>Select run</ContextMenu.Item>
          <ContextMenu.Item disabled={partition === null} onSelect={() => selectPartition(disk, at)}>
            Select partition {partition === null ? '' : <span>{partitionName(partition)}</span>}
          </ContextMenu.Item>
          <ContextMenu.Separator />
          <ContextMenu.Item disabled={!canScan} onSelect={() => runCommand('view.scanContent')}>
            Scan content for zeros <span>{isSelection ? 'selection' : 'whole disk'}</span>
          </ContextMenu.Item>
          <ContextMenu.Separator />
          <ContextMenu.Item onSelect={() => runCommand('file.export')}>Export…</ContextMenu.Item>
          <ContextMenu.Item onSelect={() => runCommand('edit.copyAddress')}>Copy address</ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
