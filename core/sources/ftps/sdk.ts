/** The library of this source, in one module, so that it loads at first use and nowhere else. */
export { FTPContext } from 'basic-ftp';
export type { FTPResponse } from 'basic-ftp';
