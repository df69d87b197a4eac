// Whether Chromium's sandbox can work for this user. Some systems forbid what it needs; then Electron would abort with
// a message that few people understand.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const setting = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : null);

/** The line that lets the sandbox work, or null when it works already (or root runs without it). */
export function sandboxLine(dist) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return null;
  const namespaces =
    setting('/proc/sys/kernel/unprivileged_userns_clone') !== '0' &&
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1' &&
    setting('/proc/sys/user/max_user_namespaces') !== '0';
  if (namespaces) return null;
  const helper = path.join(dist, 'chrome-sandbox');
  const { uid, mode } = statSync(helper, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 };
  if (uid === 0 && (mode & 0o4000) !== 0) return null;
  return `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`;
}
