import type { JSX } from 'react';
import { selectView } from '../../store/selectors';
import { useStore } from '../../store/store';
import { ExportSheet } from '../export/ExportSheet';
import { ImportSheet } from '../import/ImportSheet';
import { JobAnnouncer, JobTray } from '../jobs/JobTray';
import { MakingSheet } from '../making/MakingSheet';
import { NewDiskSheet } from '../newdisk/NewDiskSheet';
import { KeyboardDialog } from '../palette/KeyboardDialog';
import { Palette } from '../palette/Palette';
import { RecentsDialog } from '../palette/RecentsDialog';
import { OpenError } from '../openerror/OpenError';
import { TitleBar } from '../titlebar/TitleBar';
import { Welcome } from '../welcome/Welcome';
import { ContentDialog } from '../put/ContentDialog';
import { FillDialog } from '../put/FillDialog';
import { RepairSheet } from '../repair/RepairSheet';
import { ReviewSheet } from '../review/ReviewSheet';
import { AlertDialog } from './AlertDialog';
import { DraftBar } from './DraftBar';
import { DropTarget } from './DropTarget';
import { InterruptedBar } from './InterruptedBar';
import { Opening } from './Opening';
import { QuestionDialog } from './QuestionDialog';
import { Toast } from './Toast';
import { StatusBar } from './StatusBar';
import { useCommands } from './useCommands';
import { useEscape } from './useEscape';
import { useKeptFocus } from './useKeptFocus';
import { useNarrow } from './useNarrow';
import { usePaneFocus } from './usePaneFocus';
import { Workspace } from './Workspace';
import './shell.css';

/** The window: one disk, or the way to one. */
export function Shell(): JSX.Element {
  useCommands();
  useEscape();
  useNarrow();
  usePaneFocus();
  useKeptFocus();
  const dialog = useStore((s) => s.dialog);
  return (
    <DropTarget>
      <Content />
      <JobsBar />
      <JobAnnouncer />
      {dialog === 'palette' && <Palette />}
      {dialog === 'recents' && <RecentsDialog />}
      {dialog === 'keyboard' && <KeyboardDialog />}
      <ReviewSheet />
      <RepairSheet />
      <QuestionDialog />
      {dialog === 'newDisk' && <NewDiskSheet />}
      {dialog === 'fill' && <FillDialog />}
      {dialog === 'content' && <ContentDialog />}
      {dialog === 'import' && <ImportSheet />}
      {dialog === 'export' && <ExportSheet />}
      {dialog === 'makeNew' && <MakingSheet />}
      <AlertDialog />
      <Toast />
    </DropTarget>
  );
}

/** A scan changes the table of blocks many times: whoever shows it takes it from the store, and the rest stands still. */
function Content(): JSX.Element {
  const view = useStore(selectView);
  return view === null ? (
    <NoDisk />
  ) : (
    <>
      <TitleBar view={view} />
      <InterruptedBar view={view} />
      <DraftBar view={view} />
      <Workspace view={view} />
      <StatusBar />
    </>
  );
}

function NoDisk(): JSX.Element | null {
  const disk = useStore((s) => s.disk);
  switch (disk.kind) {
    case 'none':
      return <Welcome />;
    case 'opening':
      return <Opening name={disk.file.name} />;
    case 'failed':
      return <OpenError file={disk.file} error={disk.error} />;
    case 'open':
      return null;
    default:
      return disk satisfies never;
  }
}

/** Where no disk is shown there is no status bar; jobs go on all the same. */
function JobsBar(): JSX.Element | null {
  const isWanted = useStore((s) => s.disk.kind !== 'open' && (s.jobs.length > 0 || s.jobsOpen));
  return isWanted ? (
    <footer className="statusbar jobs-bar" data-pane="statusbar" aria-label="Status">
      <JobTray />
    </footer>
  ) : null;
}
