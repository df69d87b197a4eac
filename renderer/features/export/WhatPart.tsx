import { clsx } from 'clsx';
import type { JSX, ReactNode } from 'react';
import { TABLES } from '../../../shared/jobList';
import { EXPORT_WHATS, structuresAlone, whatIsPossible, type ExportForm, type ExportScene, type ExportWhat } from './export.model';
import { partitionName, structureName } from '../../disk/translate.model';
import { changeExport } from './export.commands';
import { useSheet } from '../../app/modal.store';
import { TABLE_NAMES, WHAT_MISSING, WHAT_NAMES } from './export.text';
import { Select } from '../../ui/Select';
import { SheetPart } from '../../ui/FormSheet';
import styles from './export.module.css';

/** What to export. For what this disk does not have, it says so. */
export function WhatPart({ scene }: { readonly scene: ExportScene }): JSX.Element {
  const possible = whatIsPossible(scene);
  const chosen = useSheet('export', ({ form }) => form.what);
  return (
    <SheetPart title="What">
      <div className={styles.whats}>
        {EXPORT_WHATS.map((what) => (
          <div key={what} className={styles.what} data-chosen={what === chosen}>
            <label className="check">
              <input
                type="radio"
                name="export-what"
                checked={what === chosen}
                data-first={what === chosen ? true : undefined}
                disabled={!possible[what]}
                onChange={() => changeExport({ what, place: null })}
              />{' '}
              {WHAT_NAMES[what]}
            </label>
            {possible[what] ? (
              what === chosen && <Details what={what} scene={scene} />
            ) : (
              <span className={clsx(styles.missing, 'muted')}>{WHAT_MISSING[what]}</span>
            )}
          </div>
        ))}
      </div>
    </SheetPart>
  );
}

function Details({ what, scene }: { readonly what: ExportWhat; readonly scene: ExportScene }): JSX.Element | null {
  const form = useSheet('export', (sheet) => sheet.form);
  const { view } = scene.disk;
  switch (what) {
    case 'range':
      return (
        <Row>
          <Text label="From" name="fromText" /> <ToKind form={form} />{' '}
          <Text label={form.toIs === 'count' ? 'Sectors' : 'Last'} name="toText" />
        </Row>
      );
    case 'blocks':
      return (
        <Row>
          <Text label="From block" name="firstBlock" /> <Text label="Blocks" name="blockCount" />
        </Row>
      );
    case 'partition':
      return (
        <Row>
          <Select
            label="Partition"
            options={(view.disk?.partitions.entries ?? []).map((entry, i) => ({ value: String(i), label: partitionName(entry) }))}
            value={String(form.partition)}
            onChange={(value) => changeExport({ partition: Number(value), place: null })}
          />
        </Row>
      );
    case 'structure':
      return (
        <Row>
          <Select
            label="Structure"
            options={structuresAlone(scene.disk).map((structure, i) => ({ value: String(i), label: structureName(structure) }))}
            value={String(form.structure)}
            onChange={(value) => changeExport({ structure: Number(value), place: null })}
          />
        </Row>
      );
    case 'table':
      return (
        <Row>
          <Select
            label="List"
            options={TABLES.map((table) => ({ value: table, label: TABLE_NAMES[table] }))}
            value={form.table}
            onChange={(table) => changeExport({ table, place: null })}
          />
        </Row>
      );
    case 'selection':
    case 'disk':
    case 'report':
      return null;
    default:
      return what satisfies never;
  }
}

const Row = ({ children }: { readonly children: ReactNode }): JSX.Element => <span className={styles.row}>{children}</span>;

type TextName = 'fromText' | 'toText' | 'firstBlock' | 'blockCount';

function Text({ label, name }: { readonly label: string; readonly name: TextName }): JSX.Element {
  const value = useSheet('export', ({ form }) => form[name]);
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        className={clsx('input', styles.exportNumber)}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => changeExport({ [name]: event.target.value })}
        onFocus={(event) => event.target.select()}
      />
    </label>
  );
}

function ToKind({ form }: { readonly form: ExportForm }): JSX.Element {
  return (
    <Select
      label="How the end is given"
      options={[
        { value: 'count', label: 'and count' },
        { value: 'last', label: 'to' },
      ]}
      value={form.toIs}
      onChange={(toIs) => changeExport({ toIs })}
    />
  );
}
