export interface RoleWords {
  label: string;
  /** What it is for, and how to print it, in plain words. */
  hint: string;
}

const roles: Record<string, RoleWords> = {
  instructions: { label: 'Instructions', hint: 'Read on a screen or print. The scale does not matter.' },
  a4: {
    label: 'Pattern for A4 paper',
    hint: 'Print at home on A4 at 100\u00a0% (“actual size”, not “fit to page”). Measure the test square on the first page before you print the rest, then join the pages.',
  },
  letter: {
    label: 'Pattern for US Letter paper',
    hint: 'Print at home on US Letter at 100\u00a0% (“actual size”, not “fit to page”). Measure the test square on the first page before you print the rest, then join the pages.',
  },
  a0: {
    label: 'Pattern on one large sheet',
    hint: 'For a copy shop or plotter, at 100\u00a0%. Ask for A0, without scaling.',
  },
  projector: {
    label: 'Pattern for a projector',
    hint: 'Set up your projector with a calibration grid first. Do not print this one.',
  },
  chart: { label: 'Chart', hint: 'Read on a screen or print at any size.' },
  layered: {
    label: 'Pattern with a layer for each size',
    hint: 'Open in a PDF reader that shows layers (Acrobat Reader does), and switch off the sizes you do not need before printing at 100\u00a0%.',
  },
  svg: { label: 'Drawing (SVG)', hint: 'For cutting machines and drawing programs.' },
  dxf: {
    label: 'Drawing (DXF)',
    hint: 'For cutting machines and CAD programs. Check the unit when you open it.',
  },
  stl: { label: '3D model (STL)', hint: 'For a 3D printer. The unit is millimetres.' },
  '3mf': { label: '3D model (3MF)', hint: 'For a 3D printer.' },
  pes: { label: 'Embroidery file (PES)', hint: 'For embroidery machines that read PES.' },
};

export const roleWords = (role: string): RoleWords => roles[role] ?? { label: 'File', hint: '' };

const changes: Record<string, string> = {
  first: 'First version',
  erratum: 'Correction',
  addition: 'Addition',
  redraft: 'Drawn anew',
};

export const changeWords = (kind: string): string => changes[kind] ?? 'Change';
