// npm start -- FILE.vhd: installs what is missing, builds, finds an Electron and opens the window.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { build, ensureDependencies, ensureNode, ROOT } from './prepare.mjs';
import { ensurePackages, missingLibraries, RUNTIME_PACKAGES } from './system-packages.mjs';

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

/** The user's words, files resolved from where the user stands. */
const words = process.argv
  .slice(2)
  .map((word) => (word.startsWith('-') ? word : path.resolve(process.env.INIT_CWD ?? process.cwd(), word)));

ensureNode();
const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
if (noDisplay) {
  const command = ['npm', 'start', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  fail(`There is no display here. To show the window under a virtual one (Debian package xvfb):\n  xvfb-run -a ${command}`);
}
ensureDependencies();
if (!build()) fail('The build failed.');

const { hostFlags, resolveElectron } = await import('./electron-runtime.mjs');
const { executable } = await resolveElectron().catch((error) => fail(error.message));
if (process.platform === 'linux' && missingLibraries(executable).length > 0) {
  const line = ensurePackages(RUNTIME_PACKAGES);
  const still = missingLibraries(executable);
  if (still.length > 0)
    fail(`Electron needs shared libraries that are missing: ${still.join(', ')}${line === null ? '' : `\nInstall them with:\n  ${line}`}`);
}
const flags = hostFlags();
if (flags.length > 0) console.error(`Running as root, so Chromium gets ${flags.join(' ')}: it cannot use its sandbox.`);
const child = spawn(executable, [...flags, ROOT, ...words], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`Electron could not be started: ${error.message}`));
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
});
