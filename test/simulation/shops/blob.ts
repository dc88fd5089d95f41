/** Blobs and forms whose bytes can be read at once: the real ones answer from another thread, in their own time. */
class SimulatedBlob {
  readonly bytes: Buffer;
  readonly type: string;
  constructor(parts: readonly Uint8Array[], { type = '' }: { type?: string } = {}) {
    this.bytes = Buffer.concat(parts);
    this.type = type;
  }
}

class SimulatedForm {
  readonly parts: [string, string | { name: string; bytes: Buffer }][] = [];
  set(key: string, value: string | SimulatedBlob, name = 'blob'): void {
    this.parts.push([key, typeof value === 'string' ? value : { name, bytes: value.bytes }]);
  }
}

export const partsOf = (form: unknown): SimulatedForm['parts'] | null =>
  form instanceof SimulatedForm ? form.parts : null;

export function installBlobs(): void {
  Object.assign(globalThis, { Blob: SimulatedBlob, FormData: SimulatedForm });
}
