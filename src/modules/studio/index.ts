import type { HubModule } from '../../kit/module.ts';
import { getStudio } from './get-studio.ts';
import { updateStudio } from './update-studio.ts';

export { type EnsuredStudio, ensureStudio } from './ensure-studio.ts';
export { selectFirstDesigner as readFirstDesigner } from './store.ts';

export const studioModule: HubModule = { name: 'studio', operations: [getStudio, updateStudio] };
