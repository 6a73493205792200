import { createRequire } from 'node:module';

// npm may install several versions of n8n's small libraries; what counts is the copy that n8n-core itself uses.
const requireAsCore = createRequire(require.resolve('n8n-core'));

export const { Container } = requireAsCore('@n8n/di') as typeof import('@n8n/di');
export const { Logger } = requireAsCore('@n8n/backend-common') as typeof import('@n8n/backend-common');
export const { SecurityConfig } = requireAsCore('@n8n/config') as typeof import('@n8n/config');
