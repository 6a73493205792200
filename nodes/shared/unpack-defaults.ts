/** n8n keeps items in memory, and files on its disk. */
export const DEFAULT_MAX_FILES = 10_000;
export const DEFAULT_MAX_MIB = 10_240;
/** Of an archive, files and folders, wanted or not. */
export const DEFAULT_MAX_ENTRIES = 100_000;
