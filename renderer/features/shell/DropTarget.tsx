import { HardDriveDownload } from 'lucide-react';
import { useState, type DragEvent, type JSX, type ReactNode } from 'react';
import { takeDrop } from '../../api';
import { useStore } from '../../store/store';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** The whole window takes a dropped file. */
export function DropTarget({ children }: { readonly children: ReactNode }): JSX.Element {
  const [hovering, setHovering] = useState(false);
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setHovering(false);
    const [file, ...more] = event.dataTransfer.files;
    if (file === undefined) return;
    const { open, setView } = useStore.getState();
    const answer = await takeDrop(file);
    if (!answer.ok) {
      setView({ alert: { title: 'This was not a file.', detail: 'Drop one .vhd file from a folder.' } });
      return;
    }
    await open(answer.value, 'disk');
    if (more.length > 0) setView({ notice: 'One disk a window: the first file was opened' });
  };
  return (
    <div
      className="shell"
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setHovering(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setHovering(false);
      }}
      onDrop={(event) => void drop(event)}
    >
      {children}
      {hovering && (
        <div className="drop-veil" role="status">
          <HardDriveDownload size={40} aria-hidden />
          <p>Drop to open. The file is only read.</p>
        </div>
      )}
    </div>
  );
}
