import { clsx } from 'clsx';
import type { JSX } from 'react';
import { ExportSheet } from '../export/ExportSheet';
import { ImportSheet } from '../import/ImportSheet';
import { JobAnnouncer, JobTray } from '../jobs/JobTray';
import { ConvertSheet } from '../convert/ConvertSheet';
import { NewDiskSheet } from '../newdisk/NewDiskSheet';
import { KeyboardDialog } from '../palette/KeyboardDialog';
import { Palette } from '../palette/Palette';
import { RecentsDialog } from '../palette/RecentsDialog';
import { OpenError } from '../openerror/OpenError';
import { OpenErrorDialog } from '../openerror/OpenErrorDialog';
import { TitleBar } from '../titlebar/TitleBar';
import { Welcome } from '../welcome/Welcome';
import { ContentDialog } from '../fill/InsertDialog';
import { FillDialog } from '../fill/FillDialog';
import { RepairSheet } from '../repair/RepairSheet';
import { ReviewSheet } from '../review/ReviewSheet';
import { selectView } from '../../app/selectors.store';
import { sheetIn } from '../../app/modal.store';
import type { Sheet } from '../../app/modalState';
import { shownIn, useStore } from '../../app/store';
import { AboutDialog } from './AboutDialog';
import { AlertDialog } from './AlertDialog';
import { Guard, SheetGuard } from './Guard';
import { DraftBar } from './DraftBar';
import { DropTarget } from './DropTarget';
import { InterruptedBar } from './InterruptedBar';
import { Opening, OpeningBar } from './Opening';
import { QuestionDialog } from './QuestionDialog';
import { Toasts } from './Toast';
import { StandingBar } from './StandingBar';
import { StatusBar } from './StatusBar';
import { useCommands } from './useCommands';
import { useEscape } from './useEscape';
import { useInputMethod } from './useInputMethod';
import { useKeptFocus } from './useKeptFocus';
import { useNarrow } from './useNarrow';
import { usePaneFocus } from './usePaneFocus';
import { Workspace } from './Workspace';
import styles from './shell.module.css';

const SHEETS: Readonly<Record<Sheet['kind'], () => JSX.Element | null>> = {
  about: AboutDialog,
  palette: Palette,
  recents: RecentsDialog,
  keyboard: KeyboardDialog,
  newDisk: NewDiskSheet,
  convert: ConvertSheet,
  export: ExportSheet,
  import: ImportSheet,
  fill: FillDialog,
  insert: ContentDialog,
  review: ReviewSheet,
  repair: RepairSheet,
  openError: OpenErrorDialog,
};

/** The window: one disk, or a page from which one can be opened. */
export function Shell(): JSX.Element {
  useCommands();
  useEscape();
  useInputMethod();
  useNarrow();
  usePaneFocus();
  useKeptFocus();
  return (
    <DropTarget>
      <Guard what="This window">
        <Content />
      </Guard>
      <Guard what="The list of jobs">
        <JobsBar />
        <JobAnnouncer />
      </Guard>
      <Guard what="This dialog">
        <Modals />
      </Guard>
      <Guard what="The list of messages">
        <Toasts />
      </Guard>
    </DropTarget>
  );
}

/** The one sheet that may be open, with an alert or a question over it. */
function Modals(): JSX.Element {
  const kind = useStore(({ modal }) => sheetIn(modal)?.kind ?? null);
  const Shown = kind === null ? null : SHEETS[kind];
  return (
    <>
      {kind !== null && Shown !== null && (
        <SheetGuard kind={kind} key={kind}>
          <Shown />
        </SheetGuard>
      )}
      <QuestionDialog />
      <AlertDialog />
    </>
  );
}

/** Takes only the view from the store: scans change the block table many times, and only panels that show blocks are rendered then. */
function Content(): JSX.Element {
  const view = useStore(selectView);
  return view === null ? (
    <NoDisk />
  ) : (
    <>
      <Guard what="The title bar">
        <TitleBar view={view} />
      </Guard>
      <Guard what="A message about this disk">
        <OpeningBar />
        <InterruptedBar view={view} />
        <DraftBar view={view} />
        <StandingBar />
      </Guard>
      <Workspace view={view} />
      <Guard what="The status bar">
        <StatusBar />
      </Guard>
    </>
  );
}

function NoDisk(): JSX.Element | null {
  const disk = useStore((s) => s.disk);
  switch (disk.kind) {
    case 'none':
      return <Welcome />;
    case 'opening':
      return disk.previous === null ? <Opening name={disk.file.name} /> : null;
    case 'failed':
      return <OpenError file={disk.file} error={disk.error} />;
    case 'open':
      return null;
    default:
      return disk satisfies never;
  }
}

/** If no disk is shown there is no status bar, but jobs may be running all the same. */
function JobsBar(): JSX.Element | null {
  const isWanted = useStore((s) => shownIn(s) === null && (s.jobs.list.length > 0 || s.jobs.isOpen));
  return isWanted ? (
    <footer className={clsx(styles.statusbar, styles.statusbarJobs)} data-pane="statusbar" aria-label="Status">
      <JobTray />
    </footer>
  ) : null;
}
