import type { Storage } from '../../storage/storage.ts';
import type { Piece } from './pieces.ts';

/** What a copy was made of: enough for any marker, weak or strong. */
export interface MarkInput {
  /** Local path of the master; read only. */
  path: string;
  sizeBytes: number;
  /** File name for kinds that get wrapped. */
  name: string;
  /** What a person reads on the copy, with the code at its end. */
  line: string;
  /** Opaque; the same for the same subject and master. */
  code: string;
  /** Where the marker writes the copy. */
  outPath: string;
}

/**
 * Makes a copy traceable. Deterministic: the same input gives the same bytes, today and on another machine.
 * Throws HubError `invalid` with a sentence when the file cannot be marked; it never writes an unmarked copy.
 */
export interface Marker {
  id: string;
  /** Rises whenever the bytes of a copy would differ. */
  version: number;
  /** Content types it can mark; null: any. */
  contentTypes: readonly string[] | null;
  mark(input: MarkInput): Promise<{ contentType: string }>;
  /** The way for many copies of one master: most of each is a stretch of one file that all of them share. */
  shared?: SharedMarks;
}

/** What all copies of a master share, as it is kept; `facts` are the marker's own, JSON. */
export interface Base {
  /** A stored file: made for this, or the master itself. */
  sha256: string;
  facts: unknown;
}

export interface SharedMarks {
  /** Whether this line can be put into a base; if not, the copy is made whole. */
  takes(line: string): boolean;
  /** Once a master. Throws HubError `invalid` as `mark` does. */
  prepare(input: { path: string; sizeBytes: number; masterSha256: string; storage: Storage }): Promise<Base>;
  /** Once a copy: pure, quick, and always the same pieces for the same line and name. */
  finish(
    base: Base,
    copy: { masterSha256: string; line: string; name: string },
  ): { contentType: string; pieces: Piece[] };
}

export const markerName = (marker: Marker): string => `${marker.id}/${marker.version}`;
