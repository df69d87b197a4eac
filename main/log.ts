/** The log file, in the user's log folder. `crash` returns a short reference that the user can quote. */
import log from 'electron-log/main';

log.transports.file.level = 'info';
log.transports.console.level = 'warn';

export const info = (message: string): void => log.info(message);

/** The folder in which the log file lies. */
export const logFile = (): string => log.transports.file.getFile().path;

/** Logs an unexpected failure. Only bugs come here: bad files and failed reads are results, not crashes. */
export function crash(where: string, cause: unknown): string {
  const ref = Math.floor(Math.random() * 0x10000)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0');
  log.error(`[${ref}] ${where}`, cause);
  return ref;
}
