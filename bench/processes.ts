/** What processes of this machine have used, as Linux tells it; null where it does not. */
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

interface ProcessStatus {
  readonly parent: number;
  /** Seconds of processor time, its own and that of its children that have ended. */
  readonly own: number;
  readonly ended: number;
}

function statusOf(pid: number): ProcessStatus | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
    const ticks = (place: number) => (fields[place] ?? 0) / TICKS_PER_SECOND;
    return { parent: fields[1] ?? 0, own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
  } catch {
    return null;
  }
}

/** Seconds of processor time of one process. */
export function processorSeconds(pid: number): number | null {
  return statusOf(pid)?.own ?? null;
}

/** Seconds of processor time of a PostgreSQL server with all its processes. @param backend one of them */
export function serverSeconds(backend: number): number | null {
  const server = statusOf(backend)?.parent;
  const whole = server === undefined ? null : statusOf(server);
  if (server === undefined || whole === null) return null;
  const running = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = running.flatMap((name) => statusOf(Number(name)) ?? []).filter(({ parent }) => parent === server);
  return children.reduce((sum, { own }) => sum + own, whole.ended);
}

/** Largest resident memory of a process so far, in MB. */
export function peakMemory(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
