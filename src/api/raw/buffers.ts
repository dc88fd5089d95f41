const largeBytes = 256 * 1024;
const smallBytes = 16 * 1024;

/**
 * Buffers for sending files, used again and again: a fresh one for each part would cost more than reading it. So many large
 * ones are lent at once; whoever comes then gets a small one, so that thousands of slow readers hold little memory.
 */
export function createBuffers(mostLent: number = 96, mostKept: number = 16) {
  const kept: Buffer[] = [];
  let lent = 0;
  return {
    take(): Buffer {
      if (lent >= mostLent) return Buffer.allocUnsafeSlow(smallBytes);
      lent += 1;
      return kept.pop() ?? Buffer.allocUnsafeSlow(largeBytes);
    },
    giveBack(buffer: Buffer): void {
      if (buffer.length !== largeBytes) return;
      lent -= 1;
      if (kept.length < mostKept) kept.push(buffer);
    },
  };
}

export type Buffers = ReturnType<typeof createBuffers>;
