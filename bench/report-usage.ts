/** Preloaded into a measured process: at its end it writes what it used to the file named in BENCH_USAGE. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const usage = process.resourceUsage();
  const target = process.env.BENCH_USAGE;
  if (target === undefined) return;
  writeFileSync(
    target,
    JSON.stringify({ maxRssMb: usage.maxRSS / 1024, cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6 }),
  );
});
