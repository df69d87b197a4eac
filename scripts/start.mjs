// npm start -- FILE.vhd: installs what is missing, builds, finds an Electron and opens the window.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { hostFlags, resolveElectron } from './electron-runtime.mjs';
import { build, ensureDependencies, ensureNode, ROOT } from './prepare.mjs';
import { sandboxLine } from './sandbox.mjs';
import { DISPLAY_PACKAGES, ensurePackages, hasCommand, installLine, missingLibraries, RUNTIME_PACKAGES } from './system-packages.mjs';

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

/** Where the user stands; npm itself goes to the checkout. */
const HERE = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2);
const afterAll = given.indexOf('--');
/** The user's words, files resolved from where the user stands. */
const words = given.map((word, i) => (word.startsWith('-') && (afterAll < 0 || i <= afterAll) ? word : path.resolve(HERE, word)));

/** As the shell would have to be told. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function explainDisplay() {
  const inside = !path.relative(ROOT, HERE).startsWith('..');
  const start = ['npm', ...(inside ? [] : ['--prefix', ROOT]), 'start', ...(words.length > 0 ? ['--', ...words] : [])];
  const install = hasCommand('xvfb-run') ? '' : `${installLine(DISPLAY_PACKAGES)} && `;
  fail(
    [
      'There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), so no window can be shown.',
      'Run this in a desktop session, or show the window on a virtual display with this line:',
      `  ${install}xvfb-run -a ${start.map(quoted).join(' ')}`,
    ].join('\n'),
  );
}

function checkLibraries(executable) {
  if (process.platform !== 'linux' || missingLibraries(executable).length === 0) return;
  const line = ensurePackages(RUNTIME_PACKAGES);
  const missing = missingLibraries(executable);
  if (missing.length === 0) return;
  const help =
    line === null ? 'Install the packages of your system that bring them.' : `Install them with this line, then start again:\n  ${line}`;
  fail(`Electron needs shared libraries that are missing here: ${missing.join(', ')}\n${help}`);
}

ensureNode();
if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) explainDisplay();
ensureDependencies();
if (!build()) fail('The build failed; its messages are above.');
const { executable, dist } = await resolveElectron().catch((error) => fail(error.message));
checkLibraries(executable);
const line = sandboxLine(dist);
if (line !== null)
  fail(`This system does not let Chromium build its sandbox. Allow it for this Electron with this line, then start again:\n  ${line}`);
const flags = hostFlags();
if (flags.length > 0) console.error(`Running as root, so Chromium gets ${flags.join(' ')}: it cannot use its sandbox.`);

const child = spawn(executable, [...flags, ROOT, ...words], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// Between npm and us stands a shell that dies without passing the signal on.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill();
}, 500).unref();
child.on('error', (error) => fail(`Electron could not be started: ${error.message}`));
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
});
