/** The proxy libraries, in a module of their own: they load only where a proxy is configured. */
export { HttpProxyAgent } from 'http-proxy-agent';
export { HttpsProxyAgent } from 'https-proxy-agent';
