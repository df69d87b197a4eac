import { useState, type JSX } from 'react';
import { choosePlace } from '../../commands/newDisk';
import type { Message, MessagePart } from '../../kernels/newDiskMessages';
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { useStore } from '../../store/store';
import { fixOf, messageText, type Fix } from '../../text/newDisk';
import { SeverityIcon } from '../../ui/SeverityIcon';

/** What is to be said of one part, worst first. What is merely not done yet stands beside the button instead. */
export function Messages({ messages, part }: { readonly messages: readonly Message[]; readonly part: MessagePart }): JSX.Element {
  const [now] = useState(() => new Date());
  const shown = messages.filter((message) => message.part === part && message.severity !== 'todo');
  return (
    <div role="status" id={`newdisk-${part}-messages`}>
      {shown.length > 0 && (
        <ul className="newdisk-messages">
          {shown.map((message) => (
            <li key={message.code} data-severity={message.severity}>
              <SeverityIcon severity={message.severity === 'todo' ? 'note' : message.severity} />
              <span>
                {messageText(message, now)} <FixButton message={message} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function apply(fix: Fix, message: Message): void {
  const { changeDraft } = useStore.getState();
  if (fix === 'use-decimal' && message.code === 'size-as-binary') changeDraft({ sizeText: `${message.facts.bytes} bytes` });
  else if (fix === 'switch-to-fixed') changeDraft({ kind: 'fixed' });
  else if (fix === 'default-blocks') changeDraft({ blockBytes: DEFAULT_BLOCK_BYTES });
  else if (fix === 'choose-place') void choosePlace();
}

function FixButton({ message }: { readonly message: Message }): JSX.Element | null {
  const fix = fixOf(message);
  if (fix === null) return null;
  return (
    <button type="button" className="link" onClick={() => apply(fix.fix, message)}>
      {fix.label}
    </button>
  );
}
