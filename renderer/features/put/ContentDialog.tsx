import { useEffect, useState, type FormEvent, type JSX } from 'react';
import { chooseContent, closeContent, stageContent } from '../../commands/content';
import { contentOutcome } from '../../kernels/contentDraft';
import { useStore } from '../../store/store';
import { contentLine, contentProblemText } from '../../text/content';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import './put.css';

/** The bytes of another file into the disk, from a sector on. They are staged like any change. */
export function ContentDialog(): JSX.Element | null {
  const disk = useStore((s) => s.disk);
  const content = useStore((s) => s.content);
  const [text, setText] = useState(content?.at ?? '0');
  // The dialog of the system comes first: without a file there is nothing to say.
  useEffect(() => {
    if (useStore.getState().content?.file == null) void chooseContent();
  }, []);
  if (disk.kind !== 'open' || content === null) return null;
  const outcome = contentOutcome(content.file, text, disk);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (outcome.kind === 'ready' && content.file !== null) void stageContent(content.file, outcome.at);
  };
  return (
    <Dialog label="Write a file into the disk" onClose={closeContent}>
      <form className="alert" noValidate onSubmit={submit}>
        <h2>Write a file into the disk</h2>
        <div className="put-row">
          <Button onClick={() => void chooseContent()}>{content.file === null ? 'Choose file…' : 'Change…'}</Button>
          {content.file !== null && <b className="put-name">{content.file.name}</b>}
        </div>
        <label className="put-row">
          <span>At LBA</span>
          <input
            className="input put-address"
            data-first
            spellCheck={false}
            autoComplete="off"
            value={text}
            aria-describedby="content-said"
            aria-invalid={outcome.kind === 'problem' && content.file !== null}
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <p id="content-said" role="status">
          {outcome.kind === 'ready' ? contentLine(outcome) : contentProblemText(outcome)}
        </p>
        <div className="alert-buttons">
          <Button onClick={closeContent}>Cancel</Button>
          <Button look="primary" type="submit" disabled={outcome.kind !== 'ready'}>
            Add to changes
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
