/**
 * One question to a Temporal server: does it know the namespace `default`? It goes through the frontend into persistence,
 * so who gets an answer may begin to work. Written by hand over HTTP/2, in clear, for the local server only: the client
 * library takes longer to load than all else that a start does in this process.
 */
import { connect } from 'node:http2';

const path = '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace';
/** DescribeNamespaceRequest with `namespace` (field 1, a string) in a frame of gRPC: not compressed, then its length. */
const message = Buffer.from('\x0a\x07default', 'latin1');
const request = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);

/** Resolves when the namespace is there. @throws Error with the status of gRPC, or what the connection failed with */
export async function findDefaultNamespace(address: string, withinMs: number): Promise<void> {
  const session = connect(`http://${address}`);
  try {
    const status = await new Promise<string>((resolve, reject) => {
      session.once('error', reject);
      session.setTimeout(withinMs, () => reject(new Error(`no answer within ${withinMs} ms`)));
      const call = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      call.once('error', reject);
      // An error without an answer comes in the headers, all else in the trailers.
      const look = (headers: { readonly 'grpc-status'?: unknown }): void => {
        if (headers['grpc-status'] !== undefined) resolve(String(headers['grpc-status']));
      };
      call.once('response', look).once('trailers', look);
      call.once('close', () => reject(new Error('the connection was closed before the answer')));
      call.resume().end(request);
    });
    if (status !== '0') throw new Error(`gRPC status ${status}`);
  } finally {
    session.destroy();
  }
}
