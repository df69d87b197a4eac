/** A display of one worker's own: two windows on one would take the focus from each other. */
import { spawn } from 'node:child_process';

/** Starts a display of a known size and shows this process' programs on it; answers how it is ended. */
export async function ownDisplay(): Promise<() => void> {
  const words = ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '2200x1400x24'];
  const server = spawn('Xvfb', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (data: Buffer) => resolve(String(data).trim()));
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  process.env['DISPLAY'] = `:${number}`;
  return () => void server.kill();
}
