/** The libraries of this source, in one module, so that they load at first use and nowhere else. */
export { toHttpHeadersLike, type CompatResponse, type WebResourceLike } from '@azure/core-http-compat';
export { createDefaultHttpClient, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
export type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
export { AnonymousCredential, ContainerClient, newPipeline } from '@azure/storage-blob';
export type { BlockBlobClient, BlockBlobUploadOptions, BlockBlobUploadResponse } from '@azure/storage-blob';
