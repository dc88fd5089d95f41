import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

let loaded: Promise<WrappedPdfiumModule> | undefined;

/** WebAssembly memory never shrinks: past this an instance is dropped after the file. */
const keepBytes = 256 * 1024 * 1024;

interface Memory {
  HEAPU8: Uint8Array;
}

/**
 * Runs `work` with PDFium. An instance is used again, except after an error inside it (a trap leaves it poisoned) and
 * after it has grown large.
 */
export async function withPdfium<T>(work: (pdfium: Pdfium) => T): Promise<T> {
  loaded ??= load();
  const instance = await loaded;
  try {
    const result = work(wrap(instance));
    if ((instance.pdfium as unknown as Memory).HEAPU8.length > keepBytes) loaded = undefined;
    return result;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

async function load(): Promise<WrappedPdfiumModule> {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')));
  const bytes = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  const instance = await init({ wasmBinary: bytes });
  instance.PDFiumExt_Init();
  return instance;
}

/** PDFium's functions with memory made safe to borrow. */
export interface Pdfium {
  api: WrappedPdfiumModule;
  /** Copies bytes in; gives the address. Freed when `borrow` returns. */
  borrow<T>(bytes: number | Uint8Array, use: (address: number) => T): T;
  float(address: number): number;
  int(address: number): number;
  text(address: number): string;
}

function wrap(api: WrappedPdfiumModule): Pdfium {
  const memory = api.pdfium as unknown as Memory;
  return {
    api,
    borrow(bytes, use) {
      const size = typeof bytes === 'number' ? bytes : bytes.length;
      const address = api.pdfium.wasmExports.malloc(Math.max(size, 8));
      if (address === 0) throw new Error('Out of memory');
      try {
        if (typeof bytes !== 'number') memory.HEAPU8.set(bytes, address);
        return use(address);
      } finally {
        api.pdfium.wasmExports.free(address);
      }
    },
    float: (address) => api.pdfium.getValue(address, 'float'),
    int: (address) => api.pdfium.getValue(address, 'i32'),
    text: (address) => api.pdfium.UTF8ToString(address),
  };
}
