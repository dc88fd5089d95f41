/** For what vanishes once it is done: who works with the keyboard goes on at the top of the page, not outside of it. */
export const focusMain = (): void => document.getElementById('main')?.focus();
