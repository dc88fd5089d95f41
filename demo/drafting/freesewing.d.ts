// FreeSewing ships plain JavaScript: these are the few shapes that the drafting reads.
declare module '@freesewing/core' {
  export interface DraftPoint {
    x: number;
    y: number;
  }
  export type DraftOp =
    | { type: 'move'; to: DraftPoint }
    | { type: 'line'; to: DraftPoint }
    | { type: 'curve'; cp1: DraftPoint; cp2: DraftPoint; to: DraftPoint }
    | { type: 'close' }
    | { type: 'noop' };
  export interface DraftPath {
    hidden: boolean;
    ops: DraftOp[];
    attributes: { get(name: string): string | false };
  }
  export interface DraftSnippet {
    def: string;
    anchor: DraftPoint;
  }
  export interface DraftPart {
    hidden: boolean;
    paths: Record<string, DraftPath>;
    snippets: Record<string, DraftSnippet>;
    points: Record<string, DraftPoint>;
  }
  export interface CutOrder {
    cut: number;
    identical: boolean;
    onBias: boolean;
    onFold: boolean | number;
  }
  export interface Draft {
    draft(): Draft;
    config: { parts: Record<string, { hidden?: boolean }> };
    parts: Record<string, DraftPart>[];
    setStores: { cutlist?: Record<string, { materials?: Record<string, CutOrder[]> }> }[];
    getLogs(): { pattern: { error: unknown[] }; sets: { error: unknown[] }[] };
  }
  export type PatternMaker = new (settings: Record<string, unknown>) => Draft;
}
declare module '@freesewing/models' {
  export const cisFemaleAdult: Record<number, Record<string, number>>;
  export const cisMaleAdult: Record<number, Record<string, number>>;
}
declare module '@freesewing/aaron' {
  export const Aaron: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/bella' {
  export const Bella: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/brian' {
  export const Brian: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/diana' {
  export const Diana: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/huey' {
  export const Huey: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/hugo' {
  export const Hugo: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/jaeger' {
  export const Jaeger: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/simon' {
  export const Simon: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/sven' {
  export const Sven: import('@freesewing/core').PatternMaker;
}
declare module '@freesewing/teagan' {
  export const Teagan: import('@freesewing/core').PatternMaker;
}
