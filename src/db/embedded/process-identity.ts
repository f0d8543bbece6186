/** Tells whether the process that wrote a lock still lives, although process numbers are used again. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When a process began, as text that only that process has; null: it does not run, or the system does not say. */
export function processStart(pid: number): string | null {
  try {
    // Field 22 of the line; ticks since boot, so the boot counts too.
    const ticks = procFields(pid)[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}`;
  } catch {
    return startFromPs(pid);
  }
}

/** True when a process with this number runs, whoever owns it. One that is dead and only not yet collected does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return !["Z", "X"].includes(procFields(pid)[0] ?? "");
  } catch {
    return true;
  }
}

/** The fields of `/proc/<pid>/stat` from the third (the state) on; the command's name before them may hold blanks and brackets. */
function procFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function startFromPs(pid: number): string | null {
  if (process.platform === "linux" || process.platform === "win32") return null;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }).trim() || null;
  } catch {
    return null;
  }
}
