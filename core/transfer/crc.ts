/** Checksums that Node.js does not have, in a module of their own: they load where a service states one. */
export { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
