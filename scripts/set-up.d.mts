export class SetUpError extends Error {}
export function packagesStamp(root?: string): string;
export function dashboardStamp(root?: string): string | null;
export function setUp(options?: { root?: string; wantsDashboard?: boolean }): Promise<string>;
