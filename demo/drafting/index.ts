export { type Design, designs } from './designs.ts';
export { type DraftedFile, draftDesign } from './draft-design.ts';
export { correct, type DraftProgress, draftInto } from './draft-into.ts';
