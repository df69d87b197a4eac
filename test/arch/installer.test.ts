/** What the settings for Windows packages say, as far as it can be read here; what they do: test/windows/installer. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const at = (name: string): string => path.join(import.meta.dirname, '../..', name);
const config = readFileSync(at('electron-builder.yml'), 'utf8');
const macros = readFileSync(at('assets/windows/installer.nsh'), 'utf8');
const part = (name: string): string => new RegExp(`^${name}:\\n((?:(?: .*|#.*|)\\n)+)`, 'm').exec(config)?.[1] ?? '';

describe('the installer for Windows', () => {
  it('never takes .vhd over from Explorer, which mounts it', () => {
    // electron-builder would make itself the default of every ending it is told of.
    expect(part('win').replaceAll(/#.*/g, '')).not.toContain('fileAssociations');
    expect(config.replaceAll(/#.*/g, '')).not.toMatch(/^fileAssociations:/m);
    // The default value of an ending is what a double click follows.
    const written = [...macros.matchAll(/^\s*WriteRegStr SHCTX "([^"]+)" "([^"]*)"/gm)].map(([, key = '', name = '']) => [key, name]);
    expect(written.length).toBeGreaterThan(4);
    expect(written.filter(([key = '', name]) => /\\\.\w+$/.test(key) && name === '')).toEqual([]);
  });

  it('takes away every key that it writes', () => {
    const removed = [...macros.matchAll(/DeleteReg(?:Key|Value) SHCTX "([^"]+)"/g)].map(([, key = '']) => key);
    const written = [...macros.matchAll(/WriteRegStr SHCTX "([^"]+)"/g)].map(([, key = '']) => key);
    const left = written.filter((key) => !removed.some((gone) => key === gone || key.startsWith(`${gone}\\`)));
    expect(left).toEqual([]);
  });

  it('brings the icon that its keys name, in the sizes that Explorer shows', () => {
    expect(part('win')).toContain('from: assets/document.ico');
    expect(part('win')).toContain('to: document.ico');
    const icon = readFileSync(at('assets/document.ico'));
    // ICONDIR: reserved, type 1, count; entries of 16 bytes whose first is the width, 0 for 256.
    expect([icon.readUInt16LE(0), icon.readUInt16LE(2)]).toEqual([0, 1]);
    const widths = Array.from({ length: icon.readUInt16LE(4) }, (_, i) => icon.readUInt8(6 + 16 * i) || 256);
    expect(widths).toEqual(expect.arrayContaining([16, 32, 48, 256]));
    expect(part('nsis')).toContain('include: assets/windows/installer.nsh');
  });
});

describe('the command line that needs no installation', () => {
  it('is a batch file with line ends of Windows, and asks for nothing but Node', () => {
    const batch = readFileSync(at('assets/windows/platter.cmd'), 'latin1');
    expect(batch.split('\n').filter((line) => line !== '' && !line.endsWith('\r'))).toEqual([]);
    expect(batch).toMatch(/^@echo off\r\n/);
    expect(batch.trimEnd().endsWith('"%PLATTER_NODE%" "%~dp0cli.cjs" %*')).toBe(true);
  });
});
