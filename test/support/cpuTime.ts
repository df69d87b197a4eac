/** Processor time of this process so far, in milliseconds: what work costs, however busy the machine is. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * What may be asked of a machine nobody knows, under coverage: a multiple of what the work takes. The faults that such a
 * bound is for took minutes.
 */
export const budgetMs = (ms: number): number => ms * (process.env['CI'] === 'true' ? 4 : 2);
