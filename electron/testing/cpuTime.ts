/**
 * Milliseconds of processor time, user and system, that this process spends on some work. What others do on the computer
 * meanwhile does not count: a bound on it holds on a busy machine too.
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
