import { useState, type JSX } from 'react';
import type { Message, MessagePart } from './messages.model';
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { typedSize } from '../../disk/diskSize.model';
import { changeForm, choosePlace, flattenParent } from './newDisk.commands';
import { fixOf, messageText, type Fix } from './newDisk.text';
import { MessageList, type ListedMessage } from '../../ui/MessageList';

/** The messages about one part of the sheet, worst first. What is only not chosen yet is said beside the button instead. */
export function Messages({ messages, part }: { readonly messages: readonly Message[]; readonly part: MessagePart }): JSX.Element {
  const [now] = useState(() => new Date());
  return <MessageList id={`newdisk-${part}-messages`} messages={listed(messages, part, now)} />;
}

export const listed = (messages: readonly Message[], part: MessagePart, now: Date): ListedMessage[] =>
  messages.flatMap((message) => {
    if (message.part !== part || message.severity === 'todo') return [];
    const fix = fixOf(message);
    const action = fix === null ? {} : { action: { label: fix.label, run: () => apply(fix.fix, message) } };
    return [{ key: message.code, severity: message.severity, text: messageText(message, now), ...action }];
  });

function apply(fix: Fix, message: Message): void {
  if (fix === 'use-decimal' && message.code === 'size-as-binary') changeForm(typedSize(`${message.facts.bytes} bytes`, 'bytes'));
  else if (fix === 'switch-to-fixed') changeForm({ kind: 'fixed' });
  else if (fix === 'default-blocks') changeForm({ blockBytes: DEFAULT_BLOCK_BYTES });
  else if (fix === 'choose-place') void choosePlace();
  else if (fix === 'flatten-parent') void flattenParent();
}
