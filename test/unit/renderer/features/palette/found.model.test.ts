import { expect, it } from 'vitest';
import { COMMAND_IDS, COMMANDS } from '../../../../../shared/commands';
import { found, keywordFor, runnableFirst } from '../../../../../renderer/features/palette/found.model';

const LABELS = ['Export the disk…', 'Copy as hex', 'Hex view', 'Check everything', 'Zoom in on the map'];
const foundBy = (query: string): string[] => found(LABELS, query, (label) => label);

it.each([
  ['hex', ['Hex view', 'Copy as hex']],
  ['HEX copy', ['Copy as hex']],
  ['as he', ['Copy as hex']],
  ['ex', ['Export the disk…', 'Copy as hex', 'Hex view']],
  ['', LABELS],
  ['   ', LABELS],
  ['text', []],
  ['hex text', []],
  ['(.*', []],
])('“%s”: every word has to be there, and the best match comes first', (query, expected) => {
  expect(foundBy(query)).toEqual(expected);
});

it('finds letters with accents by plain ones', () => {
  expect(found(['Résumé'], 'resume', (label) => label)).toEqual(['Résumé']);
});

it('puts what can be run before what cannot, and leaves the order else', () => {
  expect(runnableFirst(['undo', 'undo save', 'redo', 'save'], (name) => name.endsWith('save'))).toEqual([
    'undo save',
    'save',
    'undo',
    'redo',
  ]);
});

it.each([
  ['vhdx', 'file.makeNew'],
  ['duplicate', 'file.makeNew'],
  ['mount', 'make.raw'],
  ['rename', 'file.showInFolder'],
  // What users of hex editors, partition editors and checkers call these.
  ['rebuild', 'edit.repair'],
  ['recover', 'edit.repair'],
  ['partition', 'go.to'],
  ['partition', 'file.export'],
  ['html', 'file.export'],
  ['report', 'file.export'],
  ['settings', 'view.themeDark'],
  ['preferences', 'view.columns'],
  ['chkdsk', 'view.checkAll'],
  ['wipe', 'edit.fill'],
  ['properties', 'view.overview'],
  ['hotkeys', 'help.keyboard'],
  ['readonly', 'edit.toggle'],
] as const)('“%s”, which no command is called, leads to what comes nearest', (word, id) => {
  expect(found(COMMAND_IDS, word, (one) => `${COMMANDS[one].label} ${COMMANDS[one].keywords ?? ''}`)).toContain(id);
});

it.each([
  ['rep', 'report'],
  ['file rep', 'report'],
  ['REP', 'report'],
  ['export', null],
  ['', null],
  ['xyz', null],
])('“%s” found “Export…” by its keyword: %s', (query, keyword) => {
  expect(keywordFor(query, 'File Export…', 'save extract report')).toBe(keyword);
});
