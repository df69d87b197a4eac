/**
 * The process that gets killed: saves and saves again to the image it is told of, and says on standard output when a
 * save begins and when it is done. What it writes follows from the number of the save.
 */
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { nextUndoPath, trimUndoFiles } from '../../main/io/undoFiles';
import { contextOver, saveEdits } from '../support/saving';
import { saveNumber } from './saveNumber';

const [path = '', first = '0', sectors = '0'] = process.argv.slice(2);
const files = nodeFileSystem();
const context = { ...contextOver(files), owner: { pid: process.pid, bootId: new Uint8Array(16).fill(7), host: 'kill', app: '0' } };

for (let number = Number(first); ; number++) {
  const edits = saveNumber(number, Number(sectors));
  process.stdout.write(`begin ${number}\n`);
  const keepUndoAs = number % 2 === 0 ? await nextUndoPath(path, files) : null;
  const saved = await saveEdits(context, path, edits, { keepUndoAs: keepUndoAs?.ok === true ? keepUndoAs.value : null });
  if (!saved.ok) {
    process.stdout.write(`failed ${JSON.stringify(saved.error)}\n`);
    process.exit(1);
  }
  process.stdout.write(`done ${number}\n`);
  if (number % 4 === 0) await trimUndoFiles(path, files);
}
