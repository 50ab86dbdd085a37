/** What the client puts together of the resources. */
export { Assets } from './assets.ts';
export { echo } from './echo.ts';
export { List, type ListOptions } from './list.ts';
export { Wallets } from './wallets.ts';
