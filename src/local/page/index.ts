export { buildPage, isPageCurrent, PAGE_FOLDER } from './build';
export { ensurePage } from './ensure';
