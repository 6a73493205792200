/** Bits of the general purpose flag: PKWARE's APPNOTE, 4.4.4. */
export const ENCRYPTED = 0x1;
/** Checksum and sizes stand behind the data. */
export const WITH_DESCRIPTOR = 0x8;
export const UTF8 = 0x800;
