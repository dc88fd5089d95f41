/** What the person at the terminal sees: one line a step, redrawn while it works, plain lines where there is no terminal. */
export interface View {
  /** Begins a step; the one before is done. */
  step(title: string): void;
  /** Where the step is now. */
  now(detail: string): void;
  /** Ends the step with what came out. */
  done(result: string): void;
  fail(sentence: string): void;
  note(sentence: string): void;
  close(): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function createView(out: NodeJS.WriteStream, isQuiet: boolean): View {
  if (isQuiet) return plainView((line) => process.stderr.write(`${line}\n`));
  return out.isTTY ? liveView(out) : plainView((line) => out.write(`${line}\n`));
}

function plainView(write: (line: string) => void): View {
  let title = '';
  return {
    step: (next) => {
      title = next;
      write(`… ${title}`);
    },
    now: () => {},
    done: (result) => write(`✓ ${title}: ${result}`),
    fail: (sentence) => write(`✗ ${title}: ${sentence}`),
    note: (sentence) => write(`  ${sentence}`),
    close: () => {},
  };
}

function liveView(out: NodeJS.WriteStream): View {
  let title = '';
  let detail = '';
  let startedAt = 0;
  let frame = 0;
  let timer: NodeJS.Timeout | null = null;
  const width = (): number => Math.max(40, (out.columns ?? 80) - 1);
  const cut = (text: string): string => (text.length > width() ? `${text.slice(0, width() - 1)}…` : text);
  const draw = (mark: string, text: string): void => {
    out.write(`\r\u001b[2K${cut(`${mark} ${text}`)}`);
  };
  const rest = (): void => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  return {
    step: (next) => {
      rest();
      title = next;
      detail = '';
      startedAt = performance.now();
      timer = setInterval(() => {
        frame = (frame + 1) % frames.length;
        draw(frames[frame] ?? '·', `${title}${detail ? `  ${detail}` : ''}`);
      }, 100);
    },
    now: (next) => {
      detail = next;
    },
    done: (result) => {
      rest();
      // A result may take two lines; only what is redrawn has to fit in one.
      out.write(`\r\u001b[2K✓ ${title}: ${result} (${seconds()})\n`);
    },
    fail: (sentence) => {
      rest();
      draw('✗', title);
      out.write(`\n  ${sentence}\n`);
    },
    note: (sentence) => {
      out.write(`\r\u001b[2K  ${sentence}\n`);
    },
    close: rest,
  };
}
