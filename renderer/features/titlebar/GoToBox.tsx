import { clsx } from 'clsx';
import { Popover } from 'radix-ui';
import { useState, type FocusEvent, type JSX, type KeyboardEvent } from 'react';
import { parseGoTo } from '../../disk/goTo.model';
import { positionText } from '../../disk/position.model';
import { useDiskLayout } from '../../disk/blocks.store';
import { reveal } from '../../disk/cursor.store';
import { changeDisk, setState, useOpen, usePref } from '../../app/store';
import { byteText, goToErrorText, GO_TO_EXAMPLES } from './goTo.text';
import styles from './titlebar.module.css';

/** Takes the cursor to any address. While the user types, a line below says where that is. */
export function GoToBox(): JSX.Element {
  const text = useOpen((d) => d.goToText);
  const setText = (goToText: string): void => changeDisk({ goToText });
  const [open, setOpen] = useState(false);
  const disk = useDiskLayout();
  const cursor = useOpen((d) => d.cursor);
  const radix = usePref('radix');

  const answer = disk === null || text.trim() === '' ? null : parseGoTo(text, { disk, cursor });
  const hint =
    disk === null || answer === null
      ? GO_TO_EXAMPLES
      : answer.ok
        ? positionText(disk, answer.value, radix)
        : goToErrorText(answer.error, text, radix);

  const begin = (event: FocusEvent<HTMLInputElement>): void => {
    event.currentTarget.select();
    setOpen(true);
  };
  const go = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setText('');
      setOpen(false);
      setState({ wantedPane: 'hex' });
    }
    if (event.key !== 'Enter' || answer?.ok !== true) return;
    const { space, at, bytes } = answer.value;
    reveal({ space, at, bytes: bytes > 1 ? bytes : 0, focus: 'hex' });
    setText('');
    setOpen(false);
  };

  return (
    <Popover.Root open={open}>
      <Popover.Anchor asChild>
        <input
          data-pane="goto"
          className={styles.goto}
          type="text"
          role="combobox"
          aria-label="Go to LBA, offset, block or field"
          aria-expanded={open}
          aria-controls="goto-hint"
          aria-describedby="goto-hint"
          aria-invalid={answer !== null && !answer.ok}
          placeholder="Go to LBA, offset, block, field…"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={begin}
          onBlur={() => setOpen(false)}
          onKeyDown={go}
        />
      </Popover.Anchor>
      <Popover.Content
        className={clsx('popover', styles.gotoHint)}
        id="goto-hint"
        role="status"
        align="start"
        sideOffset={6}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        <p className={clsx(answer !== null && !answer.ok && styles.gotoBad)}>{hint}</p>
        {answer?.ok === true && <p className="muted">Enter goes to {byteText(answer.value, radix)}</p>}
      </Popover.Content>
    </Popover.Root>
  );
}
