export { approvedPage, approvePage, nothingToApprovePage } from './approve-page.ts';
export { libraryPage } from './library-page.ts';
export { linkPage } from './link-page.ts';
export { askPage, closedLinkPage, plainPage, sentPage } from './message-pages.ts';
export { styleSheet } from './style.ts';
